import assert from 'node:assert/strict';

interface Layer {
  name: string;
  slash: boolean;
  route?: { path: string; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

/** `GET /s/:session` and so on, as express has them registered. Middleware, and the assets among it, is no route. */
export function routesOf(app: { router: unknown }): string[] {
  const walk = ({ stack }: { stack?: Layer[] }): string[] =>
    (stack ?? []).flatMap(({ route, handle, slash, name }) => {
      if (route) return Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`);
      if (!handle.stack) return [];
      // express keeps no path of what a router is mounted at: its routes would be listed without it.
      assert.ok(slash, `the router ${name} is mounted below a path`);
      return walk(handle);
    });
  return walk(app.router as { stack: Layer[] });
}
