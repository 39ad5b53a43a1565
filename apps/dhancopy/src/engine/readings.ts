/**
 * What can be read of a copy that was saved, and the sizes that a link gives: a command of the operator needs no more, and does not wait
 * for the engine to be loaded. The entry of the engine, index.ts, has all of it as well.
 */
export { isUnderWay, venueOrderOf } from './order/copy-order.ts';
export { copiedQtyOf, neverSent } from './position/copy.ts';
export type { Copy } from './position/copy.ts';
export type { CopyPosition } from './position/copy-position.ts';
export { shareOf, sizeEntry, sizeExit } from './sizing/share.ts';
export type { Share } from './sizing/share.ts';
