import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';

const NEVER_SEEN = 'no user published an answer';
const NO_CONDITIONAL_CAPTURE = 'no source has a capture of this module';
const DOCS_ONLY = 'the only sources are the documentation and the official client';

/**
 * Endpoints of which no capture of the real wire is public, and why that is believed; the sources that were searched are those of the
 * code's comments. An entry goes when a sample is found: a test fails while both are there.
 */
export const UNCAPTURED: Readonly<Partial<Record<Endpoint, string>>> = {
  'POST auth:/app/generate-consent': NEVER_SEEN,
  'browser auth:/login/consentApp-login': 'a page for the browser',
  'POST auth:/app/consumeApp-consent': NEVER_SEEN,
  'POST auth:/partner/generate-consent': DOCS_ONLY,
  'browser auth:/consent-login': 'a page for the browser',
  'POST auth:/partner/consume-consent': DOCS_ONLY,
  'POST /ip/setIP': DOCS_ONLY,
  'PUT /ip/modifyIP': DOCS_ONLY,
  'GET /trades/{order-id}': 'the only published recording was edited by hand',
  'POST /super/orders': 'not in the sandbox; users published the later order, not the answer',
  'PUT /super/orders/{order-id}': 'not in the sandbox; no answer is published',
  'DELETE /super/orders/{order-id}/{order-leg}': 'not in the sandbox; no answer is published',
  'POST /alerts/orders': NO_CONDITIONAL_CAPTURE,
  'PUT /alerts/orders/{alert-id}': NO_CONDITIONAL_CAPTURE,
  'DELETE /alerts/orders/{alert-id}': NO_CONDITIONAL_CAPTURE,
  'GET /alerts/orders': NO_CONDITIONAL_CAPTURE,
  'GET /alerts/orders/{alert-id}': NO_CONDITIONAL_CAPTURE,
  'POST /alerts/multi/orders': 'never seen live by any source',
  'POST /positions/convert': 'the published recordings were made by hand',
  'DELETE /positions': DOCS_ONLY,
  'GET /edis/tpin': DOCS_ONLY,
  'POST /edis/form': DOCS_ONLY,
  'POST /edis/bulkform': DOCS_ONLY,
  'POST /killswitch': DOCS_ONLY,
  'GET /killswitch': DOCS_ONLY,
  'GET /pnlExit': DOCS_ONLY,
  'DELETE /pnlExit': DOCS_ONLY,
  'POST /margincalculator/multi': NEVER_SEEN,
  'POST to you: postback': 'no real postback was found',
  'POST /optionchain': DOCS_ONLY,
  'POST /optionchain/expirylist': DOCS_ONLY,
  'POST /charts/rollingoption': DOCS_ONLY,
  'WS twentydepth': 'users published layouts and support tickets, no bytes',
  'WS twohundreddepth': 'users published layouts and support tickets, no bytes',
};
