export type Action =
  | 'toggle'
  | 'back10'
  | 'forward10'
  | 'back5'
  | 'forward5'
  | 'previousMessage'
  | 'nextMessage'
  | 'slower'
  | 'faster'
  | 'markIn'
  | 'markOut'
  | 'bookmark'
  | 'follow'
  | 'search'
  | 'add'
  | 'undo'
  | 'redo'
  | 'tray'
  | 'keys';

export interface Stroke {
  key: string;
  ctrl?: true;
  shift?: true;
}

interface Binding {
  action: Action;
  strokes: Stroke[];
  /** Whether it also acts while the person types. */
  always?: true;
}

/** Every action that has a key, in the order of the sheet of keys. */
export const BINDINGS: readonly Binding[] = [
  { action: 'toggle', strokes: [{ key: ' ' }, { key: 'k' }] },
  { action: 'back10', strokes: [{ key: 'j' }] },
  { action: 'forward10', strokes: [{ key: 'l' }] },
  { action: 'back5', strokes: [{ key: 'ArrowLeft' }] },
  { action: 'forward5', strokes: [{ key: 'ArrowRight' }] },
  { action: 'previousMessage', strokes: [{ key: ',' }] },
  { action: 'nextMessage', strokes: [{ key: '.' }] },
  { action: 'slower', strokes: [{ key: '[' }] },
  { action: 'faster', strokes: [{ key: ']' }] },
  { action: 'follow', strokes: [{ key: 'f' }] },
  { action: 'markIn', strokes: [{ key: 'i' }] },
  { action: 'markOut', strokes: [{ key: 'o' }] },
  { action: 'bookmark', strokes: [{ key: 'b' }] },
  { action: 'tray', strokes: [{ key: 't' }] },
  { action: 'search', strokes: [{ key: 'k', ctrl: true }], always: true },
  { action: 'add', strokes: [{ key: 'o', ctrl: true }], always: true },
  { action: 'undo', strokes: [{ key: 'z', ctrl: true }] },
  {
    action: 'redo',
    strokes: [
      { key: 'z', ctrl: true, shift: true },
      { key: 'y', ctrl: true },
    ],
  },
  { action: 'keys', strokes: [{ key: '?' }] },
];

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** What has the keyboard: something that is typed into, something that uses Space and arrows itself, or nothing of note. */
export type Focus = 'typing' | 'control' | 'page';

const OF_CONTROLS = new Set([' ', 'ArrowLeft', 'ArrowRight']);

/** What a key means, if anything. */
export function actionFor(press: KeyPress, focus: Focus): Action | null {
  if (press.altKey) return null;
  const ctrl = press.ctrlKey || press.metaKey;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  for (const { action, strokes, always } of BINDINGS) {
    if (focus === 'typing' && !always) continue;
    for (const stroke of strokes) {
      if (stroke.key !== key || (stroke.ctrl ?? false) !== ctrl) continue;
      // Where Shift makes the character, as in "?", it is no part of the stroke.
      const shifts = key.length > 1 || ctrl || /[a-z ]/.test(key);
      if (shifts && (stroke.shift ?? false) !== press.shiftKey) continue;
      if (focus === 'control' && OF_CONTROLS.has(key) && !ctrl) return null;
      return action;
    }
  }
  return null;
}
