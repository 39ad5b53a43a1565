import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A broker with two fixed answers, in a separate process: an order look-up and a placement. client-overhead.ts forks it and receives
 * its port.
 */
const ROW = JSON.stringify([
  {
    dhanClientId: '1100012345',
    orderId: '112260915000123',
    exchangeOrderId: '1200000011223344',
    correlationId: 'ct-7f3a91-0001',
    orderStatus: 'PENDING',
    transactionType: 'BUY',
    exchangeSegment: 'NSE_EQ',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'DAY',
    tradingSymbol: 'HDFCBANK',
    securityId: '1333',
    quantity: 25,
    disclosedQuantity: 0,
    price: 1612.5,
    triggerPrice: 0,
    afterMarketOrder: false,
    boProfitValue: 0,
    boStopLossValue: 0,
    legName: 'NA',
    createTime: '2026-09-15 10:02:11',
    updateTime: '2026-09-15 10:02:11',
    exchangeTime: '2026-09-15 10:02:11',
    drvExpiryDate: '0001-01-01',
    drvOptionType: 'NA',
    drvStrikePrice: 0,
    omsErrorCode: '0',
    omsErrorDescription: 'CONFIRMED',
    algoId: '0',
    remainingQuantity: 25,
    averageTradedPrice: 0,
    filledQty: 0,
  },
]);
const RECEIPT = JSON.stringify({ orderId: '112260915000123', orderStatus: 'TRANSIT' });

const server = createServer((request, answer) => {
  request.resume();
  request.on('end', () => {
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(request.method === 'POST' ? RECEIPT : ROW);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
