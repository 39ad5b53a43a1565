import { z } from 'zod';
import { wireId, wireQuantity, wireText, wireTextOrNull } from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

/** Source: https://dhanhq.co/docs/v2/edis/ */
export const edisForm = z.object({ dhanClientId: wireText, edisFormHtml: wireId });
/** `edisFormHtml`: a page that submits itself to CDSL. Show it to the account owner in a sandboxed frame. It is escaped on the wire. */
export type EdisForm = WithRaw<z.infer<typeof edisForm>>;

/** One page has `remark`. Quantities are text in the schema and numbers in the sample. */
export const edisInquiry = z
  .object({
    clientId: wireText,
    isin: wireId,
    totalQty: wireQuantity,
    aprvdQty: wireQuantity,
    status: wireText,
    remarks: wireTextOrNull,
    remark: wireTextOrNull,
  })
  .transform(({ remark, remarks, clientId, ...row }) => ({
    dhanClientId: clientId,
    ...row,
    remarks: remarks ?? remark,
  }));
/** Units held, and units approved for sale. */
export type EdisInquiry = WithRaw<z.infer<typeof edisInquiry>>;

/** An empty body, or an object, depending on the page. */
export const tpinAnswer = z.object({ edisStatus: wireTextOrNull, remarks: wireTextOrNull });
export type TpinAnswer = z.infer<typeof tpinAnswer>;
