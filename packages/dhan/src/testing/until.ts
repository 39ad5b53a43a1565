/** Waits for a condition, not for a time. @throws after `timeoutMs` */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 5_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`did not come about: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Long enough for what was going to happen; only for showing that nothing does. */
export function moment(ms = 60): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
