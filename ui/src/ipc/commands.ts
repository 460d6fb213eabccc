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
  Moment,
  NameReplaced,
  NoteView,
  Output,
  PeaksPart,
  PeopleChange,
  PeopleView,
  PlayerCommand,
  Pointer,
  Preview,
  Progress,
  Proposal,
  Recipe,
  RedactionView,
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
  TrayList,
  TrayText,
  TrayView,
  Trouble,
  Unread,
} from './bindings/wire';
import type { Span } from '../lib/snap';
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
/** Where to begin, where the program was told. */
export const startSession = () => call<Moment | null>('start_session');

/** Where a link leads in the open archive. */
export const followLink = (link: string) => call<Moment>('follow_link', { link });

export const openSession = async (session: string) =>
  opened(await call<ArrayBuffer>('open_session', { session }));

/** As they were recorded, what is redacted is not masked. */
export const scoreRows = (session: string, from: number, count: number, asRecorded = false) =>
  call<Row[]>('score_rows', { session, from, count, asRecorded });

/** How to point others to a stretch of a session, or to a moment, which ends where it begins. */
export const pointer = (session: string, fromMs: number, toMs: number) =>
  call<Pointer>('pointer', { session, fromMs, toMs });

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

/** The names that would be hidden in what is asked for; `job` is what `cancel` takes. */
export const namesOfTask = (task: ExportTask, job: number) =>
  call<NameReplaced[]>('names_of_task', { task, job });

/** Shows the folder of what was exported last. */
export const showExport = () => call<void>('show_export');

export const archives = () => call<KnownArchive[]>('archives');
export const openArchive = (folder: string) => call<void>('open_archive', { folder });
export const makeArchive = (folder: string) => call<void>('make_archive', { folder });
export const forgetArchive = (folder: string) => call<KnownArchive[]>('forget_archive', { folder });
export const retitleArchive = (title: string) => call<void>('retitle_archive', { title });

/**
 * Pairs of lowest and highest signed bytes, over a span or the whole timeline; parts of the whole come as soon as they
 * are known.
 */
export const peaks = async (
  session: string,
  buckets: number,
  span: Span | null = null,
  job = freshJob(),
  onPart: (part: PeaksPart) => void = () => undefined,
) => {
  const args = { session, buckets, span, job, onPart: new Channel<PeaksPart>(onPart) };
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

export const redactions = (session: string) => call<RedactionView[]>('redactions', { session });

/** Applies everywhere at once; what is shown already has to be asked for again. */
export const redact = (session: string, redaction: RedactionView) =>
  call<RedactionView>('redact', { session, redaction });

export const removeRedaction = (session: string, id: string) =>
  call<void>('remove_redaction', { session, id });

export const trays = () => call<TrayList>('trays');
export const tray = (id: string) => call<TrayView>('tray', { id });
export const newTray = (title: string) => call<TrayView>('new_tray', { title });

/** `seen` is what the person saw when they began. */
export const describeTray = (id: string, seen: TrayText, wanted: TrayText) =>
  call<TrayView>('describe_tray', { id, seen, wanted });

export const removeTray = (id: string) => call<void>('remove_tray', { id });
export const bringBackTray = (id: string) => call<TrayView>('bring_back_tray', { id });

/** Puts a clip before the one at place `at`, counted from 0, else behind all. */
export const addToTray = (id: string, session: string, note: string, at: number | null = null) =>
  call<TrayView>('add_to_tray', { id, session, note, at });

export const takeFromTray = (id: string, note: string) => call<TrayView>('take_from_tray', { id, note });

/** To a place that is counted from 0. */
export const moveInTray = (id: string, note: string, to: number) =>
  call<TrayView>('move_in_tray', { id, note, to });

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
