export type Action =
  | 'play'
  | 'back10'
  | 'forward10'
  | 'back5'
  | 'forward5'
  | 'previous'
  | 'next'
  | 'stepBack'
  | 'stepForward'
  | 'repeat'
  | 'slower'
  | 'faster'
  | 'in'
  | 'out'
  | 'bookmark'
  | 'clipSelected'
  | 'openClip'
  | 'snapSilence'
  | 'snapSentence'
  | 'hearStart'
  | 'hearEnd'
  | 'playClip'
  | 'toTray'
  | 'copyLink'
  | 'zoomIn'
  | 'zoomOut'
  | 'zoomWhole'
  | 'follow'
  | 'search'
  | 'nextHit'
  | 'previousHit'
  | 'saveSearch'
  | 'moreLike'
  | 'add'
  | 'export'
  | 'undo'
  | 'redo'
  | 'keys';

/** What a key press is, and where it was pressed. */
export interface Press {
  key: string;
  /** Where the key is, whatever is printed on it. */
  code: string;
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
  /** In a field that takes text. */
  typing: boolean;
  /** On something that Space or Enter presses. */
  pressable: boolean;
  /** On something that the arrow keys move. */
  movable: boolean;
}

const PLAIN: Readonly<Record<string, Action>> = {
  k: 'play',
  j: 'back10',
  l: 'forward10',
  ',': 'previous',
  '.': 'next',
  '[': 'slower',
  ']': 'faster',
  i: 'in',
  o: 'out',
  b: 'bookmark',
  t: 'toTray',
  y: 'copyLink',
  f: 'follow',
  n: 'nextHit',
  r: 'repeat',
  m: 'moreLike',
  c: 'clipSelected',
  e: 'openClip',
  s: 'snapSilence',
  p: 'playClip',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '0': 'zoomWhole',
  '?': 'keys',
};

/** With Shift; all else means the same as without. */
const SHIFTED: Readonly<Record<string, Action>> = {
  n: 'previousHit',
  s: 'snapSentence',
  i: 'hearStart',
  o: 'hearEnd',
};

/** What the press asks for; null where it is for something else. */
export function actionFor(press: Press): Action | null {
  const key = press.key.toLowerCase();
  if (press.alt) return null;
  if (press.ctrl) {
    if (key === 'k') return 'search';
    if (key === 'o') return 'add';
    if (key === 's') return 'saveSearch';
    if (key === 'e') return 'export';
    if (press.typing || key !== 'z') return null;
    return press.shift ? 'redo' : 'undo';
  }
  if (press.typing) return null;
  if (press.shift && press.code === 'Comma') return 'stepBack';
  if (press.shift && press.code === 'Period') return 'stepForward';
  if (key === ' ') return press.pressable ? null : 'play';
  if (key === 'arrowleft') return press.movable ? null : 'back5';
  if (key === 'arrowright') return press.movable ? null : 'forward5';
  return (press.shift ? SHIFTED[key] : undefined) ?? PLAIN[key] ?? null;
}

const TEXTLESS = new Set(['range', 'checkbox', 'radio', 'button', 'submit']);

export function pressOf(event: KeyboardEvent): Press {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const field = target?.closest('input, textarea, select, [contenteditable]') ?? null;
  const typing = field !== null && !(field instanceof HTMLInputElement && TEXTLESS.has(field.type));
  return {
    key: event.key,
    code: event.code,
    ctrl: event.ctrlKey || event.metaKey,
    shift: event.shiftKey,
    alt: event.altKey,
    typing,
    pressable: Boolean(target?.closest('button, summary, [role="menuitem"]')),
    movable: Boolean(target?.closest('input, [role="slider"], [role="menu"]')),
  };
}
