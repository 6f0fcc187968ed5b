/** `npm run bench -- delivery`: how fast something is, as a table. Each bench is a file beside this one. */
const BENCHES: Record<string, () => Promise<unknown>> = {
  delivery: () => import('./delivery.ts'),
  grading: () => import('./grading.ts'),
  roster: () => import('./roster.ts'),
};

const bench = BENCHES[process.argv[2] ?? ''];
if (!bench) {
  console.error(`Which one: ${Object.keys(BENCHES).join(', ')}?`);
  process.exit(1);
}
await bench();
