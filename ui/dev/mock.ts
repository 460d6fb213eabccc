/** A stand-in for the desktop side, to look at the window in a browser. `?rows=100000`, `?empty`, `?chat`, `?at=…`,
 * `?trouble`, `?clash`, `?readonly`, `?exists`, `?redacted`, `?notrays`. */
import { emit } from '@tauri-apps/api/event';
import { mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import type {
  AlignChange,
  AlignmentView,
  AppError,
  ClockReading,
  DescriptionView,
  ExportTask,
  KnownArchive,
  NameReplaced,
  NoteView,
  PeopleChange,
  PeopleView,
  PlayerCommand,
  RedactionView,
  RemovedSession,
  Row,
  SavedSearch,
  SearchAnswer,
  SessionCard,
  SessionView,
  TrayText,
  TrayView,
  Trouble,
} from '../src/ipc/bindings/wire';

const query = new URLSearchParams(location.search);
const count = Number(query.get('rows') ?? 180);
const chatOnly = query.has('chat');
const duration = 58 * 60_000 + 12_000;

const cards: SessionCard[] = [
  ['lts', 'Leaving the big system', '2008-05-14', 'Casual conversations', 58.2, 214],
  ['gis', 'Gaming in the stacks', '2008-04-02', 'Casual conversations', 62, 167],
  ['bbd', 'Blogs behind the desk', '2008-03-05', 'Casual conversations', 55, 98],
  ['str', 'Sharing trainers across systems', '2008-06-21', 'Trainers’ round table', 91, 402],
  ['wal', 'What adults come to learn', '2008-05-17', 'Trainers’ round table', 72, 288],
  ['bmy', 'The bookmobile years', '2007-11', 'Oral histories', 130, 0],
].map(([id, title, date, series, minutes, messages]) => ({
  id: String(id),
  title: String(title),
  date: String(date),
  series: String(series),
  folder: `${date} ${title}`,
  duration_ms: Number(minutes) * 60_000,
  messages: Number(messages),
  cues: 400,
}));

const shelves = [...new Set(cards.map((card) => card.series))].map((series) => ({
  series,
  sessions: cards.filter((card) => card.series === series).length,
}));

const said = [
  'Day to day I was doing four different jobs, and none of them the way I knew I could.',
  'And is that the job, or is it the size of the place?',
  'Wouldn’t it be better for everyone if libraries were better at sharing what they have, trainers included?',
  'Perhaps a group of travelling trainers, who serve everyone far better than each of us alone.',
  'Let me read one from the chat, because you are all writing faster than we are talking.',
];
const wrote: [string, string][] = [
  ['Nadia', 'Oh, that is my week exactly.'],
  ['Tomás', 'Size! Every request goes through three committees.'],
  [
    'Ingrid',
    'The system up north has people who travel and do just that. See https://example.org/north, page 3.',
  ],
  ['Paulo', 'Could we look at informal connections, like this group?'],
  ['Joss', 'That sounds like a job for all of us here.'],
  ['نادية', 'مرحبا بالجميع'],
];

let shift = 0;
let alignment: AlignmentView = { method: 'metadata', anchors: [[0, 0]], confidence: 0.9, residuals_ms: [] };

let redactions: RedactionView[] = query.has('redacted')
  ? [
      {
        id: 'x1',
        from_ms: 1_455_000,
        to_ms: 1_478_000,
        sound: 'silence',
        reason: 'A patron is named here.',
      },
    ]
  : [];

/** A row with what is redacted in it masked, roughly as there. */
function rowShown(i: number, asRecorded: boolean): Row {
  const row = rowAt(i);
  const hit = (at: number) => redactions.some(({ from_ms, to_ms }) => from_ms <= at && at < to_ms);
  const mask = '[redacted]';
  const text = (one: string) => (asRecorded ? one : mask);
  return {
    ...row,
    written: row.written.map((one) =>
      hit(one.at_ms) ? { ...one, text: text(one.text), reactions: [], redacted: true } : one,
    ),
    spoken: row.spoken.map((one) => {
      const words = one.words?.map((word) =>
        hit(word.at_ms) && !asRecorded ? { ...word, text: `${mask} ` } : word,
      );
      const redacted = one.words?.some((word) => hit(word.at_ms)) ?? false;
      const all = words?.map((word) => word.text).join('') ?? one.text;
      return { ...one, words: words ?? null, text: all.replace(/(\[redacted\] )+/g, `${mask} `), redacted };
    }),
  };
}

function rowAt(i: number): Row {
  const at = Math.round((i * duration) / count);
  const length = duration / count;
  const text = said[i % said.length] ?? '';
  const parts = text.split(/(?<= )/);
  const id = (n: number) => `m${i}-${n}`;
  const written: Row['written'] = [];
  for (let n = 0; n < (chatOnly ? 1 : [1, 1, 2, 2, 0][i % 5]!); n++) {
    const [author, words] = wrote[(i + n) % wrote.length]!;
    const time = Math.round(at + (chatOnly ? 0 : 0.2 + n * 0.35) * length + shift);
    written.push({
      id: id(n),
      log: 'chat',
      at_ms: time,
      source_ms: time - shift,
      kind: i % 11 === 4 ? 'private' : i % 13 === 5 ? 'system' : 'chat',
      author,
      to: i % 11 === 4 ? 'Host' : null,
      text: words,
      reply:
        n === 1
          ? { id: id(0), at_ms: at, author: 'Ingrid', text: 'The system up north has people who…' }
          : null,
      reactions: i % 5 === 1 ? [{ emoji: '👍', by: ['Ana', 'Ben', 'Chloé', 'Dan', 'Eve', 'Finn'] }] : [],
      redacted: false,
    });
  }
  return {
    at_ms: at,
    off_record: i === count - 1,
    spoken: chatOnly
      ? []
      : [
          {
            id: `c${i}`,
            at_ms: at,
            end_ms: Math.round(at + length),
            author: i % 2 ? 'Host' : 'Guest',
            text,
            words: parts.map((word, w) => ({
              at_ms: Math.round(at + (w * length) / parts.length),
              text: word,
            })),
            redacted: false,
          },
        ],
    written,
  };
}

/** A session as it crosses: see `opened`. */
function view(id: string): ArrayBuffer {
  const card = cards.find((one) => one.id === id);
  if (!card || id === 'bbd') {
    throw {
      code: 'not_found',
      message: `The folder of “${card?.title}” is not there any more.`,
      help: 'Put it back into the archive’s folder, then try again.',
    };
  }
  const rows = Array.from({ length: count }, (_, i) => rowAt(i));
  const session: SessionView = {
    ...card,
    seen: '',
    duration_ms: duration,
    read_only: false,
    recordings: [{ id: 'r', file: 'talk.mp3', duration_ms: duration }],
    logs: [
      { id: 'chat', file: 'chat.txt', format: 'zoom', role: 'chat', messages: 214, alignment },
      ...(chatOnly
        ? []
        : [
            {
              id: 'said',
              file: 'talk.vtt',
              format: 'vtt',
              role: 'transcript' as const,
              messages: count,
              alignment,
            },
          ]),
    ],
    people: 22,
    joined: [],
  };
  const written = rows.flatMap((row) => row.written.map((message) => message.at_ms)).sort((a, b) => a - b);
  const json = new TextEncoder().encode(JSON.stringify(session));
  const bytes = new ArrayBuffer(8 * (1 + rows.length + written.length) + json.length);
  new Uint32Array(bytes, 0, 2).set([rows.length, written.length]);
  new Float64Array(bytes, 8, rows.length + written.length).set([...rows.map((row) => row.at_ms), ...written]);
  new Uint8Array(bytes, bytes.byteLength - json.length).set(json);
  return bytes;
}

const clock = { at: 0, taken: 0, state: 'empty' as ClockReading['state'], speed: 1, generation: 0 };

let looped: [number, number] | null = null;

function reading(): ClockReading {
  const gone = clock.state === 'playing' ? (performance.now() - clock.taken) * clock.speed : 0;
  let at = clock.at + gone;
  if (looped && at > looped[1] && clock.at <= looped[1])
    at = looped[0] + ((at - looped[0]) % (looped[1] - looped[0]));
  return {
    at_ms: Math.min(duration, at),
    state: clock.state,
    speed: clock.speed,
    generation: clock.generation,
  };
}

function command(asked: PlayerCommand): ClockReading {
  clock.at = reading().at_ms;
  clock.taken = performance.now();
  switch (asked.do) {
    case 'load':
      clock.at = query.has('at') ? Number(query.get('at')) : asked.at_ms;
      clock.state = 'paused';
      clock.generation++;
      break;
    case 'seek':
      clock.at = asked.at_ms;
      clock.generation++;
      break;
    case 'play':
      clock.state = 'playing';
      break;
    case 'pause':
      clock.state = 'paused';
      break;
    case 'speed':
      clock.speed = asked.speed;
      break;
    case 'loop':
      looped = asked.span_ms;
      break;
    case 'volume':
      break;
  }
  void emit('player', { kind: 'changed', state: clock.state });
  return reading();
}

let notes: NoteView[] = query.has('bare')
  ? []
  : [
      {
        id: 'n1',
        kind: 'clip',
        from_ms: 1_450_000,
        tags: [],
        position: 1_450_000,
        to_ms: 1_502_000,
        title: 'Travelling trainers',
        text: 'Opens the afternoon session. Ask the room before playing on.',
      },
      {
        id: 'n2',
        kind: 'clip',
        from_ms: 1_421_000,
        tags: [],
        position: 1_421_000,
        to_ms: 1_448_000,
        title: 'Four jobs at once',
        text: '',
      },
      {
        id: 'n3',
        kind: 'bookmark',
        from_ms: 1_492_000,
        tags: [],
        position: 1_492_000,
        to_ms: null,
        title: 'Writing faster than talking',
        text: '',
      },
    ];

const clipOf = (
  session: string,
  note: string,
  title: string,
  from: number,
  text = '',
  tags: string[] = [],
) => ({
  session,
  note,
  state: 'here' as const,
  session_title: cards.find((card) => card.id === session)?.title ?? session,
  from_ms: from,
  to_ms: from + 52_000,
  title,
  text,
  tags,
  messages: 7,
});

let trays: TrayView[] = query.has('notrays')
  ? []
  : [
      {
        id: 't1',
        created: '2026-11-20T10:00:00Z',
        title: 'Trainers who travel',
        notes: 'For the May workshop: forty minutes, then the round table.',
        clips: [
          clipOf('lts', 'n1', 'Travelling trainers', 1_450_000, 'Who would pay for them?\nWho would drive?', [
            'turn',
            'question',
          ]),
          clipOf('str', 's1', 'Two systems, one trainer', 2_710_000),
          { session: 'wal', note: 'gone', state: 'note_gone', session_title: 'What adults come to learn' },
          clipOf('wal', 'w1', 'Why they stay', 903_000, 'What made them stay?'),
          { session: 'old', note: 'older', state: 'session_gone' },
        ],
      },
      { id: 't2', created: '', title: 'Oral histories, a first hour', notes: '', clips: [] },
    ];
const removedTrays = new Map<string, TrayView>();

/** Changes a tray as `change` says. */
function retray(id: string, change: (tray: TrayView) => Partial<TrayView>): TrayView {
  const tray = trays.find((one) => one.id === id);
  if (!tray) throw { code: 'not_found', message: `there is no tray ${id}`, help: 'Look at the list again.' };
  const changed = { ...tray, ...change(tray) };
  trays = trays.map((one) => (one.id === id ? changed : one));
  return changed;
}

function describeTray(id: string, seen: TrayText, wanted: TrayText): TrayView {
  if (query.has('clash') && wanted.notes !== seen.notes && !/afternoon/.test(seen.notes)) {
    retray(id, () => ({ notes: 'For the afternoon only.' }));
    throw {
      code: 'changed',
      message: 'the tray was not saved',
      help: 'Look at both versions.',
      versions: [],
    };
  }
  return retray(id, () => wanted);
}

function names(task: ExportTask): NameReplaced[] {
  const hide = 'wish' in task ? task.wish.hide : null;
  const initials = hide?.style === 'initials';
  const known = [
    ['Nadia Moss', initials ? 'N. M.' : 'Vera Lindqvist', 'Nadia'],
    ['Tomás', initials ? 'T.' : 'Anselm', 'Tomás'],
    ['Ingrid Hale', initials ? 'I. H.' : 'Petra Amsel', 'Ingrid'],
    ['Joss', initials ? 'J.' : 'Milo', 'Joss'],
  ] as const;
  const also = (hide?.also ?? []).map((entry) => entry.split('=') as [string, string?]);
  const people = known
    .filter(([name]) => !hide?.except.includes(name))
    .map(([name, by, form], i) => ({
      name,
      by: also.find(([one]) => one === name)?.[1] ?? by,
      forms: [
        {
          text: form,
          count: 12 - 3 * i,
          example: `…and ${form}, who serves everyone far better`,
          replaced: true,
        },
        ...(name === 'Joss'
          ? [
              {
                text: 'hale',
                count: 2,
                example: '…still hale and well',
                replaced: also.some(([one]) => one === 'hale'),
              },
            ]
          : []),
      ],
    }));
  const added = also
    .filter(([name]) => name !== 'hale' && !known.some(([one]) => one === name))
    .map(([name, by]) => ({ name, by: by ?? '…', forms: [] }));
  return [...people, ...added];
}

let saved: SavedSearch[] = [{ id: 'tea', name: 'On tea', query: 'tea kind:chat ', order: 'newest' }];

function search(words: string): SearchAnswer {
  const hits: SearchAnswer['hits'] = [];
  for (let i = 0; i < count && hits.length < 40; i++) {
    for (const message of rowAt(i).written) {
      const at = message.text.toLowerCase().indexOf(words.toLowerCase());
      if (at < 0) continue;
      hits.push({
        session: 'lts',
        session_title: 'Leaving the big system',
        message: message.id,
        at_ms: message.at_ms,
        author: message.author,
        kind: message.kind,
        text: message.text,
        note: null,
        number: null,
        before: null,
        after: null,
        also: [],
        snippet: [
          { text: message.text.slice(0, at), hit: false },
          { text: message.text.slice(at, at + words.length), hit: true },
          { text: message.text.slice(at + words.length), hit: false },
        ],
      });
    }
  }
  const group = {
    session: 'lts',
    title: 'Leaving the big system',
    date: '2008-05-14',
    series: '',
    total: hits.length,
  };
  return {
    took_us: 2300,
    total: hits.length,
    total_is_exact: true,
    hits,
    groups: hits.length > 0 ? [{ ...group, hits: hits.map((_, index) => index) }] : [],
    facets: { people: [], years: [], series: [], kinds: [], are_exact: true },
  };
}

function align(change: AlignChange) {
  if (change.kind === 'offset') shift += change.by_ms;
  if (change.kind === 'reset') shift = 0;
  if (change.kind === 'anchors') shift = change.anchors[0]![1] - change.anchors[0]![0];
  if (change.kind === 'restore') shift = (change.anchors[0]?.[1] ?? 0) - (change.anchors[0]?.[0] ?? 0);
  alignment = { method: 'manual', anchors: [[0, shift]], confidence: 1, residuals_ms: [0] };
}

let people: PeopleView = {
  people: [...new Set(wrote.map(([name]) => name)), 'ingrid.h', 'nadia (she/her)'].map((name, i) => ({
    name,
    also: [],
    messages: 40 - 5 * i,
  })),
  twins: [{ name: 'Nadia', also: ['nadia (she/her)'] }],
  stored: '[]',
};

/** Joins; a split is not acted out. */
function changePeople(change: PeopleChange): PeopleView {
  if (change.kind !== 'join') return people;
  const [gone, left] = [true, false].map((is) =>
    people.people.filter(({ name }) => change.others.includes(name) === is),
  ) as [PeopleView['people'], PeopleView['people']];
  for (const person of left.filter(({ name }) => name === change.name)) {
    person.also = [...person.also, ...gone.flatMap(({ name, also }) => [name, ...also])];
    person.messages += gone.reduce((sum, { messages }) => sum + messages, 0);
  }
  const twins = people.twins.filter(({ name }) => name !== change.name);
  people = { people: left, twins, stored: JSON.stringify(left) };
  return people;
}

let told: DescriptionView = {
  title: 'Leaving the big system',
  date: '2008-05-14',
  series: 'Casual conversations',
  people: ['Host', 'Guest', 'Moss, Nadia'],
  subjects: ['libraries', 'sharing'],
  rights: 'CC BY 4.0',
  notes: 'Recorded in the hall, with a kettle.',
};

const readOnly: AppError = {
  code: 'read_only',
  message: '/home/me/Causerie is read-only: read-only filesystem',
  help: 'ask for permission to write there, or copy the archive to a place of your own',
};

/** A date is refused as there, `?clash` acts out another desk. */
function describe(wanted: DescriptionView): DescriptionView {
  if (wanted.date && !/^\d{4}(-\d\d){0,2}$/.test(wanted.date)) {
    throw {
      code: 'failed',
      message: `"${wanted.date}" is no date`,
      help: 'Write it as in 2008-05-14, 2008-05 or 2008.',
    };
  }
  if (query.has('clash') && wanted.rights !== told.rights && told.rights === 'CC BY 4.0') {
    told = { ...told, rights: 'Ask the library first' };
    throw { code: 'changed', message: 'session.json was changed by somebody else', help: 'choose' };
  }
  return (told = wanted);
}

let troubles: Trouble[] = query.has('trouble')
  ? [
      {
        kind: 'damaged',
        folder: '2006-03-01 The lost hour',
        error: {
          code: 'failed',
          message: '2006-03-01 The lost hour/session.json is damaged: EOF while parsing an object at line 12',
          help: 'take the file or the folder from a backup; nothing was changed',
        },
        last_good: 'The lost hour',
      },
      {
        kind: 'copy',
        folder: '2008-05-14 Leaving the big system',
        file: 'session.sync-conflict-20260301-101500-ABCDEFG.json',
        of: 'session.json',
        made_by: 'Syncthing',
        readable: true,
        differences: [
          { field: 'title', mine: 'Leaving a big system', theirs: 'Leaving the big system' },
          { field: 'contributors', mine: ['Host', 'Guest'], theirs: null },
        ],
      },
    ]
  : [];

let removed: RemovedSession[] = [{ folder: '2008-01-09 A quiet hour', removed_at: '2026-11-20T10:00:00Z' }];

let known: KnownArchive[] = [
  ['Archive', '/home/me/Causerie'],
  ['Oral histories', '/media/library/Oral histories'],
  ['Round tables', '/media/stick/Round tables'],
].map(([title, folder], i) => ({
  id: String(i),
  title: String(title),
  folder: String(folder),
  opened_at: '2026-11-20T10:00:00Z',
  is_open: i === 0,
  is_there: i !== 2,
}));

interface Args {
  session: string;
  folder: string;
  file: string;
  wanted: DescriptionView;
  task: ExportTask;
  from: number;
  count: number;
  query: string;
  ask: { query: string };
  search: SavedSearch;
  name: string;
  note: NoteView;
  id: string;
  buckets: number;
  command: PlayerCommand;
  change: AlignChange & PeopleChange;
  asRecorded: boolean;
  redaction: RedactionView;
  title: string;
  seen: TrayText;
  at: number | null;
  to: number;
  fromMs: number;
  onProgress: { onmessage: (progress: unknown) => void };
}

const later = <T>(ms: number, value: T) => new Promise<T>((done) => setTimeout(() => done(value), ms));

mockWindows('main');
mockIPC(
  async (name, payload) => {
    const args = payload as unknown as Args;
    switch (name) {
      case 'cards':
        return query.has('empty') ? [] : cards.slice(args.from, args.from + args.count);
      case 'seen':
        return cards.some((one) => one.id === args.session) ? '' : null;
      case 'shelves':
      case 'scan':
        return {
          title: 'Archive',
          folder: '/home/me/Causerie',
          read_only: false,
          shelves: query.has('empty') ? [] : shelves,
          problems: query.has('problem')
            ? [
                {
                  folder: '2006 Lost',
                  error: { code: 'failed', message: 'bagit.txt is missing.', help: 'Restore it.' },
                },
              ]
            : [],
        };
      case 'start_session':
        return query.get('session');
      case 'open_session':
        return later(20, view(args.session));
      case 'score_rows':
        return later(
          Number(query.get('slow') ?? 10),
          Array.from({ length: Math.min(args.count, count - args.from) }, (_, i) =>
            rowShown(args.from + i, args.asRecorded),
          ),
        );
      case 'complete':
        return [];
      case 'search':
        return search(args.ask.query);
      case 'count_hits':
        return { total: 7, is_exact: true };
      case 'more_like':
        return search('shelf');
      case 'saved_searches':
        return saved;
      case 'save_search': {
        const kept = { ...args.search, id: args.search.id || crypto.randomUUID() };
        saved = [...saved, kept];
        return kept;
      }
      case 'rename_search':
        saved = saved.map((one) => (one.id === args.id ? { ...one, name: args.name } : one));
        return null;
      case 'remove_search':
        saved = saved.filter((one) => one.id !== args.id);
        return null;
      case 'add':
        for (let i = 0; i <= 20; i++) {
          args.onProgress.onmessage({ stage: 'copying', item: 'talk.mp3', fraction: i / 20 });
          await later(100, null);
        }
        throw { code: 'failed', message: 'talk.mp3 holds no sound.', help: 'Add the recording itself.' };
      case 'open_sample':
        return 'lts';
      case 'align':
        align(args.change);
        return view(args.session);
      case 'people':
        return people;
      case 'change_people':
        return changePeople(args.change);
      case 'description':
        return {
          said: told,
          series: ['Casual conversations', 'Oral histories'],
          refused: query.has('readonly') ? readOnly : null,
        };
      case 'describe':
        return describe(args.wanted);
      case 'troubles':
        return troubles;
      case 'restore_session':
        troubles = troubles.filter((one) => one.kind !== 'damaged');
        return cards[0];
      case 'settle_copy':
        troubles = troubles.filter((one) => one.kind !== 'copy');
        return cards[0];
      case 'remove_session': {
        const at = cards.findIndex((one) => one.id === args.session);
        const [card] = cards.splice(at, 1);
        removed = [{ folder: card!.folder, removed_at: new Date().toISOString() }, ...removed];
        return removed[0];
      }
      case 'removed_sessions':
        return removed;
      case 'bring_back_session':
        removed = removed.filter((one) => one.folder !== args.folder);
        return cards[0];
      case 'export_place': {
        const { task } = args;
        if (task.kind === 'clip' || (task.kind === 'catalogue' && task.format === 'html'))
          return { kind: 'folder', near: '/home/me/Causerie' };
        if (task.kind === 'packet')
          return task.zip
            ? { kind: 'file', name: 'Workshop.zip', alone: true }
            : { kind: 'folder', near: '/home/me/Causerie' };
        return { kind: 'file', name: `talk.${task.format}`, alone: task.format !== 'html' };
      }
      case 'export':
        for (let i = 0; i <= 20; i++) {
          args.onProgress.onmessage({ stage: 'copying', item: 'talk.mp3', fraction: i / 20 });
          await later(100, null);
        }
        if (query.has('exists'))
          throw {
            code: 'exists',
            message: '/home/me/talk.html is there already',
            help: 'Choose another name.',
          };
        return {
          files: ['/home/me/talk recordings/r1-talk.mp3', '/home/me/talk.html'],
          private_left_out: 3,
          warnings: [],
          refused: [],
        };
      case 'plugin:dialog|save':
      case 'plugin:dialog|open':
        return '/home/me/talk';
      case 'archives':
        return known;
      case 'forget_archive':
        known = known.filter((one) => one.folder !== args.folder);
        return known;
      case 'open_archive':
        throw {
          code: 'not_found',
          message: `${args.folder} is not there`,
          help: 'Check that its disk is connected.',
        };
      case 'propose_alignment':
        return later(800, {
          log: 'chat',
          ...alignment,
          accepted: query.has('sure'),
          why: 'Two places fit the messages about equally well.',
        });
      case 'strip':
        return {
          sources_ms: Array.from({ length: count }, (_, i) =>
            rowAt(i).written.map((message) => message.source_ms),
          ).flat(),
          speech: Array.from({ length: 2400 }, (_, i) => (chatOnly ? 0 : 1 + Math.sin(i / 9))),
        };
      case 'peaks': {
        const pairs = new Int8Array(args.buckets * 2);
        for (let i = 0; i < args.buckets; i++) {
          const loud =
            100 * Math.abs(Math.sin(i / 86) * Math.sin(i / 221 + 1)) * (0.4 + Math.random() * 0.6) + 12;
          pairs[2 * i] = -loud;
          pairs[2 * i + 1] = loud;
        }
        return pairs.buffer;
      }
      case 'comfort':
        return {
          silences_ms: Array.from({ length: 60 }, (_, i) => [i * 58_000 + 3000, i * 58_000 + 4200]),
          gain_db: 3.2,
          dead_channel: false,
        };
      case 'player':
        return command(args.command);
      case 'clock':
        return reading();
      case 'notes':
        return notes;
      case 'save_note': {
        const saved = { ...args.note, id: args.note.id || crypto.randomUUID() };
        notes = [...notes.filter((note) => note.id !== saved.id), saved];
        return saved;
      }
      case 'redactions':
        return redactions;
      case 'redact': {
        if (args.redaction.to_ms <= args.redaction.from_ms)
          throw { code: 'failed', message: 'the stretch ends before it begins', help: 'Give a later end.' };
        const made = { ...args.redaction, id: args.redaction.id || crypto.randomUUID() };
        redactions = [...redactions.filter((one) => one.id !== made.id), made];
        return made;
      }
      case 'remove_redaction':
        redactions = redactions.filter((one) => one.id !== args.id);
        return null;
      case 'pointer': {
        const link = `causerie://session/${args.session}?t=${Math.round(args.fromMs / 1000)}`;
        const text = 'Host, & Guest. (2008, May 14). Leaving the big system [Audio recording]. 24:10.';
        return {
          link,
          citations: ['APA', 'MLA', 'Chicago'].map((style) => ({ style, text: `${style}: ${text}` })),
        };
      }
      case 'trays':
        return {
          trays: trays.map(({ id, title, created, clips }) => ({ id, title, created, clips: clips.length })),
          problems: query.has('problem')
            ? [{ code: 'failed', message: 'trays/half.json is damaged', help: 'Take it from a backup.' }]
            : [],
        };
      case 'tray':
        return retray(args.id, () => ({}));
      case 'new_tray': {
        const made = { id: crypto.randomUUID(), created: '', title: args.title.trim(), notes: '', clips: [] };
        trays = [...trays, made];
        return made;
      }
      case 'describe_tray':
        return describeTray(args.id, args.seen, args.wanted as unknown as TrayText);
      case 'remove_tray': {
        const gone = retray(args.id, () => ({}));
        removedTrays.set(args.id, gone);
        trays = trays.filter((one) => one.id !== args.id);
        return null;
      }
      case 'bring_back_tray': {
        const back = removedTrays.get(args.id)!;
        trays = [...trays, back];
        return back;
      }
      case 'add_to_tray': {
        const note = notes.find((one) => one.id === (args.note as unknown as string));
        const clip = clipOf(
          args.session,
          String(args.note),
          note?.title ?? 'Clip',
          note?.from_ms ?? 0,
          note?.text,
        );
        return retray(args.id, ({ clips }) =>
          clips.some((one) => one.note === clip.note)
            ? {}
            : { clips: clips.toSpliced(args.at ?? clips.length, 0, clip) },
        );
      }
      case 'take_from_tray':
        return retray(args.id, ({ clips }) => ({
          clips: clips.filter((one) => one.note !== (args.note as unknown as string)),
        }));
      case 'move_in_tray':
        return retray(args.id, ({ clips }) => {
          const from = clips.findIndex((one) => one.note === (args.note as unknown as string));
          return { clips: clips.toSpliced(from, 1).toSpliced(args.to, 0, clips[from]!) };
        });
      case 'names_of_task':
        return later(400, names(args.task));
      case 'remove_note':
        notes = notes.filter((note) => note.id !== args.id);
        return null;
      default:
        return null;
    }
  },
  { shouldMockEvents: true },
);

await import('../src/main');
