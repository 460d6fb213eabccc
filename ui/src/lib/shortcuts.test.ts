import { expect, test } from 'vitest';
import { actionFor, pressOf, type Press } from './shortcuts';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: '',
  ctrl: false,
  shift: false,
  alt: false,
  typing: false,
  pressable: false,
  movable: false,
  ...more,
});

test('letters act, whether or not capitals are locked', () => {
  expect(actionFor(press('k'))).toBe('play');
  expect(actionFor(press('B'))).toBe('bookmark');
  expect(actionFor(press('?', { shift: true }))).toBe('keys');
});

test('the waveform is zoomed with or without Shift, wherever + is', () => {
  expect(actionFor(press('+', { shift: true }))).toBe('zoomIn');
  expect(actionFor(press('='))).toBe('zoomIn');
  expect(actionFor(press('-'))).toBe('zoomOut');
  expect(actionFor(press('0'))).toBe('zoomWhole');
  expect(actionFor(press('-', { typing: true }))).toBeNull();
});

test('a clip goes to a tray and a link is copied by a letter, but not while typing or with Ctrl', () => {
  expect(actionFor(press('t'))).toBe('toTray');
  expect(actionFor(press('Y'))).toBe('copyLink');
  expect(actionFor(press('t', { typing: true }))).toBeNull();
  expect(actionFor(press('y', { ctrl: true }))).toBeNull();
});

test('fine steps go by where the keys are, as what Shift makes of them differs', () => {
  expect(actionFor(press('<', { shift: true, code: 'Comma' }))).toBe('stepBack');
  expect(actionFor(press(':', { shift: true, code: 'Period' }))).toBe('stepForward');
  expect(actionFor(press('.', { code: 'Period' }))).toBe('next');
  expect(actionFor(press(':', { shift: true, code: 'Period', typing: true }))).toBeNull();
});

test('while typing, only what needs Ctrl acts, and undo belongs to the text', () => {
  expect(actionFor(press('k', { typing: true }))).toBeNull();
  expect(actionFor(press(' ', { typing: true }))).toBeNull();
  expect(actionFor(press('k', { typing: true, ctrl: true }))).toBe('search');
  expect(actionFor(press('e', { typing: true, ctrl: true }))).toBe('export');
  expect(actionFor(press('s', { typing: true, ctrl: true }))).toBe('saveSearch');
  expect(actionFor(press('m', { typing: true }))).toBeNull();
  expect(actionFor(press('z', { typing: true, ctrl: true }))).toBeNull();
  expect(actionFor(press('Z', { ctrl: true, shift: true }))).toBe('redo');
});

test('Space presses a button, arrows move a slider, where they are on one', () => {
  expect(actionFor(press(' ', { pressable: true }))).toBeNull();
  expect(actionFor(press(' '))).toBe('play');
  expect(actionFor(press('ArrowLeft', { movable: true }))).toBeNull();
  expect(actionFor(press('ArrowLeft'))).toBe('back5');
});

test('a range is no field for text, a number is', () => {
  document.body.innerHTML = '<input type="range"><input type="number">';
  const [range, number] = [...document.querySelectorAll('input')];
  const on = (target: Element | undefined) => {
    let seen: Press | null = null;
    target?.addEventListener('keydown', (event) => (seen = pressOf(event as KeyboardEvent)), { once: true });
    target?.dispatchEvent(new KeyboardEvent('keydown', { key: 'k' }));
    return seen;
  };
  expect(on(range)).toMatchObject({ typing: false, movable: true });
  expect(on(number)).toMatchObject({ typing: true });
});

test('with Shift, a letter means its other action, where it has one', () => {
  expect(actionFor(press('s'))).toBe('snapSilence');
  expect(actionFor(press('S', { shift: true }))).toBe('snapSentence');
  expect(actionFor(press('I', { shift: true }))).toBe('hearStart');
  expect(actionFor(press('O', { shift: true }))).toBe('hearEnd');
  expect(actionFor(press('I')), 'capitals are locked').toBe('in');
  expect(actionFor(press('N', { shift: true }))).toBe('previousHit');
  expect(actionFor(press('n'))).toBe('nextHit');
  expect(actionFor(press('B', { shift: true }))).toBe('bookmark');
});

test('a clip has its keys, which are letters where one types', () => {
  expect(['c', 'e', 'p'].map((key) => actionFor(press(key)))).toEqual([
    'clipSelected',
    'openClip',
    'playClip',
  ]);
  for (const key of ['c', 'e', 's', 'p']) expect(actionFor(press(key, { typing: true }))).toBeNull();
  expect(actionFor(press('c', { ctrl: true })), 'Ctrl C copies').toBeNull();
});
