import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';

const NEVER_SEEN = 'users of it published no answer';
const NO_CONDITIONAL_CAPTURE = 'nothing of this module was captured by any source';
const DOCS_ONLY = 'the sources are the pages and the official client';

/**
 * Endpoints without a public capture of the real wire, and the evidence for that. The searched sources are those in the comments of the
 * code. Remove an entry when a sample is found: a test fails while both exist.
 */
export const UNCAPTURED: Readonly<Partial<Record<Endpoint, string>>> = {
  'POST auth:/app/generate-consent': NEVER_SEEN,
  'browser auth:/login/consentApp-login': 'a page for the account owner',
  'POST auth:/app/consumeApp-consent': NEVER_SEEN,
  'POST auth:/partner/generate-consent': DOCS_ONLY,
  'browser auth:/consent-login': 'a page for the account owner',
  'POST auth:/partner/consume-consent': DOCS_ONLY,
  'POST /ip/setIP': DOCS_ONLY,
  'PUT /ip/modifyIP': DOCS_ONLY,
  'GET /trades/{order-id}': 'the one published recording is edited by hand',
  'POST /super/orders': 'not in the sandbox; users published what became of it, not its answer',
  'PUT /super/orders/{order-id}': 'not in the sandbox, no answer is published',
  'DELETE /super/orders/{order-id}/{order-leg}': 'not in the sandbox, no answer is published',
  'POST /alerts/orders': NO_CONDITIONAL_CAPTURE,
  'PUT /alerts/orders/{alert-id}': NO_CONDITIONAL_CAPTURE,
  'DELETE /alerts/orders/{alert-id}': NO_CONDITIONAL_CAPTURE,
  'GET /alerts/orders': NO_CONDITIONAL_CAPTURE,
  'GET /alerts/orders/{alert-id}': NO_CONDITIONAL_CAPTURE,
  'POST /alerts/multi/orders': 'never seen live by any source',
  'POST /positions/convert': 'the published recordings are made by hand',
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
  'WS twentydepth': 'users published layouts and tickets, no bytes',
  'WS twohundreddepth': 'users published layouts and tickets, no bytes',
};
