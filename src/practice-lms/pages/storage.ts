import type { RequestHandler } from 'express';
import { z } from 'zod';
import { type Lms, lmsUrl } from '../lms.ts';
import type { StorageMode } from '../model.ts';
import { STORAGE_MODES, storageMode } from '../platform-storage.ts';
import { sendPage, wantsJson } from '../web.ts';
import { PageError } from './place.ts';

/** `GET /:preset/admin/storage`: how the course page keeps data for tools. */
export const storagePage =
  (lms: Lms): RequestHandler =>
  (_req, res) => {
    const json = { storage: storageMode(lms) };
    const modes = Object.entries(STORAGE_MODES).map(([mode, words]) => ({
      mode,
      words,
      isOn: mode === json.storage,
    }));
    const isOffered = Boolean(lms.preset.postMessages);
    const action = lmsUrl(lms, '/admin/storage');
    sendPage(lms, res, 'storage', json, { title: 'Storage for tools', modes, action, isOffered });
  };

const modes = Object.keys(STORAGE_MODES) as StorageMode[];
const choice = z.object({ storage: z.enum(modes) });

/** `POST /:preset/admin/storage {storage}`. */
export const postStorage =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    if (!lms.preset.postMessages) throw new PageError(404, `${lms.preset.product} has no storage for tools.`);
    const parsed = choice.safeParse(req.body);
    if (!parsed.success) throw new PageError(400, z.prettifyError(parsed.error));
    lms.state.storageMode = parsed.data.storage;
    lms.changed();
    if (wantsJson(req) || req.is('json')) res.json(parsed.data);
    else res.redirect(303, lmsUrl(lms, '/admin/storage'));
  };

/** `GET` the frame that lives beside the tool's on the course page and keeps its data. */
export const storageFrame =
  (_lms: Lms): RequestHandler =>
  (_req, res) =>
    res.render('storage-frame', { layout: false });
