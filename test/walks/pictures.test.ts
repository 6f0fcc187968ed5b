import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { fillPlatform } from '../../src/demo-data/fillPlatform.ts';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { lmsJson, type Practice, startPractice } from '../support/practice.ts';
import { assertAccessible, picture } from '../support/walk.ts';
