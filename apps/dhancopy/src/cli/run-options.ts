/** The flags of `run`, besides the settings of the environment. */
export interface RunOptions {
  /** Of the local server, on 127.0.0.1. */
  readonly port: number;
  /** Postbacks are taken here; not at all without it. */
  readonly postbackPort?: number;
  readonly postbackHost: string;
  /** No line for each copy; warnings, and what stops or resumes copying, are printed all the same. */
  readonly quiet?: boolean;
}
