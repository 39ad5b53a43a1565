import { expect } from 'vitest';
import type { PlaceOrderRequest } from '@dhancopy/dhan/rest/orders/request';
import { until } from '@dhancopy/dhan/testing/until';
import type { Desk } from './kit/desk.ts';
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

async function trade(desk: Desk): Promise<void> {
  const { orderId } = await desk.client.orders.placeOrder(BUY);
  await desk.row(orderId, ({ orderStatus }) => orderStatus === 'TRADED');
}

roundTrips([
  {
    endpoint: 'POST /killswitch',
    says: 'stops all trading, and lets it go on',
    async run(desk) {
      const { tradersControl, orders } = desk.client;
      expect(await tradersControl.setKillSwitch('ACTIVATE')).toMatchObject({
        message: 'Kill Switch has been successfully activated',
      });
      expect(await desk.row((await orders.placeOrder(BUY)).orderId)).toMatchObject({ orderStatus: 'REJECTED' });
      expect(await tradersControl.setKillSwitch('DEACTIVATE')).toMatchObject({
        message: 'Kill Switch has been successfully deactivated',
      });
      expect(await desk.row((await orders.placeOrder(BUY)).orderId)).toMatchObject({ orderStatus: 'TRADED' });
      expect(desk.book().orders.map(({ status }) => status)).toEqual(['REJECTED', 'TRADED']);
    },
  },
  {
    endpoint: 'GET /killswitch',
    says: 'reports whether it is on',
    async run({ client: { tradersControl }, state }) {
      expect((await tradersControl.getKillSwitch()).killSwitchStatus).toBe('DEACTIVATE');
      await tradersControl.setKillSwitch('ACTIVATE');
      expect((await tradersControl.getKillSwitch()).killSwitchStatus).toBe('ACTIVATE');
      expect(state().accounts).toMatchObject([{ killSwitchDay: '2026-11-20' }]);
    },
  },
  {
    endpoint: 'POST /pnlExit',
    says: 'closes positions at the loss that was set, and then the account',
    async run(desk) {
      await trade(desk);
      expect(await desk.client.tradersControl.setPnlExit(EXIT)).toMatchObject({ pnlExitStatus: 'ACTIVE' });
      expect(desk.state().pnlExits).toMatchObject([
        { profitPaise: 500_000, lossPaise: 20_050, products: EXIT.productType, enableKillSwitch: true },
      ]);
      desk.control.setPrice('NSE_EQ', '1333', 1590);
      await until(() => desk.book().positions.every(({ netQuantity }) => netQuantity === 0));
      expect(await desk.client.portfolio.getPositions()).toMatchObject([
        { positionType: 'CLOSED', netQty: 0, sellQty: 10 },
      ]);
      expect(await desk.client.tradersControl.getKillSwitch()).toMatchObject({ killSwitchStatus: 'ACTIVATE' });
    },
  },
  {
    endpoint: 'GET /pnlExit',
    says: 'gives back what was set',
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
    says: 'ends it in a word that the list lacks',
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
