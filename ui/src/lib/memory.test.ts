import { beforeEach, expect, test } from 'vitest';
import { memoryIn } from './memory';

beforeEach(() => localStorage.clear());

test('it remembers for each session where the person was', () => {
  memoryIn(localStorage).setPosition('a', 1234.6);
  memoryIn(localStorage).setPosition('b', 5);
  expect(memoryIn(localStorage).position('a')).toBe(1235);
  expect(memoryIn(localStorage).position('c')).toBe(0);
});

test('what is spoilt counts as never said', () => {
  localStorage.setItem('causerie.speed', '"fast"');
  localStorage.setItem('causerie.follow', '{');
  localStorage.setItem('causerie.recent-searches', '["tea", 7]');
  const memory = memoryIn(localStorage);
  expect(memory.speed).toBe(1);
  expect(memory.follow).toBe(true);
  expect(memory.recent).toEqual(['tea']);
});

test('the tray that was open, and those that were used, are known the next time', () => {
  const memory = memoryIn(localStorage);
  expect([memory.workshop, memory.usedTrays]).toEqual([null, []]);
  memory.workshop = 'may';
  memory.usedTrays = ['may', 'june'];
  const later = memoryIn(localStorage);
  expect([later.workshop, later.usedTrays]).toEqual(['may', ['may', 'june']]);
});

test('a switch that was turned off stays off', () => {
  memoryIn(localStorage).follow = false;
  expect(memoryIn(localStorage).follow).toBe(false);
});
