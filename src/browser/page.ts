// What makes every page nicer, in one file; each works without it.
export {};
