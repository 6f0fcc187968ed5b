import { focusWhatMatters, tellNotice } from './arrival.ts';
import { foldBranches } from './branches.ts';
import { submitChoices } from './choices.ts';
import { copyLinks } from './copyLink.ts';
import { countWhatIsWritten } from './counter.ts';
import { followDeliveries } from './deliveries.ts';
import { keepWhatIsTyped } from './drafts/keep.ts';
import { offerEditors } from './editor/begin.ts';
import { holdWhileWriting } from './holding.ts';
import { closeMenus } from './menus.ts';
import { sendOnce, submitAtOnce } from './sending.ts';
import { chooseOwnZone } from './zone.ts';

// What makes every page nicer, in one file; each works without it.
keepWhatIsTyped();
focusWhatMatters();
tellNotice();
sendOnce();
submitAtOnce();
chooseOwnZone();
countWhatIsWritten();
offerEditors();
foldBranches();
submitChoices();
copyLinks();
holdWhileWriting();
closeMenus();
followDeliveries();
