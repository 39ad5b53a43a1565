import { REASONS } from '@dhancopy/domain/reason';
import { symbolOf } from '@dhancopy/simulation/instruments';
import type { Claim } from '@dhancopy/simulation/proof/evidence';
import type { Context } from '../context.ts';
import { formatTable } from '../format/table.ts';
import { istClock } from '@dhancopy/domain/indian-time';
import { stageWords } from '../copies/words.ts';
import { LEADER, sizingWords } from './cast.ts';
import { formatSpread } from './latency.ts';
import type { LeaderOutcome, Outcome } from './outcomes.ts';
import type { Result } from './result.ts';

type Paint = Context['colors'];

/** The report as text: each leader order next to each follower, the figures, the proof, where to look further. */
export function formatReport(result: Result, colors: Paint): string {
  return [
    colors.bold("Proof, from the broker's books"),
    ...result.proof.claims.flatMap((claim) => claimLines(claim, colors)),
    ...(result.restless.length > 0
      ? [colors.red('  ✗ the session did not become quiet:'), ...result.restless.map((text) => `      ${text}`)]
      : []),
    ...(result.broken ? [colors.yellow(`  (the books were changed on purpose: ${result.broken})`)] : []),
    '',
    colors.bold('Figures'),
    `  ${result.actions} leader actions, ${result.orders.length} leader orders, ${result.copies} follower orders, ` +
      `${result.faults} faults, seed ${result.seed}, ${result.seconds.toFixed(0)} s`,
    `  leader's frame received → request sent:   ${formatSpread(result.latency.sent)}`,
    `  leader's frame received → answer received: ${formatSpread(result.latency.answered)}`,
    ...result.followers.map(
      ({ follower, stages }) => `  ${follower.name}, ${sizingWords(follower)}: ${stageWords(stages)}`,
    ),
    ...result.besides.map((text) => `  ${text}`),
    '',
    colors.bold('Each leader order, and what each follower has of it'),
    "units filled, when its request was sent after the leader's frame, and the reason if the copy did not simply fill",
    '',
    orderTable(result),
    '',
    ...reasonWords(result),
    '',
    ...whereToLook(result),
  ].join('\n');
}

function orderTable({ orders, followers }: Result): string {
  return formatTable(
    ['TIME', 'LEADER', ...followers.map(({ follower }) => follower.name.toUpperCase())],
    orders.map((each) => [istClock(each.order.history[0]?.atMs ?? 0), leaderWords(each), ...each.followers.map(cell)]),
  );
}

function leaderWords({ order }: LeaderOutcome): string {
  const { transactionType, quantity, orderType, filledQuantity, status } = order;
  const kind = { MARKET: 'MKT', LIMIT: 'LMT', STOP_LOSS: 'SL', STOP_LOSS_MARKET: 'SL-M' }[orderType];
  const extras = `${order.validity === 'IOC' ? ' IOC' : ''}${order.afterMarketOrder ? ' AMO' : ''}`;
  const end = status === 'TRADED' ? '' : ` ${status.toLowerCase()} ${filledQuantity}`;
  return `${transactionType} ${quantity} ${symbolOf(order)} ${order.productType} ${kind}${extras}${end}`;
}

function cell({ filled, reason, sentMs }: Outcome): string {
  const sent = sentMs === null ? '' : ` in ${sentMs.toFixed(1)} ms`;
  return `${filled}${sent}${reason === 'FILLED' ? '' : ` ${reason}`}`;
}

function reasonWords({ orders }: Result): string[] {
  const codes = new Set(orders.flatMap(({ followers }) => followers.map(({ reason }) => reason)));
  const known: Readonly<Record<string, string>> = REASONS;
  return [...codes]
    .filter((code) => code !== 'FILLED' && code in known)
    .map((code) => `  ${code}: ${known[code] ?? ''}`);
}

/** Explanations beyond these are in the database and in --json. */
const SHOWN_MAX = 4;

function claimLines({ claim, compared, violations, explained }: Claim, colors: Paint): string[] {
  const holds = compared > 0 && violations.length === 0;
  const head = `${claim} (${compared} compared${explained.length > 0 ? `, ${explained.length} explained by a recorded reason` : ''})`;
  const shown = (texts: readonly string[], max: number): string[] => [
    ...texts.slice(0, max).map((text) => `      ${text}`),
    ...(texts.length > max ? [`      … and ${texts.length - max} more`] : []),
  ];
  if (holds) return [`  ${colors.green('✓')} ${head}`, ...shown(explained, SHOWN_MAX)];
  return [`  ${colors.red('✗')} ${head}`, ...shown(violations, 20)];
}

function whereToLook({ home }: Result): string[] {
  const open = `new (require('node:sqlite').DatabaseSync)('${home}/dhancopy.db', { readOnly: true })`;
  return [
    `All records are in ${home}/dhancopy.db. Query them from this folder:`,
    `  q() { npx node -e "console.table(${open}.prepare(process.argv[1]).all())" "$1"; }`,
    ...QUERIES.map((sql) => `  q "${sql}"`),
    `  DHANCOPY_HOME=${home} npx dhancopy status`,
    `The same with: copies, positions, risk violations, edis list, postback list, orders super ${LEADER.id}, orders forever ${LEADER.id}`,
  ];
}

/** One for why, one for how fast, one for what happened. */
const QUERIES = [
  'select reason_code, count(*), min(error_message) from copy_mappings group by reason_code order by 2 desc;',
  'select account_id, count(*), round(avg(sent_us - leader_seen_us) / 1000.0, 1) as ms from copy_mappings where sent_us is not null group by account_id;',
  "select datetime(e.event_ts, 'unixepoch', '+330 minutes') as ist, o.account_id, e.order_id, e.event_type from order_events e join orders o on o.id = e.order_id order by e.id desc limit 20;",
] as const;
