import { DhanError } from '@dhancopy/dhan/errors';
import { networkWords } from '@dhancopy/dhan/rest/network-words';
import { wordsFor } from '../../runtime/words.ts';
import { StoreError } from '../../store/file/errors.ts';

/** One thing that was looked at. */
export interface Finding {
  /** The client id, or `machine` and `database` for what all accounts share. */
  readonly scope: string;
  readonly check: string;
  readonly verdict: 'ok' | 'warning' | 'failed';
  readonly found: string;
  /** What to do about it; null when all is well. */
  readonly fix: string | null;
}

type Of = (found: string, fix?: string) => Finding;

/** Makers of findings about one check. */
export function about(scope: string, check: string): { ok: Of; warning: Of; failed: Of } {
  const make =
    (verdict: Finding['verdict']): Of =>
    (found, fix) => ({ scope, check, verdict, found, fix: fix ?? null });
  return { ok: make('ok'), warning: make('warning'), failed: make('failed') };
}

/** What an error says, in one line. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof DhanError) return wordsFor(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Ours are for programs, and their messages say it all; the system's are all that there is.
  return error instanceof StoreError || code === '' || error.message !== '' ? error.message : networkWords(code);
}
