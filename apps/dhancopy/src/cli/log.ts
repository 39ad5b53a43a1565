import { istClock } from '@dhancopy/domain/indian-time';
import { plainLine } from '@dhancopy/domain/plain-text';
import pino from 'pino';
import type { Logger } from 'pino';
import { maskTokens } from '../store/secrets/redact.ts';
import type { Io } from './io.ts';

const SECRET_FIELDS = ['token', 'accessToken', 'access_token', 'secret', 'authorization', 'password', 'pin', 'totp'];

/** Structured logs on stdout, secrets taken out; short lines for a terminal. */
export function createLog(io: Io, structured: boolean): Logger {
  const write = structured ? writeLine(io) : writeShort(io);
  return pino(
    {
      level: 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    { write },
  );
}

function writeLine({ stdout }: Io): (line: string) => void {
  return (line) => stdout.write(maskTokens(line));
}

interface Line {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly account?: string | null;
}

function writeShort({ stdout }: Io): (line: string) => void {
  return (line) => {
    const { level, time, msg, account } = JSON.parse(maskTokens(line)) as Line;
    // pino writes UTC; the market's time is what the operator compares with.
    const clock = istClock(Date.parse(time));
    const where = !account ? '' : `${account} `;
    stdout.write(`${clock} IST ${level.toUpperCase().padEnd(5)} ${plainLine(`${where}${msg}`)}\n`);
  };
}
