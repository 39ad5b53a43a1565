import { keepCompiledCode } from './cli/compile-cache.ts';

keepCompiledCode();
// Loaded only now: what is imported above is compiled before the line that keeps it.
const { processIo } = await import('./cli/io.ts');
const { runCli } = await import('./cli/program.ts');

process.exitCode = await runCli(process.argv.slice(2), processIo());
