import { expect, test } from 'vitest';
import { quotation } from './quotation';

const where = { session: 'Leaving', date: '2008-05-14', at: 1_450_000 };

test('a quotation tells who, where and when', () => {
  const lines = [{ author: 'Nadia', text: ' Oh, that is my week. ' }];
  expect(quotation({ ...where, lines })).toBe('“Oh, that is my week.” — Nadia, Leaving, 24:10, 14 May 2008');
});

test('what nobody knows is left out', () => {
  const lines = [{ author: '', text: 'Yes' }];
  expect(quotation({ ...where, date: null, lines })).toBe('“Yes” — Leaving, 24:10');
});

test('where several speak, each is named where they begin', () => {
  const lines = [
    { author: 'Ana', text: 'One.' },
    { author: 'Ana', text: 'Two.' },
    { author: 'Ben', text: 'Three.' },
  ];
  expect(quotation({ ...where, date: null, lines })).toBe(
    '“Ana: One. Two. Ben: Three.” — Ana, Ben, Leaving, 24:10',
  );
});
