/** What the window remembers from one time to the next. */
export interface Memory {
  position(session: string): number;
  setPosition(session: string, at: number): void;
  speed: number;
  volume: number;
  muted: boolean;
  skipSilence: boolean;
  evenVolume: boolean;
  mono: boolean;
  /** The output that somebody chose; null for the system's choice. */
  output: string | null;
  follow: boolean;
  toCome: boolean;
  tray: boolean;
  /** The tray that is shown in place of the open session's notes, by its id. */
  workshop: string | null;
  /** The trays that clips were put into, the latest first. */
  usedTrays: string[];
  session: string | null;
  /** What was searched for last, the latest first. */
  recent: string[];
}

const PREFIX = 'causerie.';
const KEPT = 500;

/** A memory in the given store; what can't be read there counts as never said. */
export function memoryIn(store: Storage): Memory {
  const read = <T>(key: string, fallback: T): T => {
    try {
      const text = store.getItem(PREFIX + key);
      if (text === null) return fallback;
      const value: unknown = JSON.parse(text);
      return typeof value === typeof fallback || fallback === null ? (value as T) : fallback;
    } catch {
      return fallback;
    }
  };
  const write = (key: string, value: unknown) => {
    try {
      store.setItem(PREFIX + key, JSON.stringify(value));
    } catch {
      // A full or forbidden store only means that nothing is remembered.
    }
  };
  const texts = (key: string): string[] => {
    const kept: unknown = read(key, []);
    return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : [];
  };
  const positions = () => read<[string, number][]>('positions', []);
  return {
    position: (session) => positions().find(([id]) => id === session)?.[1] ?? 0,
    setPosition(session, at) {
      const others = positions().filter(([id]) => id !== session);
      write('positions', [...others, [session, Math.round(at)]].slice(-KEPT));
    },
    get speed() {
      return read('speed', 1);
    },
    set speed(value) {
      write('speed', value);
    },
    get volume() {
      return read('volume', 1);
    },
    set volume(value) {
      write('volume', value);
    },
    get muted() {
      return read('muted', false);
    },
    set muted(value) {
      write('muted', value);
    },
    get skipSilence() {
      return read('skip-silence', false);
    },
    set skipSilence(value) {
      write('skip-silence', value);
    },
    get evenVolume() {
      return read('even-volume', false);
    },
    set evenVolume(value) {
      write('even-volume', value);
    },
    get mono() {
      return read('mono', false);
    },
    set mono(value) {
      write('mono', value);
    },
    get output() {
      return read<string | null>('output', null);
    },
    set output(value) {
      write('output', value);
    },
    get follow() {
      return read('follow', true);
    },
    set follow(value) {
      write('follow', value);
    },
    get toCome() {
      return read('to-come', true);
    },
    set toCome(value) {
      write('to-come', value);
    },
    get tray() {
      return read('tray', false);
    },
    set tray(value) {
      write('tray', value);
    },
    get workshop() {
      return read<string | null>('workshop', null);
    },
    set workshop(value) {
      write('workshop', value);
    },
    get usedTrays() {
      return texts('used-trays');
    },
    set usedTrays(value) {
      write('used-trays', value);
    },
    get session() {
      return read<string | null>('session', null);
    },
    set session(value) {
      write('session', value);
    },
    get recent() {
      return texts('recent-searches');
    },
    set recent(value) {
      write('recent-searches', value);
    },
  };
}
