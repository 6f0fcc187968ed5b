import type { Request, RequestHandler } from 'express';

/** Whether a page's own script asks, and wants to be told instead of shown. */
export const byScript = (request: Request): boolean => request.get('Accept') === 'application/json';

/** A script that sends a form is told where the browser would have been led, or that there is a page to be seen. */
export const tellScripts: RequestHandler = (request, response, next) => {
  if (byScript(request)) {
    response.redirect = (_status: unknown, to?: unknown) => {
      response.json({ to });
    };
    response.render = () => {
      response.json({ page: true });
    };
  }
  next();
};
