/** How numbers and times are written in the page's language, for Intl: as the server writes them (`src/web/language.ts`). */
export const written = document.documentElement.dataset.written ?? document.documentElement.lang;
