import type { Store } from '../../store/store.ts';
import type { Settings } from '../settings.ts';
import { systemClock } from '../time/clock.ts';
import type { OwnDesks } from './broker-without-engine.ts';
import type { OperationContext } from './operation.ts';

/** Works where no engine runs: on the caller's store, with clients of its own, which are closed at the end. */
export async function withoutEngine<T>(
  store: Store,
  settings: Settings,
  onProgress: (text: string) => void,
  work: (ctx: OperationContext) => Promise<T>,
): Promise<T> {
  let desks: OwnDesks | undefined;
  try {
    return await work({
      store,
      clock: systemClock,
      engine: null,
      async broker() {
        const { ownDesks } = await import('./broker-without-engine.ts');
        return (desks ??= ownDesks(store, settings, onProgress));
      },
    });
  } finally {
    await desks?.close();
  }
}
