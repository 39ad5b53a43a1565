const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
export type StopSignal = (typeof SIGNALS)[number];

/** Resolves at the first request to stop. A second one ends the process at once. */
export function untilSignal(): Promise<StopSignal> {
  const { promise, resolve } = Promise.withResolvers<StopSignal>();
  let isAsked = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isAsked) process.exit(signal === 'SIGINT' ? 130 : 143);
      isAsked = true;
      resolve(signal);
    });
  }
  return promise;
}
