import type { Store } from '../../store/store.ts';
import type { Settings } from '../settings.ts';
import { systemClock } from '../time/clock.ts';
import type { OwnRequests } from './broker-without-engine.ts';
import type { OperationContext } from './operation.ts';

/** Works where no engine runs: on the caller's store, with clients of its own, which are closed at the end. */
export async function withoutEngine<T>(
  store: Store,
  settings: Settings,
  onProgress: (text: string) => void,
  work: (ctx: OperationContext) => Promise<T>,
): Promise<T> {
  let requests: OwnRequests | undefined;
  try {
    return await work({
      store,
      clock: systemClock,
      engine: null,
      async broker() {
        const { ownRequests } = await import('./broker-without-engine.ts');
        return (requests ??= ownRequests(store, settings, onProgress));
      },
    });
  } finally {
    await requests?.close();
  }
}
