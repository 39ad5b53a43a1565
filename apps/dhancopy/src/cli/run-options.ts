/** The flags of `run`, besides the settings of the environment. */
export interface RunOptions {
  /** Of the local server, on 127.0.0.1. */
  readonly port: number;
  /** Postbacks are taken here; not at all without it. */
  readonly postbackPort?: number;
  readonly postbackHost: string;
  /** No line for each copy; warnings still come. */
  readonly quiet?: boolean;
}
