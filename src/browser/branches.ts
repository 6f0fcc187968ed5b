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
}

const anyOpen = () => document.querySelector('details.branch[open]') !== null;

function say(link: HTMLAnchorElement, open: boolean): void {
  link.textContent = (open ? link.dataset.close : link.dataset.open) ?? '';
}

/** A reply that an address leads to is in sight, whatever is collapsed. */
function showTarget(): void {
  const target = /^#reply-\d+$/.test(location.hash) ? document.querySelector(location.hash) : null;
  let hidden = false;
  for (
    let branch = target?.closest('details.branch');
    branch;
    branch = branch.parentElement?.closest('details.branch')
  ) {
    const details = branch as HTMLDetailsElement;
    hidden ||= !details.open;
    details.open = true;
  }
  if (hidden) target?.scrollIntoView({ block: 'start' });
}
