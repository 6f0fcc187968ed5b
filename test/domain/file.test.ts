import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Role } from '../../src/domain/actor.ts';
import {
  BYTES_PER_DAY,
  type Holder,
  isProgram,
  kindOfFile,
  mayOpen,
  nameOfFile,
  nameOfPicture,
  PER_DAY,
  PER_MINUTE,
  refusedFor,
} from '../../src/domain/file.ts';

describe('The name of a file', () => {
  for (const [sent, name] of [
    ['notes.pdf', 'notes.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ana\\notes.pdf', 'notes.pdf'],
    ['..', 'file'],
    ['.htaccess', 'htaccess'],
    ['', 'file'],
    ['a\r\nSet-Cookie: x.txt', 'a Set-Cookie x.txt'],
    ['invoice\u202Efdp.exe', 'invoice fdp.exe'],
    ['aux.txt', '_aux.txt'],
    ['u\u0308ber   die Bru\u0308cke.odt', 'über die Brücke.odt'],
    ['报告 最终.docx', '报告 最终.docx'],
    ['تقرير.pdf', 'تقرير.pdf'],
    ['lone \ud800 half.txt', 'lone half.txt'],
  ] as const) {
    it(`${JSON.stringify(sent)} is kept as ${JSON.stringify(name)}`, () => {
      assert.equal(nameOfFile(sent), name);
    });
  }

  it('is never empty, never a path, never longer than a page can show, and stays what it is once it is clean', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (sent) => {
        const name = nameOfFile(sent);
        assert.match(name, /^[^./\\\s\p{Cc}\p{Cf}<>:"|?*][^/\\\p{Cc}\p{Cf}<>:"|?*]*$/u);
        assert.ok([...name].length <= 120);
        assert.equal(nameOfFile(name), name);
      }),
      { numRuns: 150 },
    );
  });

  it('that is too long keeps its extension', () => {
    assert.match(nameOfFile(`${'a'.repeat(300)}.pdf`), /^a{116}\.pdf$/);
  });

  it('says what a picture is, whatever it was sent as', () => {
    assert.equal(nameOfPicture('holiday.JPG', 'image/jpeg'), 'holiday.JPG');
    assert.equal(nameOfPicture('page.html', 'image/png'), 'page.png');
    assert.equal(nameOfPicture('v1.2 final', 'image/webp'), 'v1.2 final.webp');
  });
});

describe('A file', () => {
  it('that a double click starts is a program, by its name or by its content', () => {
    assert.ok(isProgram('setup.EXE', null));
    assert.ok(isProgram('photo.png', 'application/x-msdownload'));
    for (const name of ['essay.docx', 'sort.py', 'page.html', 'exe']) assert.ok(!isProgram(name, null), name);
  });

  for (const [name, type, kind] of [
    ['a.bin', 'application/pdf', 'pdf'],
    ['a.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
    ['a.docx', 'application/zip', 'document'],
    ['a.doc', 'application/x-cfb', 'document'],
    ['a.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'spreadsheet'],
    ['a.odp', 'application/vnd.oasis.opendocument.presentation', 'slides'],
    ['a.zip', 'application/zip', 'archive'],
    ['a.heic', 'image/heic', 'picture'],
    ['a.mp3', 'audio/mpeg', 'sound'],
    ['a.mp4', 'video/mp4', 'video'],
    ['a.csv', 'text/plain', 'text'],
    ['a.pdf', null, 'other'],
  ] as const) {
    it(`called ${name} that holds ${type ?? 'something unknown'} is of the kind ${kind}`, () => {
      assert.equal(kindOfFile({ name, type }), kind);
    });
  }

  it('is refused where somebody sends more than a person needs', () => {
    const few = { lastMinute: 1, lastDay: 1, bytesLastDay: 1 };
    assert.equal(refusedFor(few), null);
    assert.equal(refusedFor({ lastMinute: PER_MINUTE, lastDay: PER_DAY, bytesLastDay: BYTES_PER_DAY }), null);
    assert.equal(refusedFor({ ...few, lastMinute: PER_MINUTE + 1 }), 'tooFast');
    assert.equal(refusedFor({ ...few, lastDay: PER_DAY + 1 }), 'tooManyToday');
    assert.equal(refusedFor({ ...few, bytesLastDay: BYTES_PER_DAY + 1 }), 'tooManyToday');
  });
});

describe('Whoever opens a file', () => {
  const owner = { memberId: 'ana', role: 'learner' as Role };
  const classmate = { memberId: 'jonas', role: 'learner' as Role };
  const designer = { memberId: 'd', role: 'designer' as Role };
  const grader = { memberId: 'rosa', role: 'assistant' as Role };
  const stands: Holder = { deletedAt: null, hiddenAt: null, shown: true };
  const at = new Date(0);

  for (const [what, holders, who] of [
    ['that is not posted yet is its owner', [], ['owner']],
    [
      'in a post that stands is whoever sees the post',
      [stands],
      ['owner', 'classmate', 'designer', 'grader'],
    ],
    [
      'of an earlier version alone is its owner or a grader',
      [{ ...stands, shown: false }],
      ['owner', 'grader'],
    ],
    ['of a hidden post is its owner or a grader', [{ ...stands, hiddenAt: at }], ['owner', 'grader']],
    ['of a deleted post is a grader', [{ ...stands, deletedAt: at }], ['grader']],
    [
      'of a deleted post and of one that stands is whoever sees the other',
      [{ ...stands, deletedAt: at }, stands],
      ['owner', 'classmate', 'designer', 'grader'],
    ],
  ] as const) {
    it(what, () => {
      const readers = { owner, classmate, designer, grader };
      const may = Object.entries(readers).filter(([, reader]) =>
        mayOpen({ ownerId: 'ana' }, holders, reader, 'teachers'),
      );
      assert.deepEqual(
        may.map(([name]) => name),
        who,
      );
    });
  }

  it('of an earlier version is whoever reads earlier versions, where the discussion is set so', () => {
    const earlier = { ...stands, shown: false };
    assert.ok(mayOpen({ ownerId: 'ana' }, [earlier], classmate, 'everyone'));
    assert.ok(!mayOpen({ ownerId: 'ana' }, [{ ...earlier, hiddenAt: at }], classmate, 'everyone'));
  });
});
