import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliBench, until } from './testing/cli.ts';

let bench: CliBench;
let server: Server;
/** What the other file server serves. */
let body = '';
let other: { env: Record<string, string> };
beforeEach(async () => {
  bench = await CliBench.create();
  await bench.run('init');
  server = createServer((_request, response) => void response.end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  other = { env: { DHAN_INSTRUMENTS_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` } };
});
afterEach(async () => {
  server.close();
  await bench.close();
});

async function list(): Promise<string> {
  return (await fetch(bench.emulator.instrumentsUrl)).text();
}

describe('instruments sync and changes', () => {
  it('shows what changed since the table before, and shows it again', async () => {
    const none = await bench.run('instruments changes');
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('instruments sync');
    const first = await bench.run('instruments sync');
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(
      /^\d+ contracts: \d+ added, 0 removed, 0 changed\nsynchronisation 1, .* IST, every segment, from http/,
    );

    body = (await list())
      .split('\n')
      .filter((line) => !line.startsWith('NSE,D,52348,'))
      .map((line) =>
        line.startsWith('NSE,D,52345,') ? line.replace(',65.0,', ',75.0,').replace(',1800.0,', ',2700.0,') : line,
      )
      .map((line) => (line.startsWith('NSE,E,1333,') ? line.replace(',10.0000,', ',5.0000,') : line))
      .join('\n')
      .concat('NSE,Q,1,NA,X,,X,X,X,X,X,1.0,,,,5,,,,,,,,,,,,,,,,,\n');
    const ran = await bench.run('instruments sync', other);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/0 added, 1 removed, 2 changed/);
    expect(ran.stdout).toMatch(/NSE_FNO +52345 +NIFTY-\w+-25000-CE +lot size +65 +75\n/);
    expect(ran.stdout).toMatch(/NSE_FNO +52345 +NIFTY-\w+-25000-CE +freeze quantity +1,800 +2,700\n/);
    expect(ran.stdout).toMatch(/NSE_EQ +1333 +HDFCBANK +tick size +₹0\.10 +₹0\.05\n/);
    expect(ran.stdout).toContain('1 row left out: unknown segment NSE/Q');
    expect(ran.stdout).toMatch(/row \d+, unknown segment NSE\/Q: NSE,Q,1,NA/);
    expect((await bench.run('instruments changes')).stdout).toBe(ran.stdout);

    expect(await bench.json('instruments changes')).toMatchObject({
      sync: 2,
      added: 0,
      removed: 1,
      changed: 2,
      segments: { NSE_FNO: { removed: 1, changed: 1 } },
      skipped: { 'unknown segment NSE/Q': 1 },
      changes: [
        { securityId: '1333', field: 'tick_size', before: 0.1, after: 0.05, heldBy: [] },
        { securityId: '52345', field: 'lot_size', before: 65, after: 75 },
        { securityId: '52345', field: 'freeze_qty', before: 1800, after: 2700 },
      ],
    });
    expect(await bench.json('instruments changes --sync 1')).toMatchObject({ sync: 1, changes: [] });
    expect(await bench.json('instruments changes --list')).toMatchObject([{ sync: 2 }, { sync: 1 }]);
    expect((await bench.run('instruments changes --list')).stdout).toMatch(/^NUMBER +WHEN.*\n2 .* IST +all .* done\n/);
    expect(await bench.json('instruments changes --security NSE_FNO:52345')).toHaveLength(2);
    expect((await bench.run('instruments changes --sync 9')).code).toBe(1);
    expect((await bench.run('instruments show NSE_FNO 52345')).stdout).toMatch(/lot +75 units\n[^]*lot size +65 +75/);
  });

  it('refuses a broken list with its reason and exit code 1, and an implausible one with 3', async () => {
    await bench.run('instruments sync');
    body = '<html>maintenance</html>';
    const page = await bench.run('instruments sync', other);
    expect(page).toMatchObject({ code: 1, stdout: '' });
    expect(page.stderr).toContain('the table is unchanged: scrip master: expected a CSV, found a web page');
    body = (await list()).split('\n').slice(0, 5).join('\n');
    const short = await bench.run('instruments sync --json', other);
    expect(short.code).toBe(3);
    expect(JSON.parse(short.stdout)).toMatchObject({ error: { code: 'INSTRUMENTS_FEWER' } });
    expect((await bench.run('instruments sync --accept-fewer', other)).code).toBe(0);
    expect((await bench.run('instruments sync --segment NYSE')).code).toBe(2);
  });

  it('takes one segment from its own list', async () => {
    const ran = await bench.json('instruments sync --segment NSE_FNO');
    expect(ran).toMatchObject({ segment: 'NSE_FNO', through: 'database', removed: 0 });
    expect(await bench.json('instruments find --underlying NIFTY')).toMatchObject({
      expiries: [{ exchangeSegment: 'NSE_FNO', smallestLot: 65 }, {}],
    });
    expect((await bench.run('instruments show NSE_EQ 1333')).code).toBe(1);
  });

  it('goes through the engine that runs, and its refusal comes back', async () => {
    body = await list();
    const engine = bench.start(['run', '--port', '0'], other);
    await until('the engine copies', () => engine.output.stdout.includes('"event":"started"'));
    body = body.replace('NSE,D,52345,NA,OPTIDX,26000,NIFTY,', 'NSE,D,52345,NA,OPTIDX,26000,NIFTX,');
    // The engine's own address counts, not that of the command.
    expect(await bench.json('instruments sync')).toMatchObject({ through: 'engine', sync: 2, added: 0, changed: 1 });
    expect((await bench.run('instruments sync')).stdout).toContain('the running engine uses it now');
    body = 'broken';
    const refused = await bench.run('instruments sync --json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'INSTRUMENTS_BROKEN' } });
    expect(engine.child.exitCode).toBeNull();
  });
});

describe('instruments find and show', () => {
  beforeEach(async () => {
    expect((await bench.run('instruments sync')).code).toBe(0);
  });

  it('finds by words, quoted or not, and by flags', async () => {
    const call = {
      instruments: [{ securityId: '52345', tradingSymbol: expect.stringContaining('25000-CE') as string }],
    };
    expect(await bench.json('instruments find NIFTY 25000 CE')).toMatchObject(call);
    const quoted = await bench.start(['instruments', 'find', 'NIFTY 25000 CE', '--json']).ended;
    expect(JSON.parse(quoted.stdout)).toMatchObject(call);
    const flags = '--underlying nifty --strike 25000 --type CE --segment NSE_FNO';
    expect(await bench.json(`instruments find ${flags}`)).toMatchObject({ ...call, more: false, expiries: [] });
  });

  it('shows a table: rupees, Indian grouping, days', async () => {
    const { stdout } = await bench.start(['instruments', 'find', 'NIFTY 25000 CE']).ended;
    expect(stdout).toMatch(
      /^SEGMENT +ID +SYMBOL +NAME +KIND +EXPIRY +STRIKE +TYPE +LOT +TICK +FREEZE\nNSE_FNO +52345 +NIFTY-\w+-25000-CE +NIFTY \d\d \w+ 25000 CALL +OPTIDX +\d{4}-\d\d-\d\d +₹25,000\.00 +CE +65 +₹0\.05 +1,800\n$/,
    );
    const expiries = await bench.run('instruments find --underlying NIFTY');
    expect(expiries.stdout).toMatch(
      /^SEGMENT +EXPIRY +CONTRACTS +STRIKES +LOT\nNSE_FNO +\S+ +\d+ +₹24,900\.00 to ₹25,100\.00 +65\n/,
    );
    expect((await bench.run('instruments find NIFTY')).stdout).toMatch(/IDX_I +13 +NIFTY[^]*EXPIRY[^]*futures only/);
    expect((await bench.run('instruments find --underlying NIFTY --type CE --limit 1')).stdout).toContain(
      'only the first 1',
    );
    expect((await bench.run('instruments find zzz')).stdout).toContain('no instrument in the list matches');
  });

  it('shows one instrument with everything', async () => {
    const { stdout } = await bench.run('instruments show NSE_EQ 1333');
    expect(stdout).toMatch(/instrument +NSE_EQ 1333\ntrading symbol +HDFCBANK\nname +HDFC Bank\n/);
    expect(stdout).toMatch(/tick +₹0\.10\nfreeze quantity +none published\n/);
    expect(stdout).toMatch(/MTF leverage +4 times\nlast changed +.* IST\n/);
    expect(await bench.json('instruments show nse_fno 52345')).toMatchObject({
      exchangeSegment: 'NSE_FNO',
      securityId: '52345',
      strikePrice: 25_000,
      optionType: 'CE',
      lotSize: 65,
      tickSize: 0.05,
      freezeQuantity: 1800,
      expiryFlag: 'W',
      underlyingSecurityId: '26000',
      isin: null,
      changes: [],
    });
    expect((await bench.run('instruments show MCX_COMM 464925')).stdout).toContain('1: the quantity counts contracts');
  });

  it('says what is wrong and what to do', async () => {
    const elsewhere = await bench.run('instruments show BSE_EQ 1333');
    expect(elsewhere).toMatchObject({ code: 1 });
    expect(elsewhere.stderr).toContain('that id is in NSE_EQ (HDFCBANK)');
    for (const [args, words] of [
      ['instruments show NYSE 1', 'Expected one of'],
      ['instruments show NSE_EQ', "missing required argument 'id'"],
      ['instruments find', 'give words such as'],
      ['instruments find NIFTY --strike 25000', 'not both'],
      ['instruments find --underlying NIFTY --expiry 24-11-2026', 'Expected a day'],
      ['instruments find --underlying NIFTY --strike many', 'Expected rupees'],
      ['instruments find --underlying NIFTY --type CALL', 'CE, PE, FUT'],
      ['instruments changes --security 1', 'NSE_EQ:1333'],
    ] as const) {
      const { code, stderr } = await bench.run(args);
      expect({ args, code }).toEqual({ args, code: 2 });
      expect(stderr).toContain(words);
    }
    expect((await bench.run('instruments find --help')).stdout).toContain('Examples:');
  });
});
