import * as z from 'zod';
import { faultSpec, type FaultSpec } from '../../faults/fault.ts';
import type { FrameDelivery } from '../../stream/frame-delivery.ts';
import type { ControlContext } from '../control-context.ts';
import { ControlError, parseOrExplain } from '../control-error.ts';
import { account, field, fields, fieldsAs, isOn, operation, resultAs } from '../operation.ts';

const rawData = fieldsAs(
  z.strictObject({ text: z.string().optional(), base64: z.string().optional() }),
  ({ text, base64 }) => {
    if ((text === undefined) === (base64 === undefined)) {
      throw new ControlError('sendRaw: expected either text or base64');
    }
    return text ?? Buffer.from(base64 ?? '', 'base64');
  },
);

/** Faults of requests, and of an account's sockets and frames. */
export const faultOperations = {
  /** @returns the id for removeFault */
  addFault: resultAs('faultId', [fields(faultSpec)], ({ broker }, fault: FaultSpec) =>
    broker.faults.add(parseOrExplain(faultSpec, fault, 'addFault')),
  ),
  removeFault: operation([field('faultId', z.string())], ({ broker }, faultId) => {
    if (!broker.faults.remove(faultId)) throw new ControlError(`faultId: no fault ${faultId} is armed`);
  }),
  /** Removes the faults of requests and of streams, for all accounts. */
  clearFaults: operation([], ({ broker, stream, feedServers }) => {
    broker.faults.clear();
    stream.clearFaults();
    for (const server of feedServers) server.clearFaults();
  }),
  /** While on, frames of the account are lost. The socket stays open. */
  muteStream: operation([account, isOn], (context, dhanClientId, on) => {
    deliveryOf(context, dhanClientId).faults.muted = on;
  }),
  /** Drops the account's sockets without a close frame. @returns how many */
  resetStream: resultAs('reset', [account], ({ stream, accountOf }, dhanClientId) => {
    const count = stream.connectionCount(accountOf(dhanClientId).dhanClientId);
    stream.reset(dhanClientId);
    return count;
  }),
  /** While on, logins of the account are treated like bad ones. */
  refuseStreams: operation([account, isOn], ({ stream, accountOf }, dhanClientId, on) =>
    stream.refuse(accountOf(dhanClientId).dhanClientId, on),
  ),
  /** While on, connections of the client to the three market data sockets are answered with HTTP 429. */
  refuseFeeds: operation([account, isOn], ({ feedServers, accountOf }, dhanClientId, on) => {
    for (const server of feedServers) server.refuse(accountOf(dhanClientId).dhanClientId, on);
  }),
  /** Drops the account's market data sockets without a close frame. @returns how many */
  resetFeeds: resultAs('reset', [account], ({ feedServers, accountOf }, dhanClientId) =>
    feedServers.reduce((sum, server) => sum + server.reset(accountOf(dhanClientId).dhanClientId), 0),
  ),
  /** While on, every frame is sent twice. */
  duplicateFrames: operation([account, isOn], (context, dhanClientId, on) => {
    deliveryOf(context, dhanClientId).faults.duplicates = on;
  }),
  /** 0 for no delay. */
  delayFrames: operation([account, field('ms', z.number().nonnegative())], (context, dhanClientId, ms) => {
    deliveryOf(context, dhanClientId).faults.delayMs = ms;
  }),
  /** Frames are collected in groups of `window` and sent newest first (after at most 500 ms); 0 to stop. */
  reorderFrames: operation([account, field('window', z.int().nonnegative())], (context, dhanClientId, window) =>
    deliveryOf(context, dhanClientId).setReorderWindow(window),
  ),
  /** Loses the next frames. */
  dropFrames: operation([account, field('count', z.int().nonnegative())], (context, dhanClientId, count) => {
    deliveryOf(context, dhanClientId).faults.dropNext = count;
  }),
  /** Sends text or bytes to the account's sockets unchanged. */
  sendRaw: operation([account, rawData], ({ stream, accountOf }, dhanClientId, data: string | Uint8Array) =>
    stream.sendRaw(accountOf(dhanClientId).dhanClientId, data),
  ),
  /** The number of the account's sockets that are logged in. */
  streamCount: resultAs('count', [account], ({ stream, accountOf }, dhanClientId) =>
    stream.connectionCount(accountOf(dhanClientId).dhanClientId),
  ),
};

function deliveryOf({ stream, accountOf }: ControlContext, dhanClientId: string): FrameDelivery {
  return stream.delivery(accountOf(dhanClientId).dhanClientId);
}
