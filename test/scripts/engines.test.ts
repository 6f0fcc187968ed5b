import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { minVersion, satisfies } = createRequire(import.meta.url)('semver') as {
  minVersion(range: string): { version: string };
  satisfies(version: string, range: string): boolean;
};
const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

describe('Every package', () => {
  it('runs on the oldest Node.js that this one says it runs on, and on those kept up since', () => {
    const oldest = minVersion(read('package.json').engines.node).version;
    const packages: Record<string, { engines?: { node?: string } }> = read('package-lock.json').packages;
    const refusals = Object.entries(packages).flatMap(([path, { engines = {} }]) =>
      [oldest, '22.12.0', '24.0.0']
        .filter((version) => !satisfies(version, engines.node ?? '*'))
        .map((version) => `${path} is not for ${version}`),
    );
    assert.equal(oldest, '20.19.0');
    assert.deepEqual(refusals, []);
  });
});
