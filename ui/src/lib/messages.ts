import type { AlignmentView, Stage } from '../ipc/bindings/wire';
import type { Action } from './keys';
import { formatDate, formatLength, formatShift, formatSpan, formatTime } from './time';

/** Every word that a person reads. */

const many = (n: number, one: string, more: string) => `${n.toLocaleString('en-GB')} ${n === 1 ? one : more}`;

export const app = {
  name: 'Causerie',
  navigation: 'Archive',
  showArchive: 'Show the archive',
  hideArchive: 'Hide the archive',
  tryAgain: 'Try again',
  dismiss: 'Dismiss',
  close: 'Close',
  cancel: 'Cancel',
  undo: 'Undo',
  redo: 'Redo',
};

export const archive = {
  sessions: 'Sessions',
  noSeries: 'Other sessions',
  add: 'Add…',
  addHint: 'Add recordings and chats',
  readOnly: 'This archive can only be read, so nothing can be added to it.',
  choose: 'Choose a recording and its chat',
  loading: 'Opening the archive…',
  failed: 'The archive could not be opened',
  emptyTitle: 'Drop a recording and its chat here',
  emptyText:
    'Sound, chat logs and transcripts of one session go in together. The files are copied and never changed.',
  openSample: 'Open the sample session',
  openingSample: 'Opening the sample session…',
  dropTitle: 'Drop to add a session',
  dropText: 'A recording, its chat and its transcript, together',
  adding: (files: number, first: string) =>
    files === 1 ? `Adding ${first}` : `Adding ${first} and ${files - 1} more`,
  stage: {
    reading: 'Looking at',
    copying: 'Copying',
    indexing: 'Making searchable',
    verifying: 'Checking',
  } satisfies Record<Stage, string>,
  added: (title: string) => `“${title}” is in the archive`,
  addedMany: (n: number) => `${n} sessions are in the archive`,
  leftOut: (n: number) => many(n, 'thing to know', 'things to know'),
  cancelled: 'Adding was cancelled; nothing was changed.',
  problems: (n: number) => `${many(n, 'folder', 'folders')} could not be read`,
  card: (date: string | null, duration: number, messages: number, cues: number) =>
    [
      date ? formatDate(date) : null,
      duration > 0 ? formatLength(duration) : null,
      messages > 0 ? many(messages, 'message', 'messages') : cues > 0 ? 'transcript' : 'sound only',
    ]
      .filter((part) => part !== null)
      .join(' · '),
};

export const search = {
  label: 'Search everything',
  results: 'Results',
  clear: 'Clear the search',
  onlyThis: 'Only this session',
  found: (total: number, exact: boolean) =>
    exact ? many(total, 'hit', 'hits') : `at least ${many(total, 'hit', 'hits')}`,
  took: (us: number) =>
    us < 1_000
      ? 'under 1 ms'
      : us < 10_000
        ? `${(us / 1_000).toFixed(1)} ms`
        : `${Math.round(us / 1_000)} ms`,
  shown: (n: number) => `The best ${n} are shown.`,
  nothing: (query: string) => `Nothing was found for “${query}”.`,
  nothingHelp: 'Try fewer letters, or another word that was said or written.',
  searching: 'Searching…',
  failed: 'The search failed',
  spoken: 'Spoken',
  written: 'Written',
  private: 'Private message',
  title: 'Title',
  keys: 'to choose, Enter to play, Esc to return',
};

const METHODS: Record<AlignmentView['method'], string> = {
  assumed: 'chat not aligned yet',
  documented: 'chat timed by the recording',
  metadata: 'chat by its start time',
  text: 'chat aligned by its words',
  manual: 'chat placed by hand',
};

export const session = {
  region: 'Session',
  loading: 'Opening the session…',
  failed: 'The session could not be opened',
  none: 'No session is open',
  noneText: 'Choose one on the left, or add a recording and its chat.',
  people: (n: number) => many(n, 'person', 'people'),
  parts: (n: number) => `${n} parts`,
  alignment: (alignment: AlignmentView) => {
    const worst = alignment.residuals_ms.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    return METHODS[alignment.method] + (worst > 0 ? `, ±${(worst / 1_000).toFixed(1)} s` : '');
  },
  assumedHelp: 'choose where a message belongs',
  transcriptOnly: 'transcript, no chat',
  soundOnly: 'no chat, no transcript',
  readOnly: 'can only be read',
  score: 'Score',
  time: 'Time',
  spoken: 'Spoken',
  written: 'Written',
  toCome: 'Show what is to come',
  backToNow: 'Back to now',
  playFrom: (ms: number) => `Play from ${formatTime(ms)}`,
  notRecorded: 'not recorded',
  privately: (to: string | null) => (to ? `to ${to}` : 'private'),
  privateLabel: 'Private message',
  replyTo: (author: string) => `Go to what this answers, by ${author || 'someone'}`,
  reaction: (emoji: string, by: string[]) => (by.length > 0 ? `${emoji} ${by.join(', ')}` : emoji),
  unnamed: 'Someone',
  actions: 'Message actions',
  belongsHere: 'This message belongs here',
  playHere: 'Play from here',
  copyText: 'Copy the text',
  copyLink: (address: string) => `Copy the address ${address}`,
  linkCopied: 'The address is copied. Causerie opens nothing on the web.',
  textCopied: 'The text is copied.',
  copyFailed: 'This could not be copied.',
  chatMoved: (by: number) => `The chat moved by ${formatShift(by)}`,
  chatPlaced: 'The chat is placed by this message',
  undo: 'Undo',
  alignUndone: 'The timing is as it was before',
  alignRedone: 'The timing is changed again',
  alignFailed: 'The timing was not changed',
  nothingYet: 'Nothing has been said or written yet.',
  nothingAtAll: 'There is neither chat nor transcript in this session. The sound plays all the same.',
  rowsFailed: 'Some of this could not be read',
};

export const timing = {
  open: 'Adjust chat timing',
  short: 'Adjust',
  explain: 'Move the chat until it meets the sound. The files stay as they are.',
  log: 'Log',
  earlier: 'Earlier',
  later: 'Later',
  by: formatShift,
  field: 'Move by milliseconds',
  move: 'Move',
  reset: 'Reset',
  resetHint: 'Back to what the files say',
  hint: 'Or use a message’s menu: “This message belongs here”.',
  transcript: 'transcript',
};

export const player = {
  region: 'Transport',
  position: 'Position',
  play: 'Play',
  pause: 'Pause',
  loading: 'Loading',
  back10: 'Back 10 seconds',
  forward10: 'Forward 10 seconds',
  clock: 'Clock',
  speed: 'Speed',
  speedOf: (speed: number) => `${speed.toFixed(2).replace(/0$/, '').replace(/\.0$/, '')}×`,
  slower: 'Slower',
  faster: 'Faster',
  volume: 'Volume',
  mute: 'Mute',
  unmute: 'Sound on',
  follow: 'Follow',
  in: 'In',
  out: 'Out',
  bookmark: 'Bookmark',
  of: (at: string, duration: string) => `${at} of ${duration}`,
  playing: 'Playing',
  paused: 'Paused',
  ended: 'The end',
  deviceLost: 'The sound output went away; playing has paused.',
  deviceLostHelp: 'Connect a loudspeaker or headphones. It plays on there when you press Play.',
  deviceBack: 'The sound output is back.',
  failed: 'This cannot be played',
  waveform: 'Waveform',
  noPeaks: 'The waveform could not be drawn',
};

export const notes = {
  region: 'Clips and bookmarks',
  undo: 'Undo',
  show: 'Show clips and bookmarks',
  hide: 'Hide clips and bookmarks',
  list: 'Clips and bookmarks',
  emptyBefore: 'Nothing is marked yet.',
  emptyBookmark: 'marks this moment',
  emptyIn: 'begins a clip here',
  emptyOut: 'ends it and keeps it',
  failed: 'The clips and bookmarks could not be read',
  notSaved: 'This was not kept',
  notRemoved: 'This was not removed',
  readOnly: 'This session can only be read, so nothing can be marked in it.',
  title: 'Title',
  text: 'Notes',
  textHint: 'Add a note…',
  clip: 'Clip',
  bookmark: 'Bookmark',
  newClip: (from: number) => `Clip at ${formatTime(from)}`,
  newBookmark: (at: number) => `Bookmark at ${formatTime(at)}`,
  span: (from: number, to: number) => `${formatTime(from)} – ${formatTime(to)} · ${formatSpan(to - from)}`,
  play: (title: string) => `Play “${title}”`,
  remove: (title: string) => `Remove “${title}”`,
  removed: (title: string) => `“${title}” is removed`,
  inSet: (at: number) => `In at ${formatTime(at)}. Press O where it should end.`,
  inPending: (at: number) => `In at ${formatTime(at)}`,
  inClear: 'Forget the in point',
  noIn: 'Set the in point first, with I.',
  outBeforeIn: 'The out point must come after the in point.',
  bookmarked: (at: number) => `Bookmarked ${formatTime(at)}`,
  clipped: (from: number, to: number) => `Clip kept: ${formatTime(from)} – ${formatTime(to)}`,
};

export const keys = {
  title: 'Keys',
  open: 'Keys',
  names: { ' ': 'Space', ArrowLeft: '←', ArrowRight: '→', ctrl: 'Ctrl', shift: 'Shift' } as Record<
    string,
    string
  >,
  or: 'or',
  actions: {
    toggle: 'Play or pause',
    back10: 'Back 10 seconds',
    forward10: 'Forward 10 seconds',
    back5: 'Back 5 seconds',
    forward5: 'Forward 5 seconds',
    previousMessage: 'Previous message',
    nextMessage: 'Next message',
    slower: 'Slower',
    faster: 'Faster',
    follow: 'Follow the sound, or stop following',
    markIn: 'In: begin a clip',
    markOut: 'Out: end the clip and keep it',
    bookmark: 'Bookmark this moment',
    tray: 'Show or hide clips and bookmarks',
    search: 'Search everything',
    add: 'Add recordings and chats',
    undo: 'Undo a change of the chat’s timing',
    redo: 'Do it again',
    keys: 'This sheet',
  } satisfies Record<Action, string>,
};
