import { cpus, totalmem } from 'node:os';

/** The facts that every result needs. */
export function machine(): string {
  const { node, sqlite } = process.versions;
  const model = cpus()[0]?.model ?? 'unknown';
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${model}, ${cpus().length} cores, ${gib} GiB, Node ${node}, SQLite ${sqlite ?? '?'}, ${new Date().toISOString().slice(0, 10)}`;
}
