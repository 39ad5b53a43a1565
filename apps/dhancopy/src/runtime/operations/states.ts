import { accountState } from './account-state.ts';
import { flatten } from './flatten.ts';
import { kill } from './kill.ts';
import { linkState } from './link-state.ts';
import { pause } from './pause.ts';
import { resume } from './resume.ts';

/** The operations that change a trading state. A command that waits for the database is one of them, and must not wait for the code of the others. */
export const STATES = [kill, flatten, pause, resume, accountState, linkState] as const;
