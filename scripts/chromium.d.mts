export function findChromium(env?: NodeJS.ProcessEnv): Promise<string | undefined>;
export function findOrInstallChromium(options?: {
  env?: NodeJS.ProcessEnv;
  say?: (line: string) => void;
}): Promise<string>;
export function findOrInstallShell(options?: {
  env?: NodeJS.ProcessEnv;
  say?: (line: string) => void;
}): Promise<string | undefined>;
