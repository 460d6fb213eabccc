import { expect, test } from 'vitest';
import { withLinks } from './links';

test('addresses stand apart, without the stop after them', () => {
  expect(withLinks('See https://example.org/a?b=1, or (http://x.org).')).toEqual([
    { text: 'See ', link: false },
    { text: 'https://example.org/a?b=1', link: true },
    { text: ', or (', link: false },
    { text: 'http://x.org', link: true },
    { text: ').', link: false },
  ]);
});

test('nothing is lost and other schemes are no addresses', () => {
  const text = 'javascript:alert(1) <b>http:// </b>';
  expect(withLinks(text)).toEqual([{ text, link: false }]);
});
