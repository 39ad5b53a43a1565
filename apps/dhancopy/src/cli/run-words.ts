import type { RuntimeStatus } from '../runtime/runtime-status.ts';

/** What a started engine does, and what keeps it from copying: said at the start, so that nobody takes a silence for a quiet market. */
export function startedWords({ accounts, links, tradingState }: RuntimeStatus): string {
  const live = accounts.filter(({ state }) => state === 'LIVE').length;
  const missing = [
    ...(accounts.length === 0 ? ['there is no account; add one with "dhancopy account add"'] : []),
    ...(accounts.length > 0 && links === 0 ? ['there is no link; add one with "dhancopy link add"'] : []),
    ...accounts
      .filter(({ state }) => state !== 'LIVE')
      .map(({ accountId, name, state, why }) => `${accountId} ${name} is ${state}${why ? `: ${why}` : ''}`),
    ...(tradingState === 'ACTIVE' ? [] : [`trading is ${tradingState}; see "dhancopy status"`]),
  ];
  const able = links > 0 && accounts.some(({ role, state }) => role === 'leader' && state === 'LIVE');
  const head = able
    ? `copying: ${links} ${links === 1 ? 'link' : 'links'}, ${live} of ${accounts.length} accounts live`
    : 'NOTHING IS COPIED';
  return [head, ...missing].join('; ');
}
