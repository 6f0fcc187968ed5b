import assert from 'node:assert/strict';
import { hostsAgree } from '../../src/domain/platform.ts';

describe('Whether a host may speak for an issuer', () => {
  const rows: [string, string, boolean][] = [
    ['https://moodle.example.edu', 'moodle.example.edu', true],
    ['https://moodle.example.edu/site', 'moodle.example.edu', true],
    ['https://moodle.example.edu:8443', 'moodle.example.edu:8443', true],
    ['https://moodle.example.edu', 'moodle.example.edu:8443', false],
    ['https://moodle.example.edu', 'example.edu', false],
    ['https://moodle.example.edu', 'other.moodle.example.edu', false],
    ['https://moodle.example.edu', 'school.instructure.com', false],
    ['https://canvas.instructure.com', 'canvas.instructure.com', true],
    ['https://canvas.instructure.com', 'school.instructure.com', true],
    ['https://canvas.instructure.com', 'sso.canvaslms.com', true],
    ['https://canvas.beta.instructure.com', 'school.beta.instructure.com', true],
    ['https://canvas.test.instructure.com', 'sso.test.canvaslms.com', true],
    ['https://canvas.instructure.com', 'canvas.school.edu', false],
    ['https://canvas.instructure.com', 'schoolinstructure.com', false],
    ['https://canvas.instructure.com', 'instructure.com', false],
    ['https://canvas.instructure.com', 'school.instructure.com.evil.example', false],
    ['https://canvas.instructure.com', 'school.instructure.com:8443', false],
    ['https://canvas.instructure.com', 'school.instructure.com.', false],
    ['https://canvas.instructure.com/', 'school.instructure.com', false],
    ['https://canvas.other.instructure.com', 'school.instructure.com', false],
  ];
  for (const [issuer, host, agrees] of rows) {
    it(`${host} ${agrees ? 'may' : 'may not'} speak for ${issuer}`, () => {
      assert.equal(hostsAgree(issuer, host), agrees);
    });
  }
});
