import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import Fastify, { type FastifyInstance } from 'fastify';
import { createBroker } from './broker.ts';
import { createControl, type Control } from './control/control.ts';
import { controlContext } from './control/control-context.ts';
import { registerControl } from './control/control-routes.ts';
import { EmulatorError } from './emulator-error.ts';
import { registerAuthRoutes } from './auth/auth-routes.ts';
import { CDSL_PATH, registerCdsl } from './edis/cdsl-page.ts';
import { COMPACT_INSTRUMENTS_PATH, INSTRUMENTS_PATH, registerInstruments } from './instruments/instruments-route.ts';
import { resolveOptions, type EmulatorOptions, type Settings } from './options.ts';
import { registerRestApi } from './rest/rest-api.ts';
import { registerUnknownPath } from './rest/unknown-path.ts';
import { routeUpgrades } from './stream/upgrades.ts';
import { orderFrame } from './stream/frame.ts';
import { DepthFeed } from './market-data/feed/depth-feed.ts';
import { MarketFeed } from './market-data/feed/market-feed.ts';
import { OrderStream } from './stream/order-stream.ts';

/** A running emulator: a separate broker on one port of this machine. */
export interface Emulator {
  /** `http://127.0.0.1:PORT/v2` */
  readonly restUrl: string;
  /** `http://127.0.0.1:PORT`: the endpoints of auth.dhan.co, under their own paths. */
  readonly authUrl: string;
  /** `ws://127.0.0.1:PORT/order-update`; any other path works as well. */
  readonly orderStreamUrl: string;
  /** `ws://127.0.0.1:PORT/feed`, with token, clientId, version and authType in the query. */
  readonly feedUrl: string;
  /** `ws://127.0.0.1:PORT/twentydepth`, the same query. */
  readonly depth20Url: string;
  /** `ws://127.0.0.1:PORT/twohundreddepth`, the same query. */
  readonly depth200Url: string;
  /** The detailed scrip master. */
  readonly instrumentsUrl: string;
  /** The compact one, of sixteen columns. */
  readonly compactInstrumentsUrl: string;
  /** `http://127.0.0.1:PORT/control` */
  readonly controlUrl: string;
  /** The same operations in process. */
  readonly control: Control;
  /** Takes a connection that is not TCP. */
  accept(transport: Duplex): void;
  close(): Promise<void>;
}

/** @throws EmulatorError when an option is out of range or the port is in use */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = resolveOptions(options);
  const broker = createBroker(settings);
  const stream = new OrderStream(broker.accounts, broker.logins, broker.wireTimers, settings.switches.badLogin);
  broker.orderEntry.observe({
    orderChanged(order, label) {
      // Without a listener there is nothing to render. A thousand follower accounts without a stream cost nothing.
      if (label === 'PLACED' || !stream.hasListeners(order.dhanClientId)) return;
      const ltpPaise = broker.orderEntry.market.ltpPaise(order.ticket.instrument);
      stream.publish(order.dhanClientId, orderFrame(order, label, ltpPaise, settings.switches));
    },
  });
  broker.accounts.onReplaced = (dhanClientId) => {
    if (settings.switches.replacedTokenDropsStream) stream.reset(dhanClientId);
  };
  const feed = new MarketFeed(broker).server;
  const depth20 = new DepthFeed(broker, 20).server;
  const depth200 = new DepthFeed(broker, 200).server;
  const context = controlContext(broker, stream, [feed, depth20, depth200]);

  // Open connections are dropped on close. A request that hangs by a fault would otherwise keep the server open.
  // The official Python client asks for `/trades/`.
  const app = Fastify({ forceCloseConnections: true, logger: false, routerOptions: { ignoreTrailingSlash: true } });
  // The broker's clock is the emulator's. Node would write the machine's.
  app.addHook('onSend', (_request, reply, _body, done) => {
    void reply.header('date', new Date(settings.clock.now()).toUTCString());
    done();
  });
  registerRestApi(app, broker);
  registerInstruments(app, broker.catalogue);
  registerAuthRoutes(app, broker.logins);
  registerCdsl(app, broker.cdsl);
  registerControl(app, context);
  registerUnknownPath(app);
  routeUpgrades(app.server, { feed, depth20, depth200, orders: stream });
  await listen(app, settings);
  if (settings.prices === 'walk') broker.walk.start();

  const { port } = app.server.address() as AddressInfo;
  const authority = `${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
  broker.cdsl.url = `http://${authority}${CDSL_PATH}`;
  return {
    authUrl: `http://${authority}`,
    restUrl: `http://${authority}/v2`,
    orderStreamUrl: `ws://${authority}/order-update`,
    feedUrl: `ws://${authority}/feed`,
    depth20Url: `ws://${authority}/twentydepth`,
    depth200Url: `ws://${authority}/twohundreddepth`,
    instrumentsUrl: `http://${authority}${INSTRUMENTS_PATH}`,
    compactInstrumentsUrl: `http://${authority}${COMPACT_INSTRUMENTS_PATH}`,
    controlUrl: `http://${authority}/control`,
    control: createControl(context),
    accept: (transport) => void app.server.emit('connection', transport),
    async close() {
      broker.walk.stop();
      broker.postbacks.close();
      broker.orderTimers.clear();
      broker.wireTimers.clear();
      for (const socket of [stream, feed, depth20, depth200]) socket.close();
      await app.close();
    },
  };
}

async function listen(app: FastifyInstance, { host, port }: Settings): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') {
      throw new EmulatorError(
        `port ${port} on ${host} is already in use: stop the program that holds it, or choose another port (0 takes any free one)`,
        { cause: error },
      );
    }
    throw error;
  }
}
