import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { handleOf } from '../../src/usecases/mentions.ts';
import { choices } from '../support/choosing.ts';
import { attached, sendFile } from '../support/files.ts';
import type { Entered } from '../support/personas.ts';
import { SAMPLES } from '../support/pictures.ts';
import { textOf } from '../support/practice.ts';
import type { RunningTool } from '../support/tool.ts';
import type { HostileLms } from './hostileLms.ts';
import { ALONE, HANDLERS, lines, MARKUP, NASTY, RIGHT_TO_LEFT, UNRULY } from './vectors.ts';

const BETWEEN = '<p>between</p>';
/** Each is one post. */
export const TEXTS = [
  MARKUP.slice(0, 60).join(BETWEEN),
  MARKUP.slice(60).join(BETWEEN) + UNRULY.map((text) => `<p>${text}</p><h3>${text}</h3>`).join(''),
  `<p>Handlers</p>${HANDLERS.join('')}`,
  `<p>One by one</p>${ALONE[0]}`,
];
const rich = (html: string) => ({ format: 'rich', html, text: 'x' });

/** A draft as only its own author could have it sent: fields of any name, and everything in them. */
export const HOSTILE_DRAFT = {
  ...{ title: NASTY, ...rich(TEXTS.join('')), text: TEXTS.join('\n\n') },
  ...{
    action: NASTY,
    submit: 'x',
    querySelector: 'x',
    dataset: 'x',
    elements: 'x',
    append: 'x',
    innerHTML: NASTY,
  },
  files: JSON.stringify([{ id: 'x', name: NASTY, about: NASTY }]),
};

export interface HostileClass {
  teacher: Entered;
  ana: Entered;
  jonas: Entered;
  /** Ids of Ana's posts, by their numbers; the first has none. */
  posts: string[];
  /** Sends a form, and takes no refusal for an answer. */
  send(who: Entered, path: string, fields: Record<string, string>, status?: number): Promise<void>;
}

/** A course in which everybody writes whatever does harm, wherever something can be written. */
export async function fillClass(tool: RunningTool, lms: HostileLms): Promise<HostileClass> {
  const send: HostileClass['send'] = async (who, path, fields, status = 303) => {
    const answer = await who.post(who.base + path, fields, who.csrf);
    assert.equal(answer.status, status, `${path}: ${textOf(answer.html)}`);
  };
  const teacher = await lms.enter('teacher');
  const promptHtml = `<p>Prompt</p>${MARKUP.join('')}`;
  const prompt = { promptText: 'x', promptFormat: 'rich', promptHtml };
  await send(teacher, '/set-up', choices({ title: NASTY, ...prompt, history: 'all' }));
  const [ana, jonas] = [await lms.enter('ana'), await lms.enter('jonas')];
  await send(teacher, '/grading/roster', {});

  const titles = lines(200);
  const posts = [''];
  for (const [at, html] of TEXTS.entries()) {
    await send(ana, '/posts', { title: titles[at] ?? '', ...rich(html) });
    await send(jonas, `/posts/${at + 1}/replies`, { text: TEXTS[at]?.replaceAll(BETWEEN, '\n\n') ?? '' });
    const kept = await tool.connection
      .collection('posts')
      .findOne({ authorId: ana.memberId, threadNumber: at + 1 });
    posts.push(String(kept?._id));
  }
  for (const html of ALONE) await send(jonas, '/posts/4/replies', rich(`<p>before</p>${html}<p>after</p>`));
  const [, first = '', second = '', third = '', fourth = ''] = posts;
  for (const title of [RIGHT_TO_LEFT, ...titles.slice(TEXTS.length)])
    await send(jonas, '/posts', { title, text: title });
  await send(ana, '/posts', { title: '', ...(await withFiles()) });
  await send(ana, `/edit/${first}`, { seen: '', title: NASTY, ...rich(TEXTS[1] ?? '') });
  await moderate();
  await send(teacher, `/grading/${ana.memberId}`, {
    ...{ points: '7', comment: `${NASTY}\n${lines(400).join('\n')}`, seen: '', after: 'release' },
  });
  await send(teacher, '/letters', {
    ...{ about: 'chosen', student: ana.memberId, requestId: randomUUID() },
    text: [NASTY, RIGHT_TO_LEFT, 'W'.repeat(300), ...MARKUP].join('\n').slice(0, 4000),
  });
  await send(ana, `/drafts/reply-${second}`, { ...HOSTILE_DRAFT, based: '0', mark: 'one.1' });
  return { teacher, ana, jonas, posts, send };

  /** Files of every kind, a quotation of everybody's, and everybody mentioned. */
  async function withFiles() {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="__hit(1)"/>';
    const both = Buffer.concat([SAMPLES.gif.bytes, Buffer.from('<script>__hit(1)</script>')]);
    const sent = [
      await sendFile(ana, `${NASTY}.svg`, svg, { csrf: ana.csrf }),
      await sendFile(ana, `${RIGHT_TO_LEFT}gnp.html`, '<script>__hit(1)</script>', { csrf: ana.csrf }),
      await sendFile(ana, `${'W'.repeat(190)}.png`, '<!doctype html><script>__hit(1)</script>', {
        csrf: ana.csrf,
      }),
    ];
    const picture = await sendFile(ana, 'both.html', both, { as: 'picture', csrf: ana.csrf });
    const kept = await tool.connection.collection('posts').findOne({ authorId: ana.memberId });
    const mentions = [ana, jonas, teacher].map(
      ({ memberId }) => `<span data-member="${handleOf(String(kept?.discussionId), memberId)}"></span>`,
    );
    const alts = [NASTY, RIGHT_TO_LEFT, 'W'.repeat(400)].map(
      (alt) =>
        `<img data-file="${picture.id}" alt="${alt.replaceAll('"', '&quot;').replaceAll('<', '&lt;')}">`,
    );
    const quotations = ['1', '1.1', '2', '9999'].map(
      (label) => `<blockquote data-post="${label}"><p>x</p></blockquote>`,
    );
    return {
      ...rich(`<p>${mentions.join(' and ')}</p>${quotations.join('')}${alts.join('')}`),
      files: attached(...sent, picture),
    };
  }

  async function moderate() {
    const reason = `${NASTY} ${RIGHT_TO_LEFT}`;
    await send(jonas, `/report/${third}`, { reason });
    await send(jonas, `/report/${fourth}`, { reason });
    await send(teacher, `/hide/${fourth}`, { reason });
    await send(teacher, `/lock/${third}`, { reason });
    await send(teacher, `/mute/${jonas.memberId}`, { reason: `${reason} ${'W'.repeat(200)}` });
  }
}
