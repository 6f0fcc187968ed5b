import type { Request, RequestHandler } from 'express';
import type { Lms } from '../lms.ts';

/** A platform's leaky bucket, in its own units. */
export interface QuotaRules {
  /** The bucket is full from here on. */
  highWater: number;
  maximum: number;
  /** Leaks so much in a second. */
  outflow: number;
  /** Charged while a call is under way, and given back. */
  upFront: number;
  /** What a call costs in the end. */
  cost: number;
}

export interface Bucket {
  count: number;
  touchedAt: number;
}

/**
 * Counts a service call against the quota of its tool and tells it in the headers. Nobody is refused here:
 * that is a fault to be switched on.
 */
export const counted =
  (lms: Lms): RequestHandler =>
  (req, res, next) => {
    const rules = lms.preset.quota;
    if (!rules) return next();
    const bucket = bucketOf(lms, req);
    pour(bucket, rules, rules.upFront);
    res.once('close', () => pour(bucket, rules, -rules.upFront));
    const end = res.end;
    res.end = ((...rest: Parameters<typeof end>) => {
      const isThrottled = res.hasHeader('x-rate-limit-remaining');
      if (!isThrottled && !res.headersSent) {
        pour(bucket, rules, rules.cost);
        res.set('X-Request-Cost', String(rules.cost));
        res.set('X-Rate-Limit-Remaining', String(rules.highWater - bucket.count));
      }
      return end.apply(res, rest);
    }) as typeof end;
    next();
  };

export const isFull = (lms: Lms, req: Request): boolean =>
  lms.preset.quota !== undefined && bucketOf(lms, req).count >= lms.preset.quota.highWater;

function pour(bucket: Bucket, rules: QuotaRules, amount: number): void {
  const now = Date.now();
  const leaked = ((now - bucket.touchedAt) / 1000) * rules.outflow;
  bucket.count = Math.min(Math.max(bucket.count - leaked, 0) + amount, rules.maximum);
  bucket.count = Math.max(bucket.count, 0);
  bucket.touchedAt = now;
}

/** One for each tool; calls without a good token share one. */
function bucketOf(lms: Lms, req: Request): Bucket {
  const bearer = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';
  const owner = lms.memory.tokens.get(bearer)?.clientId ?? '';
  const bucket = lms.memory.buckets.get(owner) ?? { count: 0, touchedAt: Date.now() };
  lms.memory.buckets.set(owner, bucket);
  return bucket;
}
