import { formatCount } from '@dhancopy/domain/rupees';

/** `1 copy`, `1,200 copies`. @param many - without it, `one` with an s */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
