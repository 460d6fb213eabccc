import { beforeEach, expect, test, vi } from 'vitest';
import type { PlayerCommand } from '../../ipc/bindings/wire';
import { memoryIn } from '../../lib/memory';
import { Player } from './player.svelte';

const desk = vi.hoisted(() => ({ asked: [] as string[], at: 0, playing: false, generation: 0 }));

vi.mock('../../ipc/commands', () => {
  const clock = () => ({
    at_ms: desk.at,
    state: desk.playing ? 'playing' : 'paused',
    speed: 1,
    generation: desk.generation,
  });
  const player = (command: PlayerCommand) => {
    if (command.do === 'seek' || command.do === 'load') {
      desk.at = command.at_ms;
      desk.generation++;
    }
    if (command.do === 'play' || command.do === 'pause') desk.playing = command.do === 'play';
    const what = 'at_ms' in command ? command.at_ms : 'span_ms' in command ? String(command.span_ms) : '';
    desk.asked.push(`${command.do} ${what}`.trim());
    return Promise.resolve(clock());
  };
  return { player, clock: () => Promise.resolve(clock()), comfort: () => Promise.reject(new Error('none')) };
});

let player: Player;
beforeEach(async () => {
  Object.assign(desk, { at: 0, playing: false, generation: 0 });
  player = new Player(memoryIn(localStorage));
  await player.load('s', 60_000, 5000);
  desk.asked = [];
});

test('what is tried by ear goes on until it is left, and all is as before', async () => {
  await player.repeat([1000, 9000]);
  desk.asked = [];
  await player.try([20_000, 21_500]);
  expect(desk.asked).toEqual(['loop 20000,21500', 'seek 20000', 'play']);
  expect(player.place(), 'the person is where they were').toBe(5000);
  expect(player.repeated).toEqual([1000, 9000]);
  desk.asked = [];
  await player.untry();
  expect(desk.asked).toEqual(['pause', 'loop 1000,9000', 'seek 5000']);
  await player.untry();
  expect(desk.asked.length, 'there is nothing to leave any more').toBe(3);
});

test('another trial goes back to before the first one', async () => {
  await player.play();
  await player.try([20_000, 21_500]);
  await player.try([30_000, 31_500]);
  desk.asked = [];
  await player.untry();
  expect(desk.asked).toEqual(['loop null', 'seek 5000']);
  expect(player.playing).toBe(true);
});

test('another control leaves it, and does what it does', async () => {
  await player.try([20_000, 21_500]);
  desk.asked = [];
  await player.skip(10_000);
  expect(desk.asked).toEqual(['pause', 'loop null', 'seek 5000', 'seek 15000']);
  await player.try([20_000, 21_500]);
  desk.asked = [];
  await player.toggle();
  expect(desk.asked.at(-1)).toBe('pause');
  expect(desk.at).toBe(15_000);
  expect(player.tried).toBeNull();
});

test('what is played once ends where it ends', async () => {
  await player.playOnce([20_000, 21_500]);
  expect(player.playing).toBe(true);
  desk.at = 21_600;
  await player.ask();
  await vi.waitFor(() => expect(player.playing).toBe(false));
});

test('who goes elsewhere meanwhile plays on', async () => {
  await player.playOnce([20_000, 21_500]);
  await player.seek(40_000);
  await player.ask();
  expect(player.playing).toBe(true);
});
