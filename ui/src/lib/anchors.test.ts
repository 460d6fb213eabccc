import { describe, expect, test } from 'vitest';
import {
  type Anchor,
  countBetween,
  courseBetween,
  offRecord,
  toTimeline,
  withAdded,
  withMoved,
  withOffset,
} from './anchors';

const HOUR = 3_600_000;

describe('the moment on the timeline is the one that the program itself computes', () => {
  test.each<[string, Anchor[], number, number]>([
    ['without anchors the clocks agree', [], 1234, 1234],
    ['one anchor is an offset', [[36_060_000, 12_000]], 36_061_000, 13_000],
    ['and so it is before it', [[36_060_000, 12_000]], 36_000_000, -48_000],
    [
      'a drift goes on after the anchors',
      [
        [0, 0],
        [1_000_000, 1_001_000],
      ],
      2_000_000,
      2_002_000,
    ],
    [
      'and before them',
      [
        [0, 0],
        [1_000_000, 1_001_000],
      ],
      -1_000_000,
      -1_001_000,
    ],
    [
      'between anchors is a straight line',
      [
        [0, 0],
        [600_000, 60_000],
      ],
      300_000,
      30_000,
    ],
    [
      'a cut bends nothing after it',
      [
        [0, 0],
        [600_000, 60_000],
      ],
      601_000,
      61_000,
    ],
    [
      'nor before it',
      [
        [0, 0],
        [600_000, 60_000],
      ],
      -1000,
      -1000,
    ],
    [
      'each pair has its own rate',
      [
        [0, 0],
        [100, 100],
        [200, 2000],
      ],
      150,
      1050,
    ],
    [
      'a pause stands still',
      [
        [0, 0],
        [1000, 1000],
        [9000, 1000],
        [10_000, 2000],
      ],
      5000,
      1000,
    ],
    [
      'the last anchor is its own moment',
      [
        [0, 0],
        [1000, 900],
      ],
      1000,
      900,
    ],
  ])('%s', (_, anchors, source, at) => expect(toTimeline(anchors, source)).toBe(at));
});

test('an anchor that is moved stays between its neighbours', () => {
  const anchors: Anchor[] = [
    [0, 0],
    [100, 90],
    [200, 300],
  ];
  expect(withMoved(anchors, 1, 120.4)).toEqual([
    [0, 0],
    [100, 120],
    [200, 300],
  ]);
  expect(withMoved(anchors, 1, 900)[1]).toEqual([100, 300]);
  expect(withMoved(anchors, 1, -5)[1]).toEqual([100, 0]);
  expect(withMoved(anchors, 0, -5)[0]).toEqual([0, -5]);
});

test('a whole log is moved with all its anchors, and without any by its zero', () => {
  expect(
    withOffset(
      [
        [10, 0],
        [20, 15],
      ],
      -5,
    ),
  ).toEqual([
    [10, -5],
    [20, 10],
  ]);
  expect(withOffset([], 250)).toEqual([[0, 250]]);
});

test('an anchor that is added outdoes those that it contradicts', () => {
  expect(withAdded([[100, 100]], [50, 40])).toEqual([
    [50, 40],
    [100, 100],
  ]);
  expect(withAdded([[100, 100]], [100, 70])).toEqual([[100, 70]]);
  expect(
    withAdded(
      [
        [100, 100],
        [300, 300],
      ],
      [200, 50],
    ),
  ).toEqual([
    [200, 50],
    [300, 300],
  ]);
  expect(withAdded([[100, 100]], [200, 100])).toEqual([
    [100, 100],
    [200, 100],
  ]);
});

test('the course between anchors is told as a person would', () => {
  expect(courseBetween([0, 0], [HOUR, HOUR + 10])).toEqual({ kind: 'even' });
  expect(courseBetween([0, 0], [HOUR + 300, HOUR])).toEqual({ kind: 'drift', anHour: 300 });
  expect(courseBetween([0, 0], [HOUR / 2 - 1000, HOUR / 2])).toEqual({ kind: 'drift', anHour: -2000 });
  expect(courseBetween([0, 500], [250_000, 500])).toEqual({ kind: 'pause', for: 250_000 });
  expect(courseBetween([0, 0], [600_000, 60_000])).toEqual({ kind: 'missing', for: 540_000 });
  expect(courseBetween([0, 0], [60_000, 100_000])).toEqual({ kind: 'extra', for: 40_000 });
});

test('only what lies between the ends of a pause is in it', () => {
  expect(countBetween([0, 10, 15, 20, 30], [10, 5], [20, 5])).toBe(1);
});

test('what was not recorded came before, after, or in a pause', () => {
  expect([-1, 0, 500, 1000, 1001].map((at) => offRecord(at, 1000))).toEqual([
    'before',
    'pause',
    'pause',
    'pause',
    'after',
  ]);
});
