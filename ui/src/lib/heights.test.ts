import { expect, test } from 'vitest';
import { Heights } from './heights';

test('until measured, rows have the estimated height', () => {
  const heights = new Heights(10, 50);
  expect(heights.offset(4)).toBe(200);
  expect(heights.indexAt(199)).toBe(3);
  expect(heights.indexAt(200)).toBe(4);
});

test('offsets and rows agree with adding up, whatever is measured', () => {
  const count = 777;
  const heights = new Heights(count, 40);
  const real = new Array<number>(count).fill(40);
  let seed = 7;
  for (let i = 0; i < 3000; i++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const index = seed % count;
    const height = 10 + (seed % 191);
    real[index] = height;
    heights.set(index, height);
  }
  let sum = 0;
  real.forEach((height, index) => {
    expect(heights.offset(index)).toBeCloseTo(sum, 3);
    expect(heights.indexAt(sum + 0.5)).toBe(index);
    sum += height;
  });
  expect(heights.offset(count)).toBeCloseTo(sum, 3);
});

test('out of the list, the nearest row counts', () => {
  const heights = new Heights(3, 10);
  expect(heights.indexAt(-5)).toBe(0);
  expect(heights.indexAt(500)).toBe(2);
  expect(heights.offset(99)).toBe(30);
  expect(heights.set(3, 5)).toBe(false);
});

test('the same measure again is no news', () => {
  const heights = new Heights(3, 10);
  expect(heights.set(1, 12.3)).toBe(true);
  expect(heights.set(1, 12.3)).toBe(false);
});

test('a hundred thousand rows are measured in no time', () => {
  const heights = new Heights(100_000, 60);
  const began = performance.now();
  for (let i = 0; i < 100_000; i++) heights.set(i, 30 + (i % 97));
  for (let i = 0; i < 100_000; i++) heights.indexAt(i * 70);
  expect(performance.now() - began).toBeLessThan(1000);
});
