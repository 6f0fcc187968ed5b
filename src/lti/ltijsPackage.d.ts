/** What the tool uses of ltijs 5.9.9; the published types lack several of these members (its issues #197, #256). */
declare module 'ltijs' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface LtijsPlatform {
    platformAccessToken(
      scopes: string,
    ): Promise<{ access_token: string; token_type: string; expires_in: number; scope?: string }>;
  }
  export type Callback = (request: IncomingMessage, response: ServerResponse) => void;

  export class LtijsProvider {
    app: (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;
    DeepLinking: {
      createDeepLinkingMessage(token: object, items: object[], options: object): Promise<string>;
    };
    setup(secret: string, database: { plugin: object }, options: object): this;
    onConnect(callback: (token: object, request: IncomingMessage, response: ServerResponse) => void): void;
    onDeepLinking(
      callback: (token: object, request: IncomingMessage, response: ServerResponse) => void,
    ): void;
    onInvalidToken(callback: Callback): void;
    onUnregisteredPlatform(callback: Callback): void;
    onInactivePlatform(callback: Callback): void;
    getPlatform(issuer: string, clientId: string): Promise<LtijsPlatform | false>;
  }
}
