import type { RequestHandler } from 'express';
import { languageOf } from './speaking.ts';
import { show } from './views.ts';

/** The bare address, which people guess: what this is, and where it is opened. Nothing about the tool or its LMSs. */
export const frontPage: RequestHandler = (_request, response) => {
  show(response, 'front', { title: languageOf(response).t('front.title') });
};
