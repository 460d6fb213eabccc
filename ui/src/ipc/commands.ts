import { Channel, invoke } from '@tauri-apps/api/core';
import type {
  AddOptions,
  Added,
  AlignChange,
  ClockReading,
  Comforted,
  Comforts,
  DescriptionForm,
  DescriptionView,
  ExportedView,
  ExportPlace,
  ExportTask,
  ImportStart,
  Keep,
  KnownArchive,
  LastVerified,
  NoteView,
  Output,
  PeaksPart,
  PeopleChange,
  PeopleView,
  PlayerCommand,
  Preview,
  Progress,
  Proposal,
  Recipe,
  RemovedSession,
  Row,
  SavedRecipe,
  SavedSearch,
  SearchAnswer,
  SearchAsk,
  SearchCompletion,
  SearchCount,
  SessionCard,
  Shelves,
  Strip,
  Trouble,
  Unread,
} from './bindings/wire';
import { asAppError } from './errors';
import { opened } from './opened';

async function call<T>(name: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(name, args);
  } catch (error) {
    throw asAppError(error);
  }
}

export const shelves = () => call<Shelves>('shelves');
export const scan = () => call<Shelves>('scan');

/** Some of the sessions, as the shelves number them. */
export const cards = (from: number, count: number) => call<SessionCard[]>('cards', { from, count });

/** What a session's files looked like when they were last looked at; null if there is no such session. */
export const seen = (session: string) => call<string | null>('seen', { session });

/** The session to open first, if the command line says so. */
export const startSession = () => call<string | null>('start_session');

export const openSession = async (session: string) =>
  opened(await call<ArrayBuffer>('open_session', { session }));

export const scoreRows = (session: string, from: number, count: number) =>
  call<Row[]>('score_rows', { session, from, count });

export const search = (ask: SearchAsk) => call<SearchAnswer>('search', { ask });

/** What a query, as it is typed so far, may go on with. */
export const complete = (query: string, limit: number) =>
  call<SearchCompletion[]>('complete', { query, limit });

/** What shares rare words with a message, across the archive. */
export const moreLike = (session: string, message: string, limit: number) =>
  call<SearchAnswer>('more_like', { session, message, limit });

/** How many hits a search has, asked beside the one that is being typed. */
export const countHits = (ask: SearchAsk) => call<SearchCount>('count_hits', { ask });

export const savedSearches = () => call<SavedSearch[]>('saved_searches');

/** Gives it with its id; one that was removed comes back under the id it had. */
export const saveSearch = (search: SavedSearch) => call<SavedSearch>('save_search', { search });

export const renameSearch = (id: string, was: string, name: string) =>
  call<void>('rename_search', { id, was, name });

export const removeSearch = (id: string) => call<void>('remove_search', { id });

/** Adds files or folders as sessions. `job` is what `cancel` takes. */
export function add(paths: string[], options: AddOptions, job: number, onProgress: (p: Progress) => void) {
  return call<Added[]>('add', { paths, options, job, onProgress: new Channel<Progress>(onProgress) });
}

/** What {@link cancel} takes, and nobody has had. */
export const freshJob = () => ++lastJob;
let lastJob = Date.now() % 1_000_000_000;

export const cancel = (job: number) => call<void>('cancel', { job });

export const lastVerified = (open: string | null) => call<LastVerified>('last_verified', { open });

/** Checks every byte of a session, or of all; `job` is what `cancel` takes. */
export function verify(session: string | null, job: number, onProgress: (p: Progress) => void) {
  return call<void>('verify', { session, job, onProgress: new Channel<Progress>(onProgress) });
}

/** Puts the sample session into the archive; gives its id. */
export const openSample = () => call<string>('open_sample');

export const align = async (session: string, log: string, change: AlignChange) =>
  opened(await call<ArrayBuffer>('align', { session, log, change }));

/** How a log seems to be aligned; nothing is changed. */
export const proposeAlignment = (session: string, log: string) =>
  call<Proposal>('propose_alignment', { session, log });

export const strip = (session: string, log: string, parts: number) =>
  call<Strip>('strip', { session, log, parts });

export const people = (session: string) => call<PeopleView>('people', { session });

/** Says which names are one person's; gives who is who then. */
export const changePeople = (session: string, change: PeopleChange) =>
  call<PeopleView>('change_people', { session, change });

export const description = (session: string) => call<DescriptionForm>('description', { session });

/** Says what a session is about, where it is still as it was seen; gives what it says then. */
export const describe = (session: string, seen: DescriptionView, wanted: DescriptionView) =>
  call<DescriptionView>('describe', { session, seen, wanted });

export const troubles = () => call<Trouble[]>('troubles');

/** Puts the last good version of a damaged session in its place. */
export const restoreSession = (folder: string) => call<SessionCard>('restore_session', { folder });

/** Keeps one of two versions of a file. */
export const settleCopy = (folder: string, file: string, keep: Keep) =>
  call<SessionCard>('settle_copy', { folder, file, keep });

/** Gives how it lies in the trash, where the system tells. */
export const removeSession = (session: string) => call<RemovedSession | null>('remove_session', { session });

export const removedSessions = () => call<RemovedSession[]>('removed_sessions');

export const bringBackSession = (folder: string) => call<SessionCard>('bring_back_session', { folder });

export const exportPlace = (task: ExportTask) => call<ExportPlace>('export_place', { task });

/** Writes what is asked for; `job` is what `cancel` takes. */
export function exportTo(task: ExportTask, out: string, job: number, onProgress: (p: Progress) => void) {
  return call<ExportedView>('export', { task, out, job, onProgress: new Channel<Progress>(onProgress) });
}

/** Shows the folder of what was exported last. */
export const showExport = () => call<void>('show_export');

export const archives = () => call<KnownArchive[]>('archives');
export const openArchive = (folder: string) => call<void>('open_archive', { folder });
export const makeArchive = (folder: string) => call<void>('make_archive', { folder });
export const forgetArchive = (folder: string) => call<KnownArchive[]>('forget_archive', { folder });
export const retitleArchive = (title: string) => call<void>('retitle_archive', { title });

/** Pairs of lowest and highest signed bytes, over the whole timeline; parts of it come as soon as they are known. */
export const peaks = async (
  session: string,
  buckets: number,
  job = freshJob(),
  onPart: (part: PeaksPart) => void = () => undefined,
) => {
  const args = { session, buckets, job, onPart: new Channel<PeaksPart>(onPart) };
  return new Int8Array(await call<ArrayBuffer>('peaks', args));
};

/** Plays a session as somebody likes to listen; tells what its sound has for that. */
export const comfort = (session: string, wanted: Comforts) => call<Comforted>('comfort', { session, wanted });

export const outputs = () => call<Output[]>('outputs');

export const player = (command: PlayerCommand) => call<ClockReading>('player', { command });
export const clock = () => call<ClockReading>('clock');

export const notes = (session: string) => call<NoteView[]>('notes', { session });
export const saveNote = (session: string, note: NoteView) => call<NoteView>('save_note', { session, note });
export const removeNote = (session: string, id: string) => call<void>('remove_note', { session, id });

/** The files of a session that look like logs but are in no known format. */
export const unread = (session: string) => call<Unread[]>('unread', { session });

export const recipes = () => call<SavedRecipe[]>('recipes');

/** Gives the name under which it is kept. */
export const saveRecipe = (name: string, recipe: Recipe, replace: boolean) =>
  call<string>('save_recipe', { name, recipe, replace });

export const removeRecipe = (name: string) => call<void>('remove_recipe', { name });

export const proposeRecipe = (session: string, path: string) =>
  call<ImportStart>('propose_recipe', { session, path });

export const previewRecipe = (session: string, path: string, recipe: Recipe) =>
  call<Preview>('preview_recipe', { session, path, recipe });

/** Reads a file that a session keeps by a recipe, and by this name if it has one. */
export const readByRecipe = (session: string, path: string, recipe: Recipe, name: string | null) =>
  call<void>('read_by_recipe', { session, path, recipe, name });
