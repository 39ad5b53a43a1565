import type { EdisFormRequest } from '../../rest/edis/request.ts';
import type { Sample } from './sample.ts';
import { CLIENT_ID } from './sample.ts';

export const EDIS_FORM = {
  isin: 'INE040A01034',
  qty: 10,
  exchange: 'NSE',
  segment: 'EQ',
  bulk: false,
} as const satisfies EdisFormRequest;
export const EDIS_HTML = '<!DOCTYPE html><form action=\\"https://edis.cdslindia.com\\">canary-of-the-form</form>';
export const EDIS_INQUIRY = {
  clientId: CLIENT_ID,
  isin: 'INE040A01034',
  totalQty: 40,
  aprvdQty: 10,
  status: 'SUCCESS',
  remarks: 'eDIS transaction done successfully',
};
const READ = {
  dhanClientId: CLIENT_ID,
  isin: 'INE040A01034',
  totalQty: 40,
  aprvdQty: 10,
  remarks: EDIS_INQUIRY.remarks,
};

const tpin = {
  endpoint: 'GET /edis/tpin',
  ask: (rooms) => rooms.edis.generateTpin(),
} as const satisfies Partial<Sample>;
const inquire = {
  endpoint: 'GET /edis/inquire/{isin}',
  ask: (rooms) => rooms.edis.inquire('INE040A01034'),
} as const satisfies Partial<Sample>;
const form = { dhanClientId: CLIENT_ID, edisFormHtml: EDIS_HTML };

/** Source: https://dhanhq.co/docs/v2/edis/ */
export const EDIS_SAMPLES: readonly Sample[] = [
  {
    ...tpin,
    kind: 'documented',
    what: 'HTTP 202 without a body',
    from: 'page',
    status: 202,
    body: '',
    gives: { edisStatus: null },
  },
  {
    ...tpin,
    kind: 'documented',
    what: 'an object',
    from: 'newer portal',
    body: { dhanClientId: CLIENT_ID, edisStatus: 'SUCCESS', remarks: 'sent' },
    gives: { edisStatus: 'SUCCESS', remarks: 'sent' },
  },
  {
    endpoint: 'POST /edis/form',
    kind: 'documented',
    what: 'an escaped page',
    from: 'page',
    ask: (rooms) => rooms.edis.getForm(EDIS_FORM),
    body: form,
    gives: form,
  },
  {
    endpoint: 'POST /edis/bulkform',
    kind: 'documented',
    what: 'an escaped page',
    from: 'Swagger',
    ask: (rooms) => rooms.edis.getBulkForm({ isin: ['INE040A01034', 'INE002A01018'], exchange: 'ALL', segment: 'EQ' }),
    body: form,
    gives: form,
  },
  { ...inquire, kind: 'documented', what: 'quantities as numbers', from: 'page', body: EDIS_INQUIRY, gives: [READ] },
  {
    ...inquire,
    kind: 'documented',
    what: 'quantities as texts, the other spelling of the remark',
    from: 'Swagger',
    body: [{ ...EDIS_INQUIRY, totalQty: '40', aprvdQty: '10', remarks: undefined, remark: EDIS_INQUIRY.remarks }],
    gives: [READ],
  },
  {
    ...inquire,
    kind: 'observed',
    what: 'a code outside the table',
    from: 'sandbox, 11 August 2026',
    status: 400,
    body: { errorType: 'EDIS_ERROR', errorCode: 'DH-0035', errorMessage: 'x' },
    throws: { class: 'refused', code: 'DH-0035', errorType: 'EDIS_ERROR' },
  },
];
