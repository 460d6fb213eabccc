/** What is remembered between two times that the window is open. */
export interface Settings {
  speed: number;
  volume: number;
  muted: boolean;
  follow: boolean;
  showToCome: boolean;
  session: string | null;
}

const DEFAULTS: Settings = {
  speed: 1,
  volume: 1,
  muted: false,
  follow: true,
  showToCome: true,
  session: null,
};

const SETTINGS = 'causerie.settings';
const place = (session: string) => `causerie.place.${session}`;

/** What a store may do: `localStorage`, or a map in a test. */
export type Store = Pick<Storage, 'getItem' | 'setItem'>;

function read(store: Store, key: string): unknown {
  try {
    return JSON.parse(store.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function write(store: Store, key: string, value: unknown): void {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store costs a memory, never the session.
  }
}

/** Takes of what was kept only what is sound. */
export function loadSettings(store: Store): Settings {
  const kept = read(store, SETTINGS);
  const settings = { ...DEFAULTS };
  if (typeof kept !== 'object' || kept === null) return settings;
  const of = kept as Record<string, unknown>;
  if (typeof of.speed === 'number' && of.speed >= 0.5 && of.speed <= 3) settings.speed = of.speed;
  if (typeof of.volume === 'number' && of.volume >= 0 && of.volume <= 1) settings.volume = of.volume;
  if (typeof of.muted === 'boolean') settings.muted = of.muted;
  if (typeof of.follow === 'boolean') settings.follow = of.follow;
  if (typeof of.showToCome === 'boolean') settings.showToCome = of.showToCome;
  if (typeof of.session === 'string') settings.session = of.session;
  return settings;
}

export function saveSettings(store: Store, settings: Settings): void {
  write(store, SETTINGS, settings);
}

/** Where a person was in a session; its beginning where they were at its end. */
export function loadPlace(store: Store, session: string, duration: number): number {
  const at = read(store, place(session));
  return typeof at === 'number' && at > 0 && at < duration - 1_000 ? at : 0;
}

export function savePlace(store: Store, session: string, at: number): void {
  write(store, place(session), Math.round(at));
}
