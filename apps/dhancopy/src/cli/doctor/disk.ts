import { existsSync } from 'node:fs';
import { freeOf } from '../../runtime/disk-reserve.ts';
import { ROOM_BYTES } from '../../runtime/maintenance/room.ts';
import { formatBytes } from '../format/bytes.ts';
import { about } from './finding.ts';
import type { Finding } from './finding.ts';

/** An engine writes at its start, and sets a fifth of what is left aside for exits, whole MiB: with less there may be no room for either. */
export const START_BYTES = 8 * 1_048_576;

/** What cannot be written down cannot be sent. @param isShort - the engine has stopped entries for it */
export function checkDisk(home: string, isShort: boolean, free = freeOf): Finding {
  const { ok, warning, failed } = about('machine', 'disk');
  if (!existsSync(home)) return failed(`there is no folder ${home}`, 'run "dhancopy init"');
  const bytes = free(home);
  const text = `${formatBytes(bytes)} free in ${home}`;
  if (isShort) return failed(`${text}: entries are not copied, exits are`, 'free some space; entries then go on');
  if (bytes < START_BYTES)
    return failed(
      `${text}: too little for an engine to start with, or to set anything aside for exits`,
      'free some space',
    );
  return bytes < ROOM_BYTES
    ? warning(text, 'free some space: when the disk is full, entries are not copied')
    : ok(text);
}
