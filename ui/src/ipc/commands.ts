import { Channel, invoke } from '@tauri-apps/api/core';
import type {
  AddOptions,
  Added,
  AlignChange,
  ClockReading,
  NoteView,
  Overview,
  PlayerCommand,
  Progress,
  Row,
  SearchAnswer,
  SessionView,
} from './bindings/wire';

export const overview = () => invoke<Overview>('overview');

/** Looks at the folder again. */
export const scan = () => invoke<Overview>('scan');

/** The session to begin with, where the program was started with one. */
export const startSession = () => invoke<string | null>('start_session');

export const openSession = (session: string) => invoke<SessionView>('open_session', { session });

export const scoreRows = (session: string, from: number, count: number) =>
  invoke<Row[]>('score_rows', { session, from, count });

export const search = (query: string, session: string | null, limit: number) =>
  invoke<SearchAnswer>('search', { query, session, limit });

export function add(paths: string[], options: AddOptions, job: number, tell: (progress: Progress) => void) {
  const onProgress = new Channel<Progress>();
  onProgress.onmessage = tell;
  return invoke<Added[]>('add', { paths, options, job, onProgress });
}

export const cancel = (job: number) => invoke<null>('cancel', { job });

/** Adds the bundled sample if it is not there; gives its session. */
export const openSample = () => invoke<string>('open_sample');

export const align = (session: string, log: string, change: AlignChange) =>
  invoke<SessionView>('align', { session, log, change });

/** Pairs of lowest and highest, `buckets` of them over the whole timeline. */
export async function peaks(session: string, buckets: number): Promise<Int8Array> {
  return new Int8Array(await invoke<ArrayBuffer>('peaks', { session, buckets }));
}

export const player = (command: PlayerCommand) => invoke<ClockReading>('player', { command });

export const clock = () => invoke<ClockReading>('clock');

export const notes = (session: string) => invoke<NoteView[]>('notes', { session });

export const saveNote = (session: string, note: NoteView) => invoke<NoteView>('save_note', { session, note });

export const removeNote = (session: string, id: string) => invoke<null>('remove_note', { session, id });
