import type { Target } from '../target.ts';
import { ERROR_TARGET } from './error-bodies.ts';
import { DEPTH_TARGET, FEED_TARGET } from './feeds.ts';
import { FRAME_TARGET } from './order-frames.ts';
import { REST_TARGET } from './rest.ts';
import { ROW_LIST_TARGET } from './row-lists.ts';
import { CSV_TARGET } from './scrip-masters.ts';
import { POSTBACK_TARGET, TOKEN_TARGET } from './small.ts';

/** Every reader of outside data in the client. */
export const CLIENT_TARGETS: readonly Target[] = [
  REST_TARGET,
  FRAME_TARGET,
  FEED_TARGET,
  DEPTH_TARGET,
  ERROR_TARGET,
  POSTBACK_TARGET,
  CSV_TARGET,
  TOKEN_TARGET,
  ROW_LIST_TARGET,
];
