// Starts the command line in this process, on the Node version that this project pins.
import { keepCompiledCode } from './compile-cache.js';

keepCompiledCode();
// Loaded only now: what is imported above is compiled before the line that keeps it.
await import('../src/main.ts');
