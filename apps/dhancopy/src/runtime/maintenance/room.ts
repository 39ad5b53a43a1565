import { MIB } from '../mebibytes.ts';

/** Days of trading of a few accounts; a disk that fills faster is filled by something else. */
export const ROOM_BYTES = 500 * MIB;
