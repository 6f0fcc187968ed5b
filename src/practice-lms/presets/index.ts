import { canvas } from './canvas.ts';
import { moodle } from './moodle.ts';
import type { Preset } from './preset.ts';

export const PRESETS: Preset[] = [canvas, moodle];
