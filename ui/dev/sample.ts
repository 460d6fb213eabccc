import type { NoteView, Row, SessionCard, SessionView, Spoken, Written } from '../src/ipc/bindings/wire';

/** Sessions of the design bench: invented, and made anew the same each time. */

function dice(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

const PEOPLE = ['Nadia', 'Tomás', 'Ingrid', 'Paulo', 'Joss', 'Мария', 'נועה', 'Wen', 'Odile', 'Σοφία'];
const SAID = [
  'Day to day I was doing four different jobs, and none of them the way I knew I could.',
  'And is that the job, or is it the size of the place?',
  'Wouldn’t it be better for everyone if libraries were better at sharing what they have, trainers included?',
  'Perhaps a group of travelling trainers, who serve everyone far better than each of us alone.',
  'Let me read one from the chat, because you are all writing faster than we are talking.',
  'The bus came on Thursdays. If you missed it, you waited a week, and you had read everything by then.',
  'I would say it took us a year to stop counting visits and to start asking what people came for.',
];
const WROTE = [
  'Oh, that is my week exactly.',
  'Size! Every request goes through three committees.',
  'The system up north has people who travel and do just that.',
  'Could we look at informal connections, like this group?',
  'That sounds like a job for all of us here.',
  'Count me in.',
  'There is a good write-up at https://example.org/travelling-trainers?year=2008, with the figures.',
  'שלום לכולם, אנחנו שומעים אתכם מצוין',
  'We tried this for two years. It worked as long as somebody kept the calendar, which was me, and then I moved, and it stopped within a month.',
  '👏👏',
];

interface Made {
  view: SessionView;
  rows: Row[];
  notes: NoteView[];
}

const alignment = (method: 'manual' | 'assumed' | 'text') => ({
  method,
  anchors: [[0, 0]] as [number, number][],
  confidence: 0.9,
  residuals_ms: method === 'text' ? [820] : [],
});

function words(text: string, from: number, to: number) {
  const parts = text.split(/(?<= )/u);
  return parts.map((part, i) => ({ at_ms: Math.round(from + ((to - from) * i) / parts.length), text: part }));
}

function make(id: string, title: string, minutes: number, kinds: { said: boolean; wrote: number }): Made {
  const random = dice(id.length * 7919 + minutes);
  const duration_ms = minutes * 60_000 + 12_000;
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const rows: Row[] = [];
  const all: Written[] = [];
  let seq = 0;
  const write = (at_ms: number): Written => {
    const answered = all.length > 3 && random() < 0.14 ? all.at(-1 - Math.floor(random() * 3)) : undefined;
    const kind = random() < 0.04 ? 'private' : random() < 0.02 ? 'system' : 'chat';
    const message: Written = {
      id: `l1:${seq++}`,
      log: 'l1',
      at_ms,
      source_ms: at_ms + 36_000_000,
      kind,
      author: pick(PEOPLE),
      to: kind === 'private' ? pick(PEOPLE) : null,
      text: kind === 'system' ? 'joined the room' : pick(WROTE),
      reply: answered
        ? { id: answered.id, at_ms: answered.at_ms, author: answered.author, text: answered.text }
        : null,
      reactions:
        random() < 0.12
          ? [{ emoji: pick(['👍', '❤️', '😂']), by: PEOPLE.slice(0, 1 + Math.floor(random() * 5)) }]
          : [],
    };
    all.push(message);
    return message;
  };
  if (kinds.said) {
    let at = 1_200;
    let speaker = 0;
    while (at < duration_ms - 20_000) {
      const cues: Spoken[] = [];
      let end = at;
      for (let n = 1 + Math.floor(random() * 2); n > 0; n--) {
        const text = pick(SAID);
        const until = end + 2_500 + text.length * 60;
        cues.push({
          id: `l2:${rows.length}.${cues.length}`,
          at_ms: end,
          end_ms: until,
          author: speaker % 2 ? 'Host' : 'Guest',
          text,
          words: words(text, end, until),
        });
        end = until + 300;
      }
      const written: Written[] = [];
      const many = random() < 0.3 ? 0 : Math.ceil(random() * 2.6);
      for (let i = 0; i < many; i++) written.push(write(Math.round(at + ((end - at) * (i + 0.5)) / many)));
      rows.push({ at_ms: at, off_record: false, spoken: cues, written });
      at = end + 600;
      speaker++;
    }
    rows.push({
      at_ms: duration_ms + 40_000,
      off_record: true,
      spoken: [],
      written: [write(duration_ms + 40_000)],
    });
  } else {
    const step = duration_ms / kinds.wrote;
    for (let i = 0; i < kinds.wrote; i++) {
      const at = Math.round(i * step + random() * step * 0.8);
      rows.push({ at_ms: at, off_record: false, spoken: [], written: [write(at)] });
    }
  }
  const log = { id: 'l1', file: 'chat.txt', format: 'zoom-two-line', spoken: false, messages: all.length };
  const transcript = { id: 'l2', file: 'talk.vtt', format: 'webvtt', spoken: true, messages: rows.length };
  return {
    rows,
    notes: [],
    view: {
      id,
      title,
      date: '2008-05-14',
      series: 'Casual conversations',
      folder: title,
      read_only: false,
      duration_ms,
      recordings: [{ id: 'r1', file: 'talk.mp3', duration_ms }],
      logs: [
        ...(all.length > 0 ? [{ ...log, alignment: alignment(kinds.said ? 'text' : 'assumed') }] : []),
        ...(kinds.said
          ? [{ ...transcript, alignment: { ...alignment('text'), method: 'documented' as const } }]
          : []),
      ],
      people: 22,
      rows: rows.map((row) => row.at_ms),
      written: all.map((message) => message.at_ms),
    },
  };
}

export const SESSIONS = new Map(
  [
    make('s1', 'Leaving the big system', 58, { said: true, wrote: 0 }),
    make('s2', 'Gaming in the stacks', 62, { said: false, wrote: 167 }),
    make('s3', 'A hundred thousand messages', 600, { said: false, wrote: 100_000 }),
  ].map((made) => [made.view.id, made]),
);

const first = SESSIONS.get('s1');
if (first) {
  first.notes = [
    {
      id: 'n1',
      kind: 'clip',
      from_ms: 1_450_000,
      to_ms: 1_502_000,
      title: 'Travelling trainers',
      text: 'Opens the afternoon session. Ask the room before playing on.',
    },
    { id: 'n2', kind: 'clip', from_ms: 1_421_000, to_ms: 1_448_000, title: 'Four jobs at once', text: '' },
    {
      id: 'n3',
      kind: 'bookmark',
      from_ms: 1_992_000,
      to_ms: null,
      title: '“Writing faster than talking”',
      text: '',
    },
  ];
}

const card = (
  id: string,
  title: string,
  date: string,
  series: string | null,
  minutes: number,
  messages: number,
) => ({
  id,
  title,
  date,
  series,
  folder: title,
  duration_ms: minutes * 60_000,
  messages,
  cues: messages === 0 ? 300 : 0,
});

export const CARDS: SessionCard[] = [
  card('s1', 'Leaving the big system', '2008-05-14', 'Casual conversations', 58, 214),
  card('s2', 'Gaming in the stacks', '2008-04-02', 'Casual conversations', 62, 167),
  card('s3', 'A hundred thousand messages', '2008-03-05', 'Casual conversations', 600, 100_000),
  card('s4', 'Sharing trainers across systems', '2008-06-21', 'Trainers’ round table', 91, 402),
  card('s5', 'What adults come to learn', '2008-05', 'Trainers’ round table', 72, 288),
  card('s6', 'The bookmobile years', '2007', 'Oral histories', 130, 0),
];
