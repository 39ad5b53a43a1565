import { checkFlattened, checkSums } from './end-rules.ts';
import type { Session } from './session.ts';
import { settle } from './settle.ts';

/** What fills although it is being cancelled is closed as well; then nothing works any more. */
const ROUNDS = 3;

/** The operator closes what every link has copied: entries stop, what rests is cancelled, what is held is closed at the market. */
export function flatten(session: Session): void {
  const { links, records } = session;
  session.note(() => 'the operator closes everything that was copied');
  for (const link of links.values()) {
    const next = { ...link, state: 'REDUCING' } as const;
    links.set(link.id, next);
    records.hinder(link.id, 'FLATTENED');
    session.post({ type: 'LinkChanged', link: next });
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const linkId of links.keys()) session.post({ type: 'PositionsClosed', linkId });
    settle(session, false);
  }
  checkFlattened(session);
  checkSums(session);
}
