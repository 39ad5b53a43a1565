import { flushCompileCache } from 'node:module';
import { afterAll } from 'vitest';

/** Vitest ends its processes by a signal, before Node has written down what it compiled: see `NODE_COMPILE_CACHE` in vitest.config.ts. */
afterAll(() => flushCompileCache());
