import { describe, expect, test } from 'vitest';
import type { Spoken } from '../ipc/bindings/wire';
import {
  beside,
  sentenceNear,
  sentences,
  silenceNear,
  spanBetween,
  wordAt,
  wordEndAt,
  withEdge,
  wordTimes,
} from './snap';

/** A cue whose words begin a tenth of a second apart, and end with it. */
function cue(at: number, text: string, more: Partial<Spoken> = {}): Spoken {
  const words = text.split(/(?<= )/).map((word, i) => ({ at_ms: at + 100 * i, text: word }));
  return {
    id: `c${at}`,
    at_ms: at,
    end_ms: at + 100 * words.length,
    author: 'Ana Ruiz',
    text,
    words,
    redacted: false,
    ...more,
  };
}

describe('an edge', () => {
  test('never passes the other one, nor the ends of the timeline', () => {
    expect(withEdge([1000, 2000], 'from', 1500.4, 9000)).toEqual([1500, 2000]);
    expect(withEdge([1000, 2000], 'from', 2500, 9000)).toEqual([1990, 2000]);
    expect(withEdge([1000, 2000], 'from', -5, 9000)).toEqual([0, 2000]);
    expect(withEdge([1000, 2000], 'to', 500, 9000)).toEqual([1000, 1010]);
    expect(withEdge([1000, 2000], 'to', 9999, 9000)).toEqual([1000, 9000]);
  });

  test('that lies behind the recording is not pulled in by a step', () => {
    expect(withEdge([1000, 9500], 'to', 9490, 9000)).toEqual([1000, 9490]);
  });
});

test('a stretch is the same from either side, and none is none', () => {
  expect(spanBetween(200, 1000.6, 9000)).toEqual([200, 1001]);
  expect(spanBetween(1000, 200, 9000)).toEqual([200, 1000]);
  expect(spanBetween(-50, 9500, 9000)).toEqual([0, 9000]);
  expect(spanBetween(200, 205, 9000)).toBeNull();
  expect(spanBetween(9001, 9500, 9000)).toBeNull();
});

describe('silences', () => {
  const silences = [
    [1000, 2000],
    [5000, 15_000],
    [16_000, 17_000],
  ] as const;

  test('a clip begins as one ends, and ends as one begins', () => {
    expect(silenceNear(silences, 'from', 2900)).toBe(2000);
    expect(silenceNear(silences, 'to', 4100)).toBe(5000);
  });

  test('the nearest one counts, from its nearest edge', () => {
    expect(silenceNear(silences, 'from', 15_600)).toBe(17_000);
    expect(silenceNear(silences, 'from', 15_400)).toBe(15_000);
    expect(silenceNear(silences, 'from', 6000), 'inside of a long one').toBe(15_000);
    expect(silenceNear(silences, 'to', 14_000)).toBe(5000);
  });

  test('what is further than two seconds away is not near', () => {
    expect(silenceNear(silences, 'from', 19_000)).toBe(17_000);
    expect(silenceNear(silences, 'from', 19_001)).toBeNull();
    expect(silenceNear([], 'to', 100)).toBeNull();
  });
});

describe('sentences', () => {
  test('end with a mark, across the cues of a paragraph, and with the paragraph', () => {
    const paragraph = [cue(0, 'Good evening. It is late,'), cue(1000, 'is it not? “Yes.” And so')];
    expect(sentences(paragraph)).toEqual([
      [0, 200],
      [200, 1300],
      [1300, 1400],
      [1400, 1600],
    ]);
  });

  test('a cue whose words have no times is not divided', () => {
    const plain = { words: null };
    const paragraph = [cue(0, 'One. And', plain), cue(1000, 'two.', plain), cue(2000, 'Three', plain)];
    expect(sentences(paragraph)).toEqual([
      [0, 1100],
      [2000, 2100],
    ]);
  });

  test('a cue that does not say when it ends ends with the next one', () => {
    const open = { words: null, end_ms: null };
    expect(sentences([cue(0, 'One.', open), cue(1000, 'Two.', open)])).toEqual([[0, 1000]]);
  });

  test('a clip begins with the sentence it begins in, and ends with the one it ends in', () => {
    const spoken = [
      [0, 1000],
      [1000, 3000],
      [4000, 6000],
    ] as const;
    expect(sentenceNear(spoken, 'from', 2400)).toBe(1000);
    expect(sentenceNear(spoken, 'to', 2400)).toBe(3000);
    expect(sentenceNear(spoken, 'from', 1000), 'it stays').toBe(1000);
    expect(sentenceNear(spoken, 'to', 1000), 'it stays').toBe(1000);
    expect(sentenceNear(spoken, 'from', 3500), 'in a pause, the one to come').toBe(4000);
    expect(sentenceNear(spoken, 'to', 3500), 'in a pause, the one before').toBe(3000);
  });

  test('of two who speak at once, the last to begin counts', () => {
    const both = [
      [0, 5000],
      [2000, 4000],
    ] as const;
    expect(sentenceNear(both, 'from', 3000)).toBe(2000);
    expect(sentenceNear(both, 'to', 3000)).toBe(4000);
  });

  test('where nobody speaks near there is none', () => {
    expect(sentenceNear([[0, 1000]], 'to', 3001)).toBeNull();
    expect(sentenceNear([[9000, 9500]], 'from', 6000)).toBeNull();
    expect(sentenceNear([], 'from', 0)).toBeNull();
  });
});

describe('words', () => {
  test('are gone through one by one, and cues where words have no times', () => {
    const times = wordTimes([cue(0, 'one two'), cue(1000, 'three four', { words: null })]);
    expect(times).toEqual([0, 100, 1000]);
    expect(beside(times, 100, 1)).toBe(1000);
    expect(beside(times, 100, -1)).toBe(0);
    expect(beside(times, 150, -1)).toBe(100);
    expect(beside(times, 1000, 1)).toBeNull();
    expect(beside(times, 0, -1)).toBeNull();
  });

  test('are found by where they stand in the text', () => {
    const said = cue(0, 'one two three');
    expect(wordAt(said, 0)).toBe(0);
    expect(wordAt(said, 5)).toBe(100);
    expect(wordAt(said, 99), 'behind the text').toBe(200);
    expect(wordEndAt(said, 3, 900)).toBe(100);
    expect(wordEndAt(said, 8, 900), 'the space behind a word is its own').toBe(200);
    expect(wordEndAt(said, 13, 900)).toBe(300);
    expect(wordEndAt({ ...said, end_ms: null }, 13, 900)).toBe(900);
    expect(wordAt({ ...said, words: null }, 9)).toBe(0);
    expect(wordEndAt({ ...said, words: null }, 4, 900)).toBe(300);
  });
});
