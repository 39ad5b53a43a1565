export const MIB = 1024 * 1024;

/** `160 MiB`: whole ones, of room on a disk. */
export function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / MIB)} MiB`;
}
