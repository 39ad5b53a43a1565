import { afterEach, expect, it } from 'vitest';
import { Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
const ISIN = 'INE040A01034';
let rig: Rig;
afterEach(() => rig.close());

interface AuditRow {
  readonly action: string;
  readonly account_id: string | null;
  readonly request_data: string;
  readonly response_data: string | null;
  readonly error_message: string | null;
}
const rows = (): AuditRow[] =>
  rig.query(
    `select action, account_id, request_data, response_data, error_message from audit_log
     where module = 'operator' and action not in ('account.add', 'link.add') order by id`,
  );

it('requests of the operator to the broker have a row each, also those that failed', async () => {
  rig = await Rig.create({
    followers: [{ id: FOLLOWER, account: { ddpi: false, holdings: [{ securityId: '1333', quantity: 40 }] } }],
  });
  await rig.do({ op: 'account.renew', clientId: FOLLOWER });
  await rig.do({ op: 'edis.tpin', clientId: FOLLOWER });
  const ticket = await rig.do({ op: 'edis.form', clientId: FOLLOWER, isins: [ISIN], qty: 10, exchange: 'NSE' });
  await rig.do({ op: 'edis.page', ticket });
  await rig.do({ op: 'edis.inquire', clientId: FOLLOWER, isin: 'ALL' });
  await rig.do({ op: 'statement.fetch', clientId: FOLLOWER, kind: 'ledger', from: '2026-11-02', to: '2026-11-02' });
  await rig.do({ op: 'instruments.sync', acceptFewer: false });
  await rig.do({ op: 'reload' });
  const asked = rig.do({ op: 'statement.fetch', clientId: '2999999999', kind: 'ledger' });
  await expect(asked).rejects.toThrow();
  await rig.stop();
  expect(rows().map(({ action, account_id }) => [action, account_id])).toEqual([
    ['account.renew', FOLLOWER],
    ['edis.tpin', FOLLOWER],
    ['edis.form', FOLLOWER],
    ['edis.inquire', FOLLOWER],
    ['statement.fetch', FOLLOWER],
    ['instruments.sync', null],
    ['statement.fetch', '2999999999'],
  ]);
  expect(JSON.parse(rows()[4]?.request_data ?? '')).toMatchObject({ kind: 'ledger', from: '2026-11-02' });
  expect(JSON.parse(rows()[4]?.response_data ?? '')).toMatchObject({ done: expect.any(String) as string });
  expect(rows().at(-1)).toMatchObject({ response_data: null, error_message: expect.any(String) as string });
  // Whoever has the ticket can open the form.
  expect(
    rows().some(({ request_data, response_data }) => `${request_data}${response_data ?? ''}`.includes(ticket)),
  ).toBe(false);
});
