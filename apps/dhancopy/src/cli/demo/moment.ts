/** One thing that happened in the demo, for the view. */
export interface Moment {
  readonly kind: 'leader' | 'market' | 'fault';
  readonly text: string;
  readonly atMs: number;
}
