export interface Mongod {
  port: number;
  pid: number;
  uri(database: string): string;
  stop(graceMs?: number): Promise<unknown>;
}

export function startMongod(options: {
  dataDir: string;
  logFile: string;
  throwaway?: boolean;
  say?: (line: string) => void;
}): Promise<Mongod>;
