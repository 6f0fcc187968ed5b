import type { CourseKey, Person, RoleInCourse } from '../model.ts';

type Roles = Partial<Record<CourseKey, RoleInCourse>>;

const HISTORY: Roles = { hist210: 'student' };
const BOTH: Roles = { hist210: 'student', biol101: 'student' };

/** Key, given name, family name, full name as it is written, courses. */
const STUDENTS: [string, string, string, string, Roles][] = [
  ['ana-ruiz', 'Ana', 'Ruiz', 'Ana Ruiz', BOTH],
  ['adaeze-okafor', 'Adaeze', 'Okafor', 'Adaeze Okafor', BOTH],
  ['jonas-lindqvist', 'Jonas', 'Lindqvist', 'Jonas Lindqvist', HISTORY],
  ['mei-chen', '美', '陈', '陈美', BOTH],
  ['omar-haddad', 'عمر', 'حداد', 'عمر حداد', BOTH],
  ['priya-nair', 'प्रिया', 'नायर', 'प्रिया नायर', BOTH],
  ['olena-shevchuk', 'Олена', 'Шевчук', 'Олена Шевчук', HISTORY],
  ['nguyen-van', 'Thị Hồng Vân', 'Nguyễn', 'Nguyễn Thị Hồng Vân', BOTH],
  ['wulandari', 'Wulandari', '', 'Wulandari', HISTORY],
  ['isil-yildirim', 'Işıl', 'Yıldırım', 'Işıl Yıldırım', BOTH],
  ['niamh-osullivan', 'Niamh', 'O’Sullivan', 'Niamh O’Sullivan', HISTORY],
  [
    'maria-montenegro',
    'Maria Antónia de Vasconcelos',
    'e Albuquerque Teixeira Montenegro-Figueiredo',
    'Maria Antónia de Vasconcelos e Albuquerque Teixeira Montenegro-Figueiredo',
    HISTORY,
  ],
  ['haruka-sato', '遥', '佐藤', '佐藤 遥', BOTH],
  ['minjun-kim', '민준', '김', '김민준', HISTORY],
  ['noam-ben-david', 'נועם', 'בן־דוד', 'נועם בן־דוד', BOTH],
  ['giorgi-beridze', 'გიორგი', 'ბერიძე', 'გიორგი ბერიძე', HISTORY],
  ['eleni-papadopoulou', 'Ελένη', 'Παπαδοπούλου', 'Ελένη Παπαδοπούλου', BOTH],
  ['zsofia-koszegi', 'Zsófia', 'Kőszegi', 'Zsófia Kőszegi', HISTORY],
  ['lukasz-wojcik', 'Łukasz', 'Wójcik', 'Łukasz Wójcik', BOTH],
  ['somchai-wongsawat', 'สมชาย', 'วงศ์สวัสดิ์', 'สมชาย วงศ์สวัสดิ์', HISTORY],
  ['selam-tesfaye', 'ሰላም', 'ተስፋዬ', 'ሰላም ተስፋዬ', HISTORY],
  ['dhruv-chowdhury', 'ধ্রুব', 'চৌধুরী', 'ধ্রুব চৌধুরী', BOTH],
  ['darcy-dangelo', "D'Arcy", "D'Angelo", "D'Arcy D'Angelo", HISTORY],
  // Studies here and teaches there: Canvas then sends an institution Instructor role with Learner.
  ['leila-farahani', 'Leila', 'Farahani', 'Leila Farahani', { hist210: 'student', biol101: 'teacher' }],
];

const STAFF: Omit<Person, 'number' | 'email'>[] = [
  {
    key: 'teacher-rosa',
    name: 'Rosa Delgado',
    givenName: 'Rosa',
    familyName: 'Delgado',
    roles: { hist210: 'teacher' },
  },
  {
    key: 'teacher-kwame',
    name: 'Kwame Asante',
    givenName: 'Kwame',
    familyName: 'Asante',
    roles: { biol101: 'teacher' },
  },
  { key: 'ta-yuki', name: 'Yuki Mori', givenName: 'Yuki', familyName: 'Mori', roles: { hist210: 'ta' } },
  {
    key: 'admin-ingrid',
    name: 'Ingrid Solberg',
    givenName: 'Ingrid',
    familyName: 'Solberg',
    roles: {},
    admin: true,
  },
  {
    key: 'test-student',
    name: 'Test Student',
    givenName: 'Test',
    familyName: 'Student',
    roles: { hist210: 'test-student', biol101: 'test-student' },
  },
  {
    key: 'observer-carmen',
    name: 'Carmen Ruiz',
    givenName: 'Carmen',
    familyName: 'Ruiz',
    roles: { hist210: 'observer' },
    observes: 'student-ana-ruiz',
  },
  { key: 'visitor', name: 'A visitor', givenName: '', familyName: '', roles: {}, anonymous: true },
];

/**
 * Everyone the practice LMS knows: staff first, then students in list order.
 * @param extraStudents how many more students ("Student 025", …) to enrol in the history course
 */
export function people(extraStudents = 0): Person[] {
  const students = STUDENTS.map(([slug, givenName, familyName, name, roles]) => ({
    key: `student-${slug}`,
    name,
    givenName,
    familyName,
    roles,
  }));
  const extra = Array.from({ length: extraStudents }, (_, i) => {
    const no = String(STUDENTS.length + i + 1).padStart(3, '0');
    const name = { name: `Student ${no}`, givenName: 'Student', familyName: no };
    return { key: `student-${no}`, ...name, roles: HISTORY };
  });
  return [...STAFF, ...students, ...extra].map((person, i) => ({
    ...person,
    // Each their own: who joins a course copy must not take their classmates along.
    roles: { ...person.roles },
    number: i + 1,
    email: `${person.key.replace(/^(student|teacher)-/, '')}@example.org`,
  }));
}
