import type { Course } from '../model.ts';

export const COURSES: Course[] = [
  { key: 'hist210', title: 'HIST 210 The Industrial Age', label: 'HIST 210', number: 1 },
  { key: 'biol101', title: 'BIOL 101 Introduction to Biology', label: 'BIOL 101', number: 2 },
];
