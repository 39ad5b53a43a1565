import type { Target } from '../target.ts';
import { CLI_TARGET } from './cli.ts';
import { DATABASE_TARGET } from './database.ts';
import { ENGINE_BOOK_TARGET } from './engine-books.ts';
import { ENGINE_FRAME_TARGET } from './engine-frames.ts';
import { ENVIRONMENT_TARGET } from './environment.ts';
import { HTTP_TARGET } from './http.ts';
import { IMPORT_TARGET } from './import-files.ts';
import { POSTBACK_SERVER_TARGET } from './postbacks.ts';

/** Everything from outside that the product reads, through the product. */
export const PRODUCT_TARGETS: readonly Target[] = [
  ENGINE_FRAME_TARGET,
  ENGINE_BOOK_TARGET,
  POSTBACK_SERVER_TARGET,
  HTTP_TARGET,
  CLI_TARGET,
  DATABASE_TARGET,
  IMPORT_TARGET,
  ENVIRONMENT_TARGET,
];
