/** Waits for a condition, not for a fixed time: the machine may be busy. @throws after `timeoutMs` */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`did not come about: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Long enough for pending events. Only for tests that nothing happens. */
export function moment(ms = 60): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
