import { mistakeIn, obey } from './commands.ts';

obey(process.argv.slice(2), process.env).then(console.log, (error: unknown) => {
  const line = mistakeIn(error);
  if (line === null) throw error;
  console.error(line);
  process.exitCode = 2;
});
