import { DhanError } from '@dhancopy/dhan/errors';
import { downloadCsv } from '@dhancopy/dhan/instruments/download';
import type { DownloadOptions } from '@dhancopy/dhan/instruments/download';
import type { LeftOutRow } from '@dhancopy/dhan/instruments/left-out';
import { readScripMaster } from '@dhancopy/dhan/instruments/scrip-master';
import { WireError } from '@dhancopy/dhan/wire/parse';
import { InstrumentStaging, removeStaging } from '../../store/instruments/instrument-staging.ts';
import type { Comparison } from '../../store/instruments/instrument-staging.ts';
import type { LeftOutRows } from '../../store/instruments/instrument-syncs.ts';
import { doubtOf } from './plausible.ts';
import { toRow } from './rows.ts';
import { InstrumentSyncError } from './sync-error.ts';
import type { SyncErrorCode } from './sync-error.ts';

/** Which list, and what it is held against. Plain data: it crosses to the thread. */
export interface StageRequest {
  readonly url: string;
  /** What the address came from, for errors. */
  readonly setting: string;
  readonly databasePath: string;
  readonly stagingPath: string;
  /** The list is of this segment alone. */
  readonly segment: string | null;
  readonly acceptFewer: boolean;
  readonly nowSec: number;
}

/** A list that was read to its end and may take the place of the table: what it changes is in the staging file. */
export interface Staged {
  readonly comparison: Comparison;
  readonly leftOut: LeftOutRows;
}

const PROGRESS_ROWS = 50_000;

/**
 * Downloads a list into the staging file, checks it, and works out what it changes. Nothing of the database is written.
 * @param progress - called with the number of rows read so far
 * @throws {InstrumentSyncError} with the reason when the list is not to be taken; the staging file is gone then
 */
export async function stageList(
  request: StageRequest,
  progress: (rows: number) => void,
  options?: DownloadOptions,
): Promise<Staged> {
  const { url, setting, stagingPath, databasePath, segment, nowSec } = request;
  let staging: InstrumentStaging | null = null;
  try {
    const source = readScripMaster(await downloadCsv(url, setting, options));
    staging = InstrumentStaging.create(stagingPath);
    let read = 0;
    let foreign = 0;
    for await (const row of source.rows) {
      if (segment !== null && row.exchangeSegment !== segment) {
        foreign += 1;
        continue;
      }
      staging.add(toRow(row, nowSec));
      read += 1;
      if (read % PROGRESS_ROWS === 0) progress(read);
    }
    const comparison = staging.compare({ databasePath, segment, lacks: source.lacks });
    const doubt = doubtOf({ comparison, brokenRows: source.brokenRows(), acceptFewer: request.acceptFewer });
    if (doubt) throw refused(doubt.code, doubt.why + firstOf(source.samples));
    const repeated = read - comparison.after;
    const reasons = {
      ...Object.fromEntries(source.skipped),
      ...(foreign > 0 && { 'another segment': foreign }),
      ...(repeated > 0 && { 'repeated in the file': repeated }),
    };
    staging.close();
    return { comparison, leftOut: { reasons, samples: source.samples } };
  } catch (error) {
    staging?.close();
    await removeStaging(stagingPath);
    throw explained(error);
  }
}

/** An address that may not be used has an error of its own. */
function explained(error: unknown): unknown {
  if (error instanceof WireError) return refused('INSTRUMENTS_BROKEN', error.message, error);
  if (error instanceof DhanError) return refused('INSTRUMENTS_UNREACHABLE', error.message, error);
  return error;
}

function refused(code: SyncErrorCode, why: string, cause?: unknown): InstrumentSyncError {
  return new InstrumentSyncError(
    code,
    `the list of instruments was rejected, and the table is unchanged: ${why}`,
    cause,
  );
}

/** Examples of rows that cannot be read. */
function firstOf([first]: readonly LeftOutRow[]): string {
  return first ? `; for example row ${first.row}, ${first.why}: ${JSON.stringify(first.text)}` : '';
}
