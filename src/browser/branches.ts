/** Collapses or opens all branches of a thread without leaving the page; the link does the same by itself. */
export function foldBranches(): void {
  const link = document.querySelector<HTMLAnchorElement>('a.collapse');
  link?.addEventListener('click', (event) => {
    event.preventDefault();
    const branches = [...document.querySelectorAll<HTMLDetailsElement>('details.branch')];
    const open = !branches.some((branch) => branch.open);
    for (const branch of branches) branch.open = open;
    say(link, open);
  });
  document.addEventListener('toggle', () => link && say(link, anyOpen()), true);
  showTarget();
  addEventListener('hashchange', showTarget);
  // What was being written is in sight again.
  document.addEventListener('rejoinder:restored', ({ target }) => openAround(target as Element));
}

const anyOpen = () => document.querySelector('details.branch[open]') !== null;

function say(link: HTMLAnchorElement, open: boolean): void {
  link.textContent = (open ? link.dataset.close : link.dataset.open) ?? '';
}

/** A reply, or a form, that an address leads to is in sight, whatever is collapsed. */
function showTarget(): void {
  const target = /^#(reply-\d+|write)$/.test(location.hash) ? document.querySelector(location.hash) : null;
  if (target && openAround(target)) target.scrollIntoView({ block: 'start' });
}

/** @returns whether it was in something that was closed */
export function openAround(element: Element): boolean {
  let closed = false;
  for (
    let branch = element.closest('details');
    branch;
    branch = branch.parentElement?.closest('details') ?? null
  ) {
    closed ||= !branch.open;
    branch.open = true;
  }
  return closed;
}
