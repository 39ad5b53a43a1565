/** Messages of the order stream as on the wire: each order is accepted, partly filled and filled, and no two texts are equal. */
export function orderFrames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const order = Math.floor(index / 3);
    const filled = [0, 25, 65][index % 3] ?? 0;
    const status = ['Pending', 'Part-Traded', 'Traded'][index % 3];
    const price = 100 + (order % 400) * 0.05;
    return JSON.stringify({
      Data: {
        exchange: 'NSE',
        segment: 'D',
        source: 'P',
        securityId: String(50_000 + (order % 300)),
        clientId: '1100012345',
        exchOrderNo: `16000000${String(order).padStart(8, '0')}`,
        orderNo: `102260915${String(order).padStart(6, '0')}`,
        product: 'M',
        txnType: order % 2 === 0 ? 'B' : 'S',
        orderType: 'LMT',
        validity: 'DAY',
        // The wire leaves zeros out.
        ...(filled < 65 && { remainingQuantity: 65 - filled }),
        quantity: 65,
        ...(filled > 0 && { tradedQty: filled, tradedPrice: price, avgTradedPrice: price }),
        price: Math.round(price * 100) / 100,
        strategyId: 'NA',
        offMktFlag: '0',
        orderDateTime: '2026-09-15 10:05:00',
        exchOrderTime: '2026-09-15 10:05:01',
        lastUpdatedTime: '2026-09-15 10:05:01',
        remarks: ' ',
        mktType: 'NL',
        reasonDescription: filled > 0 ? 'TRADE CONFIRMED' : 'CONFIRMED',
        legNo: 1,
        instrument: 'OPTIDX',
        symbol: 'NIFTY-Sep2026-2',
        productName: 'MARGIN',
        status,
        lotSize: 65,
        strikePrice: 25_000,
        expiryDate: '2026-09-24',
        optType: 'CE',
        displayName: 'NIFTY 24 SEP 25000 CALL',
        isin: 'NA',
        series: 'XX',
        goodTillDaysDate: '2026-09-15',
        refLtp: 101.4,
        tickSize: 0.05,
        algoId: '99999',
        multiplier: 1,
        correlationId: `ct-7f3a91-${String(order).padStart(6, '0')}`,
        orderPlatform: 'API',
      },
      Type: 'order_alert',
    });
  });
}
