import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RawAnswer, RawRequest } from './rawHttp.ts';

/** What a good request says: its fields, and the headers that go with them. */
export interface Good {
  fields: Record<string, string>;
  headers: [string, string][];
  /** The address itself, where the door has a name in it. */
  path?: string;
}
/** One of these answers, or a refusal in plain words; never a failure, silence, or something from inside. */
export function assertRefusedCalmly(
  request: RawRequest,
  { status, text }: RawAnswer,
  fine: readonly number[],
): void {
  if (status === 0 && isTooLong(request)) return;
  assert.ok(
    fine.includes(status) || (status >= 400 && status < 500),
    `answered with ${status}: ${text.slice(0, 300)}`,
  );
  assert.doesNotMatch(text, /node_modules|\.[jt]s:\d+|\bat \w+ \(|\b[A-Z]\w*Error\b|mongo|ltijs/i);
}

/** The server closes the line while we still speak, and what it said may be lost to us. */
const isTooLong = ({ target, headers, body }: RawRequest) =>
  target.length + headers.join().length > 10_000 || body.length > 1_000_000;

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\r\nx: y',
  '__proto__',
  'constructor',
  '%',
  '%ff%fe',
  '%00',
  '𝒳\ud800',
];
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    ...ODD_TEXTS,
    "';--",
    '<script>alert(1)</script>',
    '{{7*7}}',
    '$where',
    'eyJ',
    'a.b.c',
    '{"$ne":1}',
  ),
  fc.constantFrom(5_000, 20_000, 120_000).map((length) => 'x'.repeat(length)),
);
const TYPES = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=klingon',
  'application/x-www-form-urlencoded; charset=utf-16le',
  'application/json',
  'application/json; charset=utf-7',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'text/plain',
  'application/xml',
  ';;;',
  '',
];

/** Bytes as Latin-1 without what ends a line: that is for node's own parser, all else is ours to bear. */
const inOneLine = (some: Uint8Array) => Buffer.from(some.filter((byte) => byte > 0x20)).toString('latin1');
const headerValue = fc.oneof(
  bytes.map(inOneLine),
  fc.string().map((value) => inOneLine(Buffer.from(value))),
);
const NAMES = [
  'cookie',
  'origin',
  'accept',
  'accept-language',
  'sec-fetch-site',
  'x-forwarded-host',
  'range',
];
const COOKIES = [
  '__Host-rejoinder=',
  '__Host-rejoinder=%',
  `__Host-rejoinder=${'x'.repeat(6000)}`,
  '__Host-rejoinder=a; __Host-rejoinder=b; =; ;;; __proto__=c',
  'state=%00; constructor=1',
];
const headers = fc.array(
  fc.oneof(
    fc.tuple(fc.constantFrom(...NAMES), headerValue),
    fc.tuple(fc.constant('cookie'), fc.constantFrom(...COOKIES)),
    fc.tuple(fc.constant('content-encoding'), fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'x')),
    fc.tuple(fc.constant('x-long'), fc.constant('y'.repeat(20_000))),
  ),
  { maxLength: 3 },
);

/** A place in an address that a name stands for. */
const filled = (path: string) =>
  fc
    .oneof(
      bytes,
      text.map((value) => Buffer.from(value)),
    )
    .map((value) => Buffer.from(value).toString('hex').replace(/../g, '%$&').slice(0, 3000))
    .chain((coded) => fc.constantFrom(coded, `${coded}%`, '%ff%fe', '..%2f..', '__proto__'))
    .map((value) => path.replace(/:\w+/g, value));

/** Nothing of it is meant. */
export function rubbish(method: string, path: string): fc.Arbitrary<RawRequest> {
  return fc
    .record({
      target: filled(path),
      query: fc.oneof(
        fc.constant(''),
        bytes.map((some) => `?${inOneLine(some)}`),
      ),
      type: fc.constantFrom(...TYPES),
      headers,
      body: fc.oneof(
        bytes,
        fc.json().map((json) => Buffer.from(json)),
        fc.constant(Buffer.from('['.repeat(50_000))),
      ),
    })
    .map(({ target, query, type, headers, body }) => ({
      method,
      target: target + query,
      headers: [...(type ? [['content-type', type] as [string, string]] : []), ...headers],
      body: method === 'GET' ? Buffer.alloc(0) : body,
    }));
}

type Fields = [string, string][];

/** A good request, changed in one to three places. */
export function mutated(method: string, path: string, good: Good): fc.Arbitrary<RawRequest> {
  const { fields } = good;
  const names = Object.keys(fields).length > 0 ? Object.keys(fields) : ['a'];
  const name = fc.constantFrom(...names);
  const change: fc.Arbitrary<(fields: Fields) => Fields> = fc.oneof(
    name.map(
      (gone) =>
        (all: Fields): Fields =>
          all.filter(([one]) => one !== gone),
    ),
    name.map(
      (twice) =>
        (all: Fields): Fields => [...all, ...all.filter(([one]) => one === twice)],
    ),
    fc.tuple(name, fc.constantFrom('[$ne]', '[]', '[0]', '[__proto__]', '.x', '\u0000', '%00')).map(
      ([named, suffix]) =>
        (all: Fields): Fields =>
          all.map(([one, value]) => [one === named ? one + suffix : one, value]),
    ),
    fc.tuple(name, text).map(
      ([named, value]) =>
        (all: Fields): Fields =>
          all.map(([one, old]) => [one, one === named ? value : old]),
    ),
    fc.tuple(name, fc.nat(200), text).map(
      ([named, at, value]) =>
        (all: Fields): Fields =>
          all.map(([one, old]) => [one, one === named ? old.slice(0, at) + value + old.slice(at) : old]),
    ),
    fc.tuple(text, text).map(
      (pair) =>
        (all: Fields): Fields => [...all, pair],
    ),
    fc.nat(300).map(
      (count) =>
        (all: Fields): Fields => [...all, ...Array<[string, string]>(count).fill(['a', '1'])],
    ),
  );
  return fc
    .record({
      target: good.path ? fc.constant(good.path) : filled(path),
      changes: fc.array(change, { minLength: 1, maxLength: 3 }),
      written: fc.constantFrom(...Object.values(WRITTEN)),
      tail: fc.oneof({ weight: 3, arbitrary: fc.constant(Buffer.alloc(0)) }, { weight: 1, arbitrary: bytes }),
      headers,
      withOwn: fc.boolean(),
    })
    .map(({ target, changes, written, tail, headers, withOwn }) => {
      const all = changes.reduce((before, one) => one(before), Object.entries(fields));
      const [type, body] = written(all);
      const own = withOwn ? good.headers : [];
      if (method === 'GET')
        return {
          method,
          target: `${target}?${query(all)}`,
          headers: [...own, ...headers],
          body: Buffer.alloc(0),
        };
      const bodyAndMore = Buffer.concat([Buffer.from(body), tail]);
      return { method, target, headers: [['content-type', type], ...own, ...headers], body: bodyAndMore };
    });
}

const query = (all: Fields) => new URLSearchParams(all).toString();

/** The ways in which fields are put into a body; only the first is right. */
const WRITTEN: Record<string, (all: Fields) => [type: string, body: string]> = {
  form: (all) => [TYPES[0] ?? '', query(all)],
  raw: (all) => [TYPES[0] ?? '', all.map(([name, value]) => `${name}=${value}`).join('&')],
  json: (all) => ['application/json', JSON.stringify(Object.fromEntries(all))],
  jsonForAForm: (all) => [TYPES[0] ?? '', JSON.stringify(Object.fromEntries(all))],
  otherTypes: (all) => [
    'application/json',
    JSON.stringify(Object.fromEntries(all.map(([name, value]) => [name, [value, { $gt: '' }, null, 1]]))),
  ],
  parts: (all) => [
    'multipart/form-data; boundary=x',
    `${all.map(([name, value]) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--x--`,
  ],
};
