import { instrumentId } from '@dhancopy/domain/instrument';
import { mutateBytes, mutateJsonText } from '../mutate.ts';
import { Finding, show } from '../oracle.ts';
import type { Target } from '../target.ts';
import { noSecrets } from './world/judge.ts';
import { baselineOf, pickVariant, playDay, sameCopies } from './world/play.ts';
import { FOLLOWERS, OPTION, SHARE, TOKEN } from './world/world.ts';

/** Answers that say nothing, whatever was asked. They refuse neither token nor address: that would stop the account, as it should. */
const NOTHING: readonly (readonly [status: number, text: string])[] = [
  [500, ''],
  [502, '<html>502</html>'],
  [503, '{"errorType":"Internal","errorCode":"DH-908","errorMessage":"internal"}'],
  [504, 'null'],
  [200, '<html>login</html>'],
  [200, '{'],
  [200, '[{"orderId":'],
  [200, '"text"'],
  [429, '{"errorType":"Rate_Limit","errorCode":"DH-904","errorMessage":"Too many requests"}'],
];
/** Time for polls. */
const PACE = { pauseMs: 4_000, restMs: 15_000 };
const STATUSES = [200, 200, 200, 202, 400, 404, 429, 500, 502] as const;
const KNOWN = [OPTION, SHARE].map(({ exchangeSegment, securityId }) => instrumentId(exchangeSegment, securityId));

/**
 * Days of a leader whose books are answered with spoilt answers, from the first order on. In half of the runs the answers say nothing at
 * all: then the same is copied as without them. In the others, orders stay within the accounts and contracts that are linked and known.
 */
export const ENGINE_BOOK_TARGET: Target = {
  name: 'engine-books',
  weight: 4,
  async run(chance, note) {
    const variant = pickVariant(chance);
    const expected = await baselineOf(variant, PACE);
    const isSilent = chance.percent(50);
    let hasToken = false;
    const writes = await playDay(
      variant,
      {
        pace: PACE,
        afterFrame({ broker }) {
          broker.spoilAnswer ??= (path, answer) => {
            if (!chance.percent(60)) return answer;
            if (isSilent) {
              const [status, text] = chance.pick(NOTHING);
              note(`${path} ${status} ${text}`);
              return { status, text };
            }
            if (chance.percent(5)) {
              const bytes = mutateBytes(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n[]{}['), chance);
              note(bytes);
              // A request without any answer waits for the client's own limit, in real time.
              return bytes.includes('\r\n\r\n') && bytes.length > 45 ? bytes : { status: 500, text: '' };
            }
            const text = mutateJsonText(JSON.parse(answer.text), chance);
            const leaking = chance.percent(1) ? text.replace(/"(\d{10})"/, `"${TOKEN}"`) : text;
            hasToken ||= leaking.includes(TOKEN);
            note(`${path} ${leaking}`);
            return { status: chance.percent(85) ? 200 : chance.pick(STATUSES), text: leaking };
          };
        },
      },
      (world) => noSecrets(world, hasToken),
    );
    if (isSilent) {
      sameCopies(expected, writes);
      return;
    }
    for (const { account, method, path, body } of writes) {
      if (!(account in FOLLOWERS)) throw new Finding(`a request for ${account}: ${method} ${path}`);
      const instrument = `${String(body['exchangeSegment'])}:${String(body['securityId'])}`;
      if (method === 'POST' && !KNOWN.some((known) => known === instrument))
        throw new Finding(`an order in ${instrument}: ${show(body)}`);
    }
  },
};
