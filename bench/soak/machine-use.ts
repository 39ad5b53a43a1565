import { readFileSync, statSync } from 'node:fs';

const MIB = 2 ** 20;
/** Of the kernel: `getconf CLK_TCK`. */
const TICKS_PER_SECOND = 100;

/** Resident memory of a process, MiB. */
export function rssMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1_024;
}

/** Processor time of a process since its start, all threads, seconds. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Zero for a file that is not there. */
export function fileMib(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) / MIB;
}
