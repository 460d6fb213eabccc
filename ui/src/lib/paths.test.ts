import { expect, test } from 'vitest';
import { folderOf } from './paths';

test('a folder lies in another one, on any system', () => {
  expect(folderOf('/home/ana/Causerie')).toBe('/home/ana');
  expect(folderOf('/home/ana/Causerie/')).toBe('/home/ana');
  expect(folderOf('C:\\Users\\Ana\\Causerie')).toBe('C:\\Users\\Ana');
  expect(folderOf('Causerie')).toBe('Causerie');
});
