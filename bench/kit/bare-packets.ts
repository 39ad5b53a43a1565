/**
 * The floor of reading packets: the same fields of the same bytes by `Buffer` alone. They are summed, so that the compiler cannot
 * remove any.
 */
export type BareRead = (packet: Buffer, at: number) => number;

function head(frame: Buffer, at: number): number {
  return frame.readUInt8(at) + frame.readUInt16LE(at + 1) + frame.readUInt8(at + 3) + frame.readUInt32LE(at + 4);
}

function trading(frame: Buffer, at: number): number {
  return (
    head(frame, at) +
    frame.readFloatLE(at + 8) +
    frame.readUInt16LE(at + 12) +
    frame.readUInt32LE(at + 14) +
    frame.readFloatLE(at + 18) +
    frame.readUInt32LE(at + 22) +
    frame.readUInt32LE(at + 26) +
    frame.readUInt32LE(at + 30)
  );
}

function fourPrices(frame: Buffer, at: number): number {
  return frame.readFloatLE(at) + frame.readFloatLE(at + 4) + frame.readFloatLE(at + 8) + frame.readFloatLE(at + 12);
}

export const bareTicker: BareRead = (frame, at) =>
  head(frame, at) + frame.readFloatLE(at + 8) + frame.readUInt32LE(at + 12);

export const bareQuote: BareRead = (frame, at) => trading(frame, at) + fourPrices(frame, at + 34);

export const bareFull: BareRead = (frame, at) => {
  let sum = trading(frame, at) + fourPrices(frame, at + 46);
  for (let oi = at + 34; oi < at + 46; oi += 4) sum += frame.readUInt32LE(oi);
  for (let row = at + 62; row < at + 162; row += 20) {
    sum += frame.readUInt32LE(row) + frame.readUInt32LE(row + 4);
    sum += frame.readUInt16LE(row + 8) + frame.readUInt16LE(row + 10);
    sum += frame.readFloatLE(row + 12) + frame.readFloatLE(row + 16);
  }
  return sum;
};

export const bareDepth20: BareRead = (frame, at) => {
  let sum = frame.readUInt16LE(at) + frame.readUInt8(at + 2) + frame.readUInt8(at + 3) + frame.readUInt32LE(at + 4);
  for (let row = at + 12; row < at + 332; row += 16) {
    sum += frame.readDoubleLE(row) + frame.readUInt32LE(row + 8) + frame.readUInt32LE(row + 12);
  }
  return sum;
};
