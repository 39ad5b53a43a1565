import { DhanClient } from '@dhancopy/dhan/client';
import type { LeaderApi } from '@dhancopy/simulation/leader-api';
import type { Settings } from '../../runtime/settings.ts';
import { LEADER } from './cast.ts';

/** The leader's program: it has the same token as the copier, as at the real broker. Close it after the session. */
export function openLeaderApi(settings: Settings, accessToken: string): LeaderApi & { close(): Promise<void> } {
  const { apiUrl, authUrl } = settings;
  const client = new DhanClient({ dhanClientId: LEADER.id, apiUrl, authUrl, accessToken });
  return {
    async placeSuper({ exchangeSegment, securityId }, order) {
      const kind = { productType: 'INTRADAY', orderType: 'MARKET' } as const;
      await client.superOrders.placeSuperOrder({ ...order, ...kind, exchangeSegment, securityId });
    },
    async placeForever({ exchangeSegment, securityId }, order) {
      const kind = { orderFlag: 'SINGLE', productType: 'CNC', orderType: 'LIMIT', validity: 'DAY' } as const;
      await client.foreverOrders.placeForeverOrder({ ...order, ...kind, exchangeSegment, securityId });
    },
    close: () => client.close(),
  };
}
