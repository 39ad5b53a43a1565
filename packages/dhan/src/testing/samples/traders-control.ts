import type { Sample } from './sample.ts';
import { CLIENT_ID } from './sample.ts';

export const PNL_EXIT = { profitValue: 5000, lossValue: 2000, productType: ['INTRADAY'] } as const;
export const PNL_EXIT_SET = { pnlExitStatus: 'ACTIVE', message: 'P&L based exit configured successfully' };

const READ = {
  pnlExitStatus: 'ACTIVE',
  profitValue: 5000,
  lossValue: 2000,
  productType: ['INTRADAY'],
  enableKillSwitch: true,
};
const exit = {
  endpoint: 'GET /pnlExit',
  ask: (rooms) => rooms.tradersControl.getPnlExit(),
} as const satisfies Partial<Sample>;
const stop = {
  endpoint: 'DELETE /pnlExit',
  ask: (rooms) => rooms.tradersControl.deletePnlExit(),
} as const satisfies Partial<Sample>;
const set = {
  endpoint: 'POST /pnlExit',
  ask: (rooms) => rooms.tradersControl.setPnlExit(PNL_EXIT),
} as const satisfies Partial<Sample>;

/** Source: https://dhanhq.co/docs/v2/traders-control/ */
export const TRADERS_CONTROL_SAMPLES: readonly Sample[] = [
  {
    endpoint: 'POST /killswitch',
    kind: 'documented',
    what: 'a sentence in the field of the word',
    from: 'page',
    ask: (rooms) => rooms.tradersControl.setKillSwitch('ACTIVATE'),
    body: { dhanClientId: CLIENT_ID, killSwitchStatus: 'Kill Switch has been successfully activated' },
    gives: { message: 'Kill Switch has been successfully activated' },
  },
  {
    endpoint: 'GET /killswitch',
    kind: 'documented',
    what: 'a word',
    from: 'page',
    ask: (rooms) => rooms.tradersControl.getKillSwitch(),
    body: { dhanClientId: CLIENT_ID, killSwitchStatus: 'DEACTIVATE' },
    gives: { killSwitchStatus: 'DEACTIVATE' },
  },
  { ...set, kind: 'documented', what: 'a status', from: 'page', body: PNL_EXIT_SET, gives: PNL_EXIT_SET },
  {
    ...set,
    kind: 'observed',
    what: 'a body without the client id',
    from: 'changelog of the Ruby client',
    status: 400,
    body: { errorType: 'Input_Exception', errorCode: 'DH-905', errorMessage: 'Missing required fields, bad values' },
    throws: { class: 'invalid', code: 'DH-905' },
  },
  {
    ...exit,
    kind: 'documented',
    what: 'amounts as texts, the switch in snake case',
    from: 'page',
    body: {
      pnlExitStatus: 'ACTIVE',
      profit: '5000.00',
      loss: '2000.00',
      productType: ['INTRADAY'],
      enable_kill_switch: true,
    },
    gives: READ,
  },
  {
    ...exit,
    kind: 'documented',
    what: 'amounts as numbers, the switch in camel case',
    from: 'Swagger',
    body: { pnlExitStatus: 'ACTIVE', profit: 5000, loss: 2000, productType: ['INTRADAY'], enableKillSwitch: true },
    gives: READ,
  },
  {
    ...stop,
    kind: 'documented',
    what: 'a status that is missing in the list of statuses',
    from: 'page',
    body: { pnlExitStatus: 'DISABLED', message: 'P&L based exit stopped successfully' },
    gives: { pnlExitStatus: 'DISABLED' },
  },
  {
    ...stop,
    kind: 'documented',
    what: 'success in another field',
    from: 'Swagger',
    body: { status: 'SUCCESS', message: 'stopped' },
    gives: { pnlExitStatus: null },
  },
];
