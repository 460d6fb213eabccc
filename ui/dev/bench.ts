/** Answers in the place of the program, so that the window can be looked at in any browser: `npm run dev`, then /?mock. */
import { emit } from '@tauri-apps/api/event';
import { mockConvertFileSrc, mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import type {
  AlignmentView,
  AlignChange,
  AppError,
  ClockReading,
  NoteView,
  PlayerCommand,
  Progress,
  SearchHit,
  SessionView,
} from '../src/ipc/bindings/wire';
import { CARDS, SESSIONS } from './sample';

const asked = new URLSearchParams(location.search);
const empty = asked.get('mock') === 'empty';
const refusal = (message: string, help: string): AppError => ({ code: 'failed', message, help });

let reading: ClockReading = { at_ms: 0, state: 'empty', speed: 1, generation: 0 };
let since = performance.now();
let length = 0;

function clock(): ClockReading {
  const now = performance.now();
  if (reading.state === 'playing')
    reading = { ...reading, at_ms: reading.at_ms + (now - since) * reading.speed };
  if (reading.at_ms >= length && length > 0) reading = { ...reading, at_ms: length, state: 'ended' };
  since = now;
  return reading;
}

function player(command: PlayerCommand): ClockReading {
  clock();
  switch (command.do) {
    case 'load':
      length = SESSIONS.get(command.session)?.view.duration_ms ?? 0;
      reading = { ...reading, at_ms: command.at_ms, state: 'paused', generation: reading.generation + 1 };
      break;
    case 'play':
      reading = { ...reading, state: 'playing' };
      break;
    case 'pause':
      reading = { ...reading, state: 'paused' };
      break;
    case 'seek':
      reading = {
        ...reading,
        at_ms: command.at_ms,
        state: reading.state === 'ended' ? 'paused' : reading.state,
        generation: reading.generation + 1,
      };
      break;
    case 'speed':
      reading = { ...reading, speed: command.speed };
      break;
    case 'volume':
      break;
  }
  void emit('player', { kind: 'changed', state: reading.state });
  return reading;
}

function made(id: string) {
  const found = SESSIONS.get(id);
  if (!found)
    throw refusal(
      `the session ${id} could not be opened`,
      'Put its folder back, or look at the archive again.',
    );
  return found;
}

function align(id: string, change: AlignChange): SessionView {
  const { view, rows } = made(id);
  const old = view.logs[0]?.alignment;
  if (!old) return view;
  const at = (anchors: [number, number][]) => (anchors[0]?.[1] ?? 0) - (anchors[0]?.[0] ?? 0);
  const before = at(old.anchors);
  let next: AlignmentView;
  if (change.kind === 'offset') {
    const anchors = old.anchors.map(([s, t]): [number, number] => [s, t + change.by_ms]);
    next = { method: 'manual', anchors, confidence: 1, residuals_ms: [] };
  } else if (change.kind === 'anchors') {
    const anchors = change.anchors.map(([s, t]): [number, number] => [s - 36_000_000, t]);
    next = { method: 'manual', anchors, confidence: 1, residuals_ms: [] };
  } else if (change.kind === 'restore') {
    next = { ...old, method: change.method, anchors: change.anchors, confidence: change.confidence };
  } else {
    next = { ...old, method: 'assumed', anchors: [[0, 0]] };
  }
  const by = at(next.anchors) - before;
  for (const row of rows) {
    if (row.spoken.length === 0) row.at_ms += by;
    for (const message of row.written) message.at_ms += by;
  }
  const [chat, ...rest] = view.logs;
  if (!chat) return view;
  const moved = {
    ...view,
    logs: [{ ...chat, alignment: next }, ...rest],
    rows: rows.map((row) => row.at_ms),
    written: view.written.map((time) => time + by),
  };
  SESSIONS.set(id, { ...made(id), view: moved });
  return moved;
}

function search(query: string, limit: number) {
  const wanted = query.toLowerCase();
  const hits: SearchHit[] = [];
  let total = 0;
  for (const { view, rows } of SESSIONS.values()) {
    for (const { spoken, written } of rows) {
      for (const item of [...spoken, ...written]) {
        const at = item.text.toLowerCase().indexOf(wanted);
        if (at < 0) continue;
        total++;
        if (hits.length >= limit) continue;
        const snippet = [
          { text: item.text.slice(0, at), hit: false },
          { text: item.text.slice(at, at + wanted.length), hit: true },
          { text: item.text.slice(at + wanted.length), hit: false },
        ];
        const { at_ms, author, text } = item;
        const kind = 'kind' in item ? item.kind : ('transcript' as const);
        hits.push({
          session: view.id,
          session_title: view.title,
          message: item.id,
          at_ms,
          author,
          kind,
          text,
          snippet,
        });
      }
    }
  }
  return { took_us: 3_140, total, total_is_exact: total < 5_000, hits };
}

function peaks(buckets: number): ArrayBuffer {
  const pairs = new Int8Array(buckets * 2);
  for (let i = 0; i < buckets; i++) {
    const loud =
      12 +
      80 * Math.abs(Math.sin(i / 71) * Math.sin(i / 183 + 1)) * (0.4 + 0.6 * Math.abs(Math.sin(i * 12.9)));
    pairs[i * 2] = -loud;
    pairs[i * 2 + 1] = loud;
  }
  return pairs.buffer;
}

interface Arguments {
  session: string;
  from: number;
  count: number;
  query: string;
  limit: number;
  command: PlayerCommand;
  change: AlignChange;
  buckets: number;
  note: NoteView;
  onProgress: { onmessage: (progress: Progress) => void };
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

mockWindows('main');
mockConvertFileSrc('linux');
mockIPC(
  async (command, payload) => {
    const args = payload as unknown as Arguments;
    await wait(Number(asked.get('slow') ?? 4));
    switch (command) {
      case 'overview':
      case 'scan':
        if (asked.get('mock') === 'broken')
          throw refusal('~/Causerie could not be read', 'Check that the disk is connected.');
        return {
          title: 'Causerie',
          folder: '~/Causerie',
          read_only: false,
          sessions: empty ? [] : CARDS,
          problems: [],
        };
      case 'start_session':
        return asked.get('session');
      case 'open_session':
        return made(args.session).view;
      case 'score_rows':
        return made(args.session).rows.slice(args.from, args.from + args.count);
      case 'search':
        return search(args.query, args.limit);
      case 'player':
        if (asked.has('silent'))
          throw { ...refusal('there is no sound output', 'Connect one.'), code: 'no_sound' };
        return player(args.command);
      case 'clock':
        return clock();
      case 'align':
        return align(args.session, args.change);
      case 'peaks':
        return peaks(args.buckets);
      case 'notes':
        return made(args.session).notes;
      case 'save_note':
        return { ...args.note, id: args.note.id || crypto.randomUUID() };
      case 'remove_note':
        return null;
      case 'open_sample':
        return 's1';
      case 'add': {
        const channel = args.onProgress;
        for (let i = 0; i <= 20; i++) {
          channel.onmessage({ stage: i < 14 ? 'copying' : 'indexing', item: 'talk.mp3', fraction: i / 20 });
          await wait(150);
        }
        const warnings = ['chat.txt, line 7: no time on this line; kept as part of the message above'];
        return [
          {
            id: 's2',
            folder: 'New',
            title: 'New',
            duration_ms: 1,
            recordings: 1,
            logs: 1,
            messages: 9,
            warnings,
          },
        ];
      }
      case 'plugin:dialog|open':
        return ['/home/someone/talk.mp3', '/home/someone/chat.txt'];
      default:
        return null;
    }
  },
  { shouldMockEvents: true },
);
