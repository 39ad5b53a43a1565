#!/usr/bin/env node
// Starts the command line on the Node version this project pins, also where an older Node is installed.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

if (Number(process.versions.node.split('.')[0]) >= 26) {
  await import('./start.js');
} else {
  const pinned = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const start = join(dirname(fileURLToPath(import.meta.url)), 'start.js');
  const child = spawn(pinned, [start, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A service manager stops this process only: the engine has to hear of it, and this one waits until it has stopped.
  // A Ctrl-C reaches both by itself, because they share the terminal; passing it on would count as the second one.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  child.on('error', (error) => {
    console.error(`dhancopy: the pinned Node at ${pinned} does not start (${error.message}); run: npm ci`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128 + constants.signals[signal]);
  });
}
