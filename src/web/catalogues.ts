import ar from './locales/ar.json' with { type: 'json' };
import de from './locales/de.json' with { type: 'json' };
import en from './locales/en.json' with { type: 'json' };
import es from './locales/es.json' with { type: 'json' };
import fr from './locales/fr.json' with { type: 'json' };

export type Catalogue = { [key: string]: Catalogue | string | string[] };
export type Catalogues = Record<string, Catalogue>;

/** Every sentence, in each language that there is a catalogue for. An empty one is still to be written. */
export const CATALOGUES: Catalogues = { en, es, de, fr, ar };

/** Those that somebody can be spoken to in. */
export const begun = (catalogues: Catalogues): string[] =>
  Object.keys(catalogues).filter((code) => Object.keys(catalogues[code] ?? {}).length > 0);
