import { z } from 'zod';
import { wireId, wireQuantity, wireText, wireTextOrNull } from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

/** Source: https://dhanhq.co/docs/v2/edis/ */
export const edisForm = z.object({ dhanClientId: wireText, edisFormHtml: wireId });
/** `edisFormHtml`: a page that posts itself to CDSL. Show it to the person in a sandboxed frame; it is escaped on the wire. */
export type EdisForm = WithRaw<z.infer<typeof edisForm>>;

/** One page says `remark`, and quantities are texts in the schema, numbers in the sample. */
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

/** Nothing at all, or an object, by page. */
export const tpinAnswer = z.object({ edisStatus: wireTextOrNull, remarks: wireTextOrNull });
export type TpinAnswer = z.infer<typeof tpinAnswer>;
