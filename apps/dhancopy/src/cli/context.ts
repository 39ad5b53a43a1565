import { plainText } from '@dhancopy/domain/plain-text';
import picocolors from 'picocolors';
import { readSettings } from '../runtime/settings.ts';
import type { Settings } from '../runtime/settings.ts';
import type { Io } from './io.ts';

/** What every command needs: where to write, how, and the settings of the environment. */
export interface Context {
  readonly io: Io;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly settings: Settings;
  /** For stdout; plain when it is not a terminal. */
  readonly colors: ReturnType<typeof picocolors.createColors>;
  /** The result: one JSON document with --json, the text otherwise. */
  readonly print: (json: unknown, text: string) => void;
  /** The same for text with our own colours: what of it is from elsewhere was made plain before. */
  readonly printColored: (json: unknown, text: string) => void;
  /** What is going on, on stderr: never part of the result. */
  readonly progress: (text: string) => void;
}

export interface GlobalOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
}

export function createContext(io: Io, options: GlobalOptions): Context {
  const json = options.json ?? false;
  const printColored: Context['print'] = (document, text) => {
    io.stdout.write(`${json ? JSON.stringify(document, null, 2) : text}\n`);
  };
  return {
    io,
    json,
    verbose: options.verbose ?? false,
    settings: readSettings(io.env),
    colors: picocolors.createColors(isColorful(io)),
    print: (document, text) => printColored(document, plainText(text)),
    printColored,
    progress(text) {
      io.stderr.write(`${plainText(text)}\n`);
    },
  };
}

/** Source of the variable: https://no-color.org */
function isColorful(io: Io): boolean {
  return io.stdout.isTTY === true && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
}
