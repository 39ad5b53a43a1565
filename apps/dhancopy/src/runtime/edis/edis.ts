import { randomBytes } from 'node:crypto';
import type { EdisApi } from '@dhancopy/dhan/rest/edis/api';
import type { EdisInquiry } from '@dhancopy/dhan/rest/edis/response';
import type { EdisTransactionRow } from '../../store/portfolio/edis-transactions.ts';
import type { Store } from '../../store/store.ts';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { edisFormCommand } from '../advice.ts';
import { OperationError } from '../operations/errors.ts';
import { notRegistered } from '../operations/need.ts';

export interface EdisFormRequest {
  readonly clientId: string;
  /** One ISIN with a quantity, or several without. */
  readonly isins: readonly string[];
  /** Units; null: all that is held. */
  readonly qty: number | null;
  readonly exchange: 'NSE' | 'BSE';
}

/** The API of an account that is at work; undefined for any other. */
type ApiOf = (clientId: string) => EdisApi | undefined;

interface Page {
  /** "" once it was given out. */
  html: string;
  readonly madeMs: number;
  readonly asked: EdisFormRequest;
}

/** A page can be opened this long, ms. The depository's own session is not longer. */
const PAGE_MS = 10 * 60_000;
/** What was asked for is remembered for longer, ms: to name the command that makes the form again. */
const REMEMBER_MS = 12 * 3_600_000;
const DAY_SEC = 86_400;

/**
 * Authorising sales of holdings at the depository, for accounts without a power of attorney. The page that the broker makes is kept
 * here until a browser fetches it, and in no file: whoever has it can only ask the account owner for the T-PIN, but it is private.
 * Source: https://dhanhq.co/docs/v2/edis/
 */
export class Edis {
  readonly #store: Store;
  readonly #apiOf: ApiOf;
  readonly #now: () => number;
  readonly #pages = new Map<string, Page>();

  constructor(store: Store, apiOf: ApiOf, now: () => number) {
    this.#store = store;
    this.#apiOf = apiOf;
    this.#now = now;
  }

  /** @throws {DhanError} {@link OperationError} */
  async tpin(clientId: string): Promise<string> {
    await this.#api(clientId).generateTpin();
    return `CDSL sends the T-PIN of ${clientId} to the phone number and e-mail address of the demat account`;
  }

  /** Has the broker make the form. @returns the ticket under which a browser finds it @throws {DhanError} {@link OperationError} */
  async form(asked: EdisFormRequest): Promise<string> {
    const { clientId, isins, qty, exchange } = asked;
    const api = this.#api(clientId);
    const where = { exchange, segment: 'EQ' } as const;
    const [first] = isins;
    const isBulk = qty === null || isins.length > 1;
    const { edisFormHtml } =
      isBulk || first === undefined
        ? await api.getBulkForm({ isin: isins, ...where, bulk: true })
        : await api.getForm({ isin: first, qty, ...where, bulk: false });
    const ticket = randomBytes(24).toString('base64url');
    const nowMs = this.#now();
    for (const [old, { madeMs }] of this.#pages) if (nowMs - madeMs > REMEMBER_MS) this.#pages.delete(old);
    this.#pages.set(ticket, { html: unescapeForm(edisFormHtml), madeMs: nowMs, asked });
    this.#store.transaction(() => {
      for (const isin of isins) {
        this.#store.edisTransactions.add({
          account_type: this.#roleOf(clientId),
          account_id: clientId,
          isin,
          qty: isBulk ? 0 : qty,
          ...where,
          bulk: isBulk ? 1 : 0,
          request_id: ticket.slice(0, 8),
          // By market practice; the API's pages do not say.
          expires_at: istDayStart(nowMs) / 1000 + DAY_SEC,
          raw_request: JSON.stringify({ isins, qty, exchange }),
        });
      }
    });
    return ticket;
  }

  /** The form of a ticket, once, for ten minutes; null for a ticket that is not known here. @throws {OperationError} that says how to make it again */
  page(ticket: string): string | null {
    const page = this.#pages.get(ticket);
    if (!page) return null;
    const { html, madeMs, asked } = page;
    page.html = '';
    if (html !== '' && this.#now() - madeMs <= PAGE_MS) return html;
    const why = html === '' ? 'the form was already opened' : 'the form is older than ten minutes';
    throw new OperationError(`${why}; create a new one with ${edisFormCommand(asked)}`);
  }

  /** Asks what is approved by now, and settles what was waiting for it. @param isin - or `ALL` @throws {DhanError} {@link OperationError} */
  async inquire(clientId: string, isin: string): Promise<string> {
    const found = await this.#api(clientId).inquire(isin);
    this.#store.transaction(() => {
      this.#store.edisTransactions.expireBefore(Math.floor(this.#now() / 1000));
      const pending = this.#store.edisTransactions.pending(clientId);
      for (const inquiry of found) this.#settle(clientId, inquiry, pending);
    });
    if (found.length === 0) return `${clientId}: CDSL has nothing to approve`;
    return found
      .map(({ isin: each, totalQty, aprvdQty, status, remarks }) => {
        return `${each}: ${aprvdQty} of ${totalQty} units approved (${status}${remarks ? `, ${remarks}` : ''})`;
      })
      .join('\n');
  }

  /**
   * The broker has one approved quantity for a share and does not say which form it is of. The forms take it in the order in which they
   * were made, each as a whole or not at all, so that they never say more than the broker. A bulk form takes what is left.
   */
  #settle(
    clientId: string,
    { isin, aprvdQty, status, remarks, raw }: EdisInquiry,
    pending: readonly EdisTransactionRow[],
  ): void {
    const { edisTransactions } = this.#store;
    const raw_response = JSON.stringify(raw);
    let rest = aprvdQty - edisTransactions.authorizedQty(clientId, isin);
    for (const row of pending) {
      if (row.isin !== isin) continue;
      const qty = row.bulk === 1 ? rest : row.qty;
      if (qty > 0 && qty <= rest) {
        rest -= qty;
        edisTransactions.settle(row.id, { status: 'AUTHORIZED', qty, raw_response, error_message: null });
      } else if (/fail|reject/i.test(status)) {
        const error_message = remarks ?? status;
        edisTransactions.settle(row.id, { status: 'REJECTED', qty: row.qty, raw_response, error_message });
      }
    }
  }

  #api(clientId: string): EdisApi {
    const api = this.#apiOf(clientId);
    if (api) return api;
    throw notRegistered(clientId);
  }

  #roleOf(clientId: string): 'leader' | 'follower' {
    return this.#store.accounts.get(clientId)?.role ?? 'follower';
  }
}

/** The form comes with its quotes or its angle brackets escaped once more than JSON does. Source: https://dhanhq.co/docs/v2/edis/ */
function unescapeForm(html: string): string {
  const text = html.replaceAll('\\"', '"').replaceAll('\\n', '\n').replaceAll('\\/', '/');
  if (text.includes('<') || !text.includes('&lt;')) return text;
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
