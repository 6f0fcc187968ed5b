import { idOf, update } from './items.ts';

/**
 * Brings what is new on a freshly fetched page into this one, and what changed up to date. Nothing that is there moves
 * or goes, so that whatever is open, focused or half written stays as it is.
 * @returns what came, in the order it stands in
 */
export function bringIn(fresh: Document): Element[] {
  const came: Element[] = [];
  for (const item of fresh.querySelectorAll('.post, .reply')) {
    const old = known(item);
    if (old) update(old, item);
  }
  const [post, freshPost] = [document.getElementById('post'), fresh.getElementById('post')];
  if (post && freshPost) update(post, freshPost);
  mergeLists(fresh, came);
  for (const id of ['list', 'replies']) recount(document.getElementById(id), fresh.getElementById(id));
  const paging = [...document.querySelectorAll('nav.pages')];
  for (const [index, nav] of fresh.querySelectorAll('nav.pages').entries()) replaceWords(paging[index], nav);
  replaceWords(document.querySelector('.aside'), fresh.querySelector('.aside'));
  for (const item of came) item.classList.add('came');
  return came;
}

const known = (item: Element) => document.getElementById(idOf(item))?.closest('.post, .reply') ?? null;

/** Lists stand in the same order on both pages; where this one had none, it has the fresh ones, headings and all. */
function mergeLists(fresh: Document, came: Element[]): void {
  const lists = 'main > .posts, main > .replies';
  const olds = [...document.querySelectorAll(lists)];
  let last: Element | null | undefined = document.querySelector('main > .switch, #replies, main > .empty');
  for (const [index, list] of fresh.querySelectorAll(lists).entries()) {
    const heading = list.previousElementSibling;
    const old = olds[index];
    if (old) merge(old, list, came);
    else if (last) {
      last.after(...(heading?.matches('.group') ? [heading] : []), onlyNew(list, came));
    }
    last = old ?? list;
  }
  if (came.length > 0) document.querySelector('main > .empty')?.remove();
}

function merge(old: Element, fresh: Element, came: Element[]): void {
  let last: Element | null = null;
  for (const item of [...fresh.children]) {
    const there = known(item);
    if (there) mergeBranch(there, item, came);
    else if (last) last.after(onlyNew(item, came));
    else old.prepend(onlyNew(item, came));
    if (!there) last = item;
    else if (there.parentElement === old) last = there;
  }
}

function mergeBranch(old: Element, fresh: Element, came: Element[]): void {
  const branch = ':scope > .branch';
  const [oldBranch, freshBranch] = [old.querySelector(branch), fresh.querySelector(branch)];
  if (freshBranch && !oldBranch) old.append(onlyNew(freshBranch, came));
  if (!freshBranch || !oldBranch) return;
  replaceWords(oldBranch.querySelector('summary'), freshBranch.querySelector('summary'));
  const [oldList, freshList] = [oldBranch, freshBranch].map((one) => one.querySelector(':scope > .replies'));
  if (oldList && freshList) merge(oldList, freshList, came);
}

/** Whatever of it is on this page already stays where it is. */
function onlyNew(part: Element, came: Element[]): Element {
  for (const item of part.querySelectorAll('.post, .reply')) if (known(item)) item.remove();
  if (part.matches('.post, .reply')) came.push(part);
  came.push(...part.querySelectorAll('.post, .reply'));
  return part;
}

/** A heading's number; links beside it stay. */
function recount(old: Element | null, fresh: Element | null): void {
  if (old?.firstChild && fresh?.firstChild) old.firstChild.textContent = fresh.firstChild.textContent;
}

function replaceWords(old: Element | null | undefined, fresh: Element | null | undefined): void {
  if (!old || !fresh || old.innerHTML === fresh.innerHTML || old.contains(document.activeElement)) return;
  old.replaceChildren(...fresh.childNodes);
}
