import type { Target } from '../target.ts';
import { CLI_TARGET } from './cli.ts';
import { DATABASE_TARGET } from './database.ts';
import { ENGINE_FRAME_TARGET } from './engine-frames.ts';

/** Everything from outside that the product reads, through the product. */
export const PRODUCT_TARGETS: readonly Target[] = [ENGINE_FRAME_TARGET, CLI_TARGET, DATABASE_TARGET];
