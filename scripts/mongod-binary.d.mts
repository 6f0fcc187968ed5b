export function findMongod(options?: {
  env?: NodeJS.ProcessEnv;
  say?: (line: string) => void;
}): Promise<{ path: string; version: string }>;
