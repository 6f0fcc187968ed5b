import type { ErrorRequestHandler } from 'express';
import { LaunchRefused } from '../domain/errors.ts';
import type { Pages } from './pages.ts';

/**
 * Whoever looks after an LMS is told that a launch of it was refused, where it is known which LMS that is. Its
 * deployment is believed only where that was the reason: by then the launch was verified.
 */
export function noteRefusal({ health, now }: Pages): ErrorRequestHandler {
  return (error: unknown, _request, _response, next) => {
    if (error instanceof LaunchRefused && error.platformId) {
      const { platformId, reason, detail } = error;
      health.refused(platformId, {
        at: now(),
        reason,
        deploymentId: reason === 'deployment' ? detail : null,
      });
    }
    next(error);
  };
}
