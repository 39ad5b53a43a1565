import type { Account } from '@dhancopy/domain/account';
import { accountId } from '@dhancopy/domain/ids';
import { paiseFromRupees } from '@dhancopy/domain/price';
import { bookOf } from '@dhancopy/simulation/books';
import type { Evidence, Sizing } from '@dhancopy/simulation/proof/evidence';
import { shareOf, sizeEntry, sizeExit } from '../../engine/index.ts';
import type { Share } from '../../engine/index.ts';
import { instrumentId } from '@dhancopy/domain/instrument';
import type { Instrument } from '@dhancopy/domain/instrument';
import { paise } from '@dhancopy/domain/price';
import type { MappingRow } from '../../store/copies/mappings.ts';
import { linkFromRow } from '../../runtime/link-rows.ts';
import type { AccountBook } from '@dhancopy/emulator/control/books';
import { LEADER } from './cast.ts';
import type { Rows } from './rows.ts';

/** What the proof rests on, with our records whole: the report shows times that they name. */
export interface DemoEvidence extends Evidence {
  readonly mappings: readonly MappingRow[];
}

/** The broker's books and our records at this moment. */
export function collectEvidence(books: readonly AccountBook[], rows: Rows): DemoEvidence {
  const leader = accountOf(bookOf(books, LEADER.id), 'leader');
  const links = rows.store.links.list().map((row) => {
    const { settings } = linkFromRow(row);
    const book = bookOf(books, row.follower_account_id);
    const follower = accountOf(book, 'follower');
    return {
      id: row.id,
      follower: row.follower_account_id,
      followerName: book.name,
      sizingFor: (lotSize: number) => sizingOf(shareOf(settings, leader, follower, anyInstrument(lotSize))),
    };
  });
  return { leader: LEADER.id, books, links, mappings: rows.mappings() };
}

function sizingOf(share: Share | null): Sizing | null {
  if (!share) return null;
  const exit: Sizing['exit'] = (held, leaderExit, leaderHeld) => sizeExit(held, leaderExit, leaderHeld, share.lotSize);
  return { entry: (units) => sizeEntry(share, units), exit };
}

/** Capital as the broker has it, not as we stored it. */
function accountOf({ dhanClientId, name, funds }: AccountBook, role: Account['role']): Account {
  return { id: accountId(dhanClientId), role, name, state: 'ACTIVE', capital: paiseFromRupees(funds.sodRupees) };
}

/** Sizing asks an instrument for its lot and nothing else. */
function anyInstrument(lotSize: number): Instrument {
  return {
    id: instrumentId('NSE_EQ', '0'),
    tradingSymbol: '',
    kind: '',
    lotSize,
    tickSize: paise(5),
    freezeQty: null,
    isin: null,
    expiredFromMs: null,
  };
}
