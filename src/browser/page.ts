import { focusWhatMatters, tellNotice } from './arrival.ts';
import { foldBranches } from './branches.ts';
import { submitChoices } from './choices.ts';
import { copyLinks } from './copyLink.ts';
import { countWords } from './counter.ts';
import { followDeliveries } from './deliveries.ts';
import { keepWhatIsTyped } from './drafts/index.ts';
import { holdWhileWriting } from './holding.ts';
import { followChanges } from './live/start.ts';
import { closeMenus } from './menus.ts';
import { sendOnce, submitAtOnce } from './sending.ts';
import { chooseOwnZone } from './zone.ts';

// What makes every page nicer, in one file; each works without it.
sendOnce();
keepWhatIsTyped();
focusWhatMatters();
tellNotice();
submitAtOnce();
chooseOwnZone();
countWords();
foldBranches();
submitChoices();
copyLinks();
holdWhileWriting();
closeMenus();
followDeliveries();
followChanges();
