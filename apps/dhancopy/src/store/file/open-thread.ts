/** Opens the store at the path given as argument and closes it again: for tests of two processes on one file. */
import { openStore } from '../store.ts';

const path = process.argv[2];
if (path === undefined) throw new Error('expected the path of a database');
openStore({ path }).close();
