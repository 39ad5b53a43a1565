import type { Command } from 'commander';
import type { Io } from './io.ts';

interface Entry {
  /** The words after `dhancopy` that the file registers. */
  readonly names: readonly string[];
  readonly load: () => Promise<(program: Command, io: Io) => void>;
}

/** The commands in the order of the help. A command that is started loads its own file only: most of the time of a start is loading code. */
export const COMMANDS: readonly Entry[] = [
  { names: ['init'], load: async () => (await import('./commands/init.ts')).registerInit },
  { names: ['account'], load: async () => (await import('./commands/account.ts')).registerAccount },
  { names: ['link'], load: async () => (await import('./commands/link.ts')).registerLink },
  { names: ['run'], load: async () => (await import('./commands/run.ts')).registerRun },
  { names: ['status'], load: async () => (await import('./commands/status.ts')).registerStatus },
  { names: ['copies'], load: async () => (await import('./commands/copies.ts')).registerCopies },
  { names: ['story'], load: async () => (await import('./commands/story.ts')).registerStory },
  { names: ['positions'], load: async () => (await import('./commands/positions.ts')).registerPositions },
  { names: ['pnl'], load: async () => (await import('./commands/pnl.ts')).registerPnl },
  { names: ['doctor'], load: async () => (await import('./commands/doctor.ts')).registerDoctor },
  { names: ['kill', 'pause', 'resume'], load: async () => (await import('./commands/kill.ts')).registerKill },
  { names: ['flatten'], load: async () => (await import('./commands/flatten.ts')).registerFlatten },
  { names: ['risk'], load: async () => (await import('./commands/risk.ts')).registerRisk },
  { names: ['broker'], load: async () => (await import('./commands/broker.ts')).registerBroker },
  { names: ['edis'], load: async () => (await import('./commands/edis.ts')).registerEdis },
  { names: ['postback'], load: async () => (await import('./commands/postback.ts')).registerPostback },
  { names: ['instruments'], load: async () => (await import('./commands/instruments.ts')).registerInstruments },
  { names: ['statement', 'statements'], load: async () => (await import('./commands/statement.ts')).registerStatement },
  { names: ['orders'], load: async () => (await import('./commands/orders.ts')).registerOrders },
  { names: ['margin'], load: async () => (await import('./commands/margin.ts')).registerMargin },
  { names: ['config'], load: async () => (await import('./commands/config.ts')).registerConfig },
  { names: ['db'], load: async () => (await import('./commands/db.ts')).registerDb },
  { names: ['export'], load: async () => (await import('./commands/export.ts')).registerExport },
  { names: ['demo'], load: async () => (await import('./commands/demo.ts')).registerDemo },
  { names: ['emulator'], load: async () => (await import('./commands/emulator.ts')).registerEmulator },
];

const GLOBAL_FLAGS: ReadonlySet<string> = new Set(['--json', '--verbose']);

/** What the arguments need. All of it for help, and for what is written wrongly: the answer may name any command. */
export function entriesFor(args: readonly string[]): readonly Entry[] {
  const first = args.find((arg) => !GLOBAL_FLAGS.has(arg));
  if (first === '--version' || first === '-V') return [];
  const found = COMMANDS.find(({ names }) => names.some((name) => name === first));
  return found ? [found] : COMMANDS;
}
