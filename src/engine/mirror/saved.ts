import type { CopyOrder, EarlierOrder, Mirror } from './mirror.ts';

/** A copy order as builds before `earlier` wrote it: one sum for all that its earlier generations had filled. */
interface SummedCopy extends Omit<CopyOrder, 'earlier'> {
  readonly earlier?: readonly EarlierOrder[];
  readonly earlierFilledQty?: number;
  readonly ghosts?: readonly { readonly clientOrderId: string }[];
}

/** Reads back a mirror that was kept as JSON, by this build or an earlier one. */
export function readSavedMirror(json: string): Mirror {
  const saved = JSON.parse(json) as Mirror & { readonly copies: readonly SummedCopy[] };
  return { ...saved, copies: saved.copies.map(withEarlier) };
}

/** Which generation had filled what is not known from a sum: the last one before the present order is said to have. */
function withEarlier(copy: SummedCopy): CopyOrder {
  if (copy.earlier) return { ...copy, earlier: copy.earlier };
  const { earlierFilledQty = 0, ghosts = [], ...rest } = copy;
  const cause = copy.clientOrderId.slice(0, copy.clientOrderId.lastIndexOf('_') + 2);
  const absent = new Set(ghosts.map(({ clientOrderId }) => clientOrderId));
  const earlier = Array.from({ length: copy.generation }, (_, generation) => ({
    filledQty: generation === copy.generation - 1 ? earlierFilledQty : 0,
    isAbsent: absent.has(`${cause}${generation.toString(36)}`),
  }));
  return { ...rest, earlier };
}
