import { expect } from 'vitest';
import type { PlaceOrderRequest } from '@dhancopy/dhan/rest/orders/request';
import { until } from '@dhancopy/dhan/testing/until';
import type { Rig } from './kit/rig.ts';
import { refusals, roundTrips } from './kit/rows.ts';

/** Fills at once: the price is 1612.50 rupees. */
const BUY = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 10,
  price: 1613,
} as const satisfies PlaceOrderRequest;
const EXIT = {
  profitValue: 5_000,
  lossValue: 200.5,
  productType: ['INTRADAY', 'DELIVERY'],
  enableKillSwitch: true,
} as const;

async function trade(rig: Rig): Promise<void> {
  const { orderId } = await rig.client.orders.placeOrder(BUY);
  await rig.row(orderId, ({ orderStatus }) => orderStatus === 'TRADED');
}

roundTrips([
  {
    endpoint: 'POST /killswitch',
    says: 'stops all trading, and resumes it',
    async run(rig) {
      const { tradersControl, orders } = rig.client;
      expect(await tradersControl.setKillSwitch('ACTIVATE')).toMatchObject({
        message: 'Kill Switch has been successfully activated',
      });
      expect(await rig.row((await orders.placeOrder(BUY)).orderId)).toMatchObject({ orderStatus: 'REJECTED' });
      expect(await tradersControl.setKillSwitch('DEACTIVATE')).toMatchObject({
        message: 'Kill Switch has been successfully deactivated',
      });
      expect(await rig.row((await orders.placeOrder(BUY)).orderId)).toMatchObject({ orderStatus: 'TRADED' });
      expect(rig.book().orders.map(({ status }) => status)).toEqual(['REJECTED', 'TRADED']);
    },
  },
  {
    endpoint: 'GET /killswitch',
    says: 'reports its state in one word',
    async run({ client: { tradersControl }, state }) {
      expect((await tradersControl.getKillSwitch()).killSwitchStatus).toBe('DEACTIVATE');
      await tradersControl.setKillSwitch('ACTIVATE');
      expect((await tradersControl.getKillSwitch()).killSwitchStatus).toBe('ACTIVATE');
      expect(state().accounts).toMatchObject([{ killSwitchDay: '2026-11-20' }]);
    },
  },
  {
    endpoint: 'POST /pnlExit',
    says: 'closes positions at the loss limit, and then activates the kill switch',
    async run(rig) {
      await trade(rig);
      expect(await rig.client.tradersControl.setPnlExit(EXIT)).toMatchObject({ pnlExitStatus: 'ACTIVE' });
      expect(rig.state().pnlExits).toMatchObject([
        { profitPaise: 500_000, lossPaise: 20_050, products: EXIT.productType, enableKillSwitch: true },
      ]);
      rig.control.setPrice('NSE_EQ', '1333', 1590);
      await until(() => rig.book().positions.every(({ netQuantity }) => netQuantity === 0));
      expect(await rig.client.portfolio.getPositions()).toMatchObject([
        { positionType: 'CLOSED', netQty: 0, sellQty: 10 },
      ]);
      expect(await rig.client.tradersControl.getKillSwitch()).toMatchObject({ killSwitchStatus: 'ACTIVATE' });
    },
  },
  {
    endpoint: 'GET /pnlExit',
    says: 'returns the limits',
    async run({ client: { tradersControl } }) {
      expect(await tradersControl.getPnlExit()).toMatchObject({
        pnlExitStatus: 'INACTIVE',
        productType: [],
        enableKillSwitch: false,
      });
      await tradersControl.setPnlExit(EXIT);
      expect(await tradersControl.getPnlExit()).toMatchObject({ pnlExitStatus: 'ACTIVE', ...EXIT });
    },
  },
  {
    endpoint: 'DELETE /pnlExit',
    says: 'ends it with a status that is missing in the list',
    async run({ client: { tradersControl }, state }) {
      await tradersControl.setPnlExit(EXIT);
      expect(await tradersControl.deletePnlExit()).toMatchObject({ pnlExitStatus: 'DISABLED' });
      expect(await tradersControl.getPnlExit()).toMatchObject({ pnlExitStatus: 'INACTIVE' });
      expect(state().pnlExits).toEqual([]);
    },
  },
]);

refusals([
  {
    endpoint: 'POST /killswitch',
    because: 'while a position is open',
    given: trade,
    ask: ({ client }) => client.tradersControl.setKillSwitch('ACTIVATE'),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /cannot be activated while positions or orders are open/,
  },
  {
    endpoint: 'POST /pnlExit',
    because: 'for another client than that of the token',
    ask: ({ open }) => open({ dhanClientId: '1100000099' }).tradersControl.setPnlExit(EXIT),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /dhanClientId: is not the owner/,
  },
]);
