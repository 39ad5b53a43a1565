import { createHash } from 'node:crypto';
import type { Connect } from '@dhancopy/dhan/rest/connector';
import { FUND_LIMIT } from '@dhancopy/dhan/testing/samples/funds';
import { PROFILE } from '@dhancopy/dhan/testing/samples/authentication';
import { REJECTED_ROW } from '@dhancopy/dhan/testing/samples/orders';
import { POSITION_ROW } from '@dhancopy/dhan/testing/samples/portfolio';
import { TRADE_ROW } from '@dhancopy/dhan/testing/samples/trades';
import { APP_FRAME } from '@dhancopy/dhan/testing/samples/stream';
import { Wire } from './wire.ts';

/** A contract of the little market, as the broker names it. */
export interface Contract {
  readonly exchangeSegment: 'NSE_EQ' | 'NSE_FNO';
  readonly securityId: string;
  readonly lot: number;
  readonly price: number;
}

/** An order at the broker. */
export interface WorldOrder {
  readonly account: string;
  readonly orderId: string;
  readonly contract: Contract;
  readonly side: 'BUY' | 'SELL';
  readonly product: string;
  readonly orderType: string;
  readonly correlationId: string;
  quantity: number;
  price: number;
  filled: number;
  /** When it last changed, in Indian time as the broker writes it. */
  at: string;
  status: 'TRANSIT' | 'PENDING' | 'TRADED' | 'CANCELLED';
}

/** A request of the copier that changes something at the broker: what is copied, as it arrived. */
export interface Write {
  readonly account: string;
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly account: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Changes an answer to a read before it leaves. */
export type SpoilAnswer = (path: string, answer: Answer) => Answer | Buffer;

const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A broker in memory that fills every order of a follower at once, over the bytes of HTTP and WebSocket. It is as exact as the runs need it. */
export class WorldBroker {
  readonly contracts: readonly Contract[];
  readonly orders: WorldOrder[] = [];
  readonly writes: Write[] = [];
  /** Grows with everything that happens on a connection. */
  activity = 0;
  spoilAnswer: SpoilAnswer | null = null;
  /** Called with each frame of a follower's order, which the caller delivers. */
  onFollowerFrame: (account: string, frame: unknown) => void = () => undefined;
  readonly #streams = new Map<string, Wire>();

  /** The time as the broker writes it. */
  readonly now: () => string;

  constructor(contracts: readonly Contract[], now: () => string) {
    this.contracts = contracts;
    this.now = now;
  }

  readonly connect: Connect = (url) => {
    const isStream = url.protocol.startsWith('ws');
    let pending = '';
    let isUpgraded = false;
    let login: Buffer = Buffer.alloc(0);
    const wire: Wire = new Wire((bytes) => {
      this.activity += 1;
      if (isUpgraded) {
        login = Buffer.concat([login, bytes]);
        this.#login(wire, login);
        return;
      }
      pending += bytes.toString('latin1');
      const end = pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = pending.slice(0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (pending.length < end + 4 + length) return;
      const body = pending.slice(end + 4, end + 4 + length);
      pending = pending.slice(end + 4 + length);
      // Never in the turn of the request: a socket does not answer before it was written to.
      setImmediate(() => {
        this.activity += 1;
        if (isStream) {
          isUpgraded = true;
          this.#upgrade(wire, head);
        } else this.#answer(wire, head, body);
      });
    });
    return wire.socket;
  };

  /** Sends text to an account's stream. @returns false when it has none */
  frame(account: string, text: string): boolean {
    return this.raw(account, textFrame(text));
  }

  raw(account: string, bytes: Buffer): boolean {
    const wire = this.#streams.get(account);
    if (!wire || wire.destroyed) return false;
    this.activity += 1;
    wire.arrive(bytes);
    return true;
  }

  #upgrade(wire: Wire, head: string): void {
    const key = /sec-websocket-key: (\S+)/i.exec(head)?.[1] ?? '';
    const accept = createHash('sha1')
      .update(key + WEBSOCKET_GUID)
      .digest('base64');
    wire.arrive(
      Buffer.from(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      ),
    );
  }

  /** The first message names the account. It comes in parts. Later ones are pings and the end. */
  #login(wire: Wire, bytes: Buffer): void {
    const text = unmasked(bytes);
    const account = /"ClientId":"(\d+)"/.exec(text)?.[1];
    if (account !== undefined) this.#streams.set(account, wire);
  }

  #answer(wire: Wire, head: string, body: string): void {
    const [method = '', path = ''] = head.split(' ');
    const account = /client-id: (\S+)/i.exec(head)?.[1] ?? '';
    const asked: Asked = { account, method, path: path.replace(/^\/v2/, ''), body };
    const answer = this.#answerTo(asked);
    const spoilt = method === 'GET' && this.spoilAnswer ? this.spoilAnswer(asked.path, answer) : answer;
    wire.arrive(Buffer.isBuffer(spoilt) ? spoilt : httpAnswer(spoilt));
  }

  #answerTo(asked: Asked): Answer {
    if (asked.method !== 'GET') return this.#write(asked);
    const { account, path } = asked;
    const orders = this.orders.filter((order) => order.account === account);
    const ok = (value: unknown): Answer => ({ status: 200, text: JSON.stringify(value) });
    if (path === '/profile') return ok({ ...PROFILE, dhanClientId: account });
    if (path === '/fundlimit') return ok({ ...FUND_LIMIT, dhanClientId: account });
    if (path === '/orders') return ok(orders.map(rowOf));
    if (path === '/positions') return ok(positionsOf(account, orders));
    if (path === '/holdings' || path === '/super/orders' || path.startsWith('/forever')) return ok([]);
    if (path.startsWith('/trades')) return ok(orders.filter(({ filled }) => filled > 0).map(tradeOf));
    const found = orders.find(
      ({ orderId, correlationId }) => path.endsWith(`/${orderId}`) || path.endsWith(`/${correlationId}`),
    );
    return path.startsWith('/orders/') ? ok(found ? [rowOf(found)] : []) : ok({});
  }

  #write({ account, method, path, body }: Asked): Answer {
    const read = (body === '' ? {} : JSON.parse(body)) as Record<string, unknown>;
    this.writes.push({ account, method, path, body: read });
    if (method === 'POST' && path === '/orders') return this.#place(account, read);
    const order = this.orders.find(({ orderId }) => path === `/orders/${orderId}`);
    if (!order || order.status === 'TRADED' || order.status === 'CANCELLED')
      return {
        status: 400,
        text: '{"errorType":"Order_Error","errorCode":"DH-906","errorMessage":"Order is not open"}',
      };
    if (method === 'DELETE') order.status = 'CANCELLED';
    return { status: 200, text: JSON.stringify({ orderId: order.orderId, orderStatus: order.status }) };
  }

  #place(account: string, body: Record<string, unknown>): Answer {
    const contract = this.contracts.find(({ securityId }) => securityId === body['securityId']);
    if (!contract)
      return {
        status: 400,
        text: '{"errorType":"Input_Exception","errorCode":"DH-905","errorMessage":"Invalid SecurityId"}',
      };
    const order: WorldOrder = {
      account,
      orderId: `3${String(this.orders.length + 1).padStart(11, '0')}`,
      contract,
      side: body['transactionType'] as 'BUY' | 'SELL',
      product: String(body['productType']),
      orderType: String(body['orderType']),
      correlationId: String(body['correlationId']),
      quantity: Number(body['quantity']),
      price: Number(body['price'] ?? 0),
      filled: 0,
      at: this.now(),
      status: 'PENDING',
    };
    this.orders.push(order);
    this.onFollowerFrame(account, frameOf(order));
    order.filled = order.quantity;
    order.status = 'TRADED';
    this.onFollowerFrame(account, frameOf(order));
    return { status: 200, text: JSON.stringify({ orderId: order.orderId, orderStatus: 'TRANSIT' }) };
  }
}

const LETTERS = { CNC: 'C', INTRADAY: 'I', MARGIN: 'M', MTF: 'F' } as const;
const STREAM_STATUS = { TRANSIT: 'Transit', PENDING: 'Pending', TRADED: 'Traded', CANCELLED: 'Cancelled' } as const;

/** An order as the stream reports it. */
export function frameOf(order: WorldOrder): { readonly Data: Record<string, unknown>; readonly Type: string } {
  const { contract, filled } = order;
  return {
    Data: {
      ...APP_FRAME.Data,
      exchange: 'NSE',
      segment: contract.exchangeSegment === 'NSE_EQ' ? 'E' : 'D',
      securityId: contract.securityId,
      clientId: order.account,
      exchOrderNo: `16${order.orderId}`,
      orderNo: order.orderId,
      product: LETTERS[order.product as keyof typeof LETTERS],
      txnType: order.side === 'BUY' ? 'B' : 'S',
      orderType: order.orderType === 'MARKET' ? 'MKT' : 'LMT',
      validity: 'DAY',
      quantity: order.quantity,
      tradedQty: filled,
      price: order.price,
      triggerPrice: 0,
      tradedPrice: filled > 0 ? contract.price : 0,
      avgTradedPrice: filled > 0 ? contract.price : 0,
      legNo: 1,
      algoOrdNo: 0,
      offMktFlag: '0',
      orderDateTime: order.at,
      lastUpdatedTime: order.at,
      exchOrderTime: order.at,
      remarks: '',
      reasonDescription: 'CONFIRMED',
      refLtp: contract.price,
      status: STREAM_STATUS[order.status],
      correlationId: order.correlationId === '' ? 'NA' : order.correlationId,
    },
    Type: 'order_alert',
  };
}

function rowOf(order: WorldOrder): Record<string, unknown> {
  return {
    ...REJECTED_ROW,
    dhanClientId: order.account,
    orderId: order.orderId,
    exchangeOrderId: `16${order.orderId}`,
    correlationId: order.correlationId === '' ? null : order.correlationId,
    orderStatus: order.status,
    transactionType: order.side,
    exchangeSegment: order.contract.exchangeSegment,
    productType: order.product,
    orderType: order.orderType,
    securityId: order.contract.securityId,
    quantity: order.quantity,
    price: order.price,
    createTime: order.at,
    updateTime: order.at,
    exchangeTime: order.at,
    omsErrorCode: null,
    omsErrorDescription: '',
    remainingQuantity: order.quantity - order.filled,
    averageTradedPrice: order.filled > 0 ? order.contract.price : 0,
    filledQty: order.filled,
  };
}

function tradeOf(order: WorldOrder): Record<string, unknown> {
  return {
    ...TRADE_ROW,
    dhanClientId: order.account,
    orderId: order.orderId,
    exchangeTradeId: `9${order.orderId}`,
    transactionType: order.side,
    exchangeSegment: order.contract.exchangeSegment,
    productType: order.product,
    securityId: order.contract.securityId,
    tradedQuantity: order.filled,
    tradedPrice: order.contract.price,
    createTime: order.at,
    updateTime: order.at,
    exchangeTime: order.at,
  };
}

function positionsOf(account: string, orders: readonly WorldOrder[]): Record<string, unknown>[] {
  const rows = new Map<string, Record<string, unknown>>();
  for (const { contract, product, side, filled } of orders) {
    if (filled === 0) continue;
    const key = `${contract.securityId} ${product}`;
    const row = rows.get(key) ?? {
      ...POSITION_ROW,
      dhanClientId: account,
      securityId: contract.securityId,
      exchangeSegment: contract.exchangeSegment,
      productType: product,
      buyQty: 0,
      sellQty: 0,
      netQty: 0,
    };
    const name = side === 'BUY' ? 'buyQty' : 'sellQty';
    row[name] = Number(row[name]) + filled;
    row['netQty'] = Number(row['buyQty']) - Number(row['sellQty']);
    rows.set(key, row);
  }
  return [...rows.values()];
}

function httpAnswer({ status, text }: Answer): Buffer {
  const body = Buffer.from(text);
  const head = `HTTP/1.1 ${status} Answer\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** A message of the server: text, unmasked, in one frame. */
function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const head =
    body.length < 126
      ? Buffer.from([0x81, body.length])
      : body.length < 65_536
        ? Buffer.from([0x81, 126, body.length >> 8, body.length & 0xff])
        : Buffer.from([0x81, 127, 0, 0, 0, 0, ...uint32(body.length)]);
  return Buffer.concat([head, body]);
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

/** What a client wrote in one short frame. */
function unmasked(bytes: Buffer): string {
  const short = (bytes[1] ?? 0) & 0x7f;
  const start = short === 126 ? 4 : short === 127 ? 10 : 2;
  const mask = bytes.subarray(start, start + 4);
  return Buffer.from(bytes.subarray(start + 4).map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString('utf8');
}
