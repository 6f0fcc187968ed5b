import { foldBranches } from './branches.ts';
import { submitChoices } from './choices.ts';
import { copyLinks } from './copyLink.ts';
import { holdWhileWriting } from './holding.ts';
import { closeMenus } from './menus.ts';

// What makes every page nicer, in one file; each works without it.
foldBranches();
submitChoices();
copyLinks();
holdWhileWriting();
closeMenus();
