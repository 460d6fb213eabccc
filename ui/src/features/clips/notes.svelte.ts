import type { NoteView } from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import type { Toasts } from '../../elements/toasts.svelte';
import { t } from '../../lib/messages';
import { moved } from '../../lib/order';
import type { Score } from '../session/score.svelte';

const NEW = { id: '', text: '', tags: [] };

/** The clips and bookmarks of the open session. */
export class Notes {
  list = $state.raw<NoteView[]>([]);
  /** Where the clip begins that is being marked. */
  from = $state<number | null>(null);

  #session: string | null = null;
  /** Grows whenever a change of ours begins or ends. */
  #changes = 0;
  #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  close() {
    this.#session = null;
    this.list = [];
    this.from = null;
  }

  async open(session: string) {
    this.close();
    this.#session = session;
    await this.#try(async () => {
      const notes = await commands.notes(session);
      if (this.#session === session) this.list = ordered(notes);
    });
  }

  /** Takes them as others have left them; while one is being written in, only when that is done. */
  async refresh() {
    const session = this.#session;
    if (!session) return;
    if (document.activeElement?.matches('[data-note] :is(input, textarea)')) {
      document.addEventListener('focusout', () => setTimeout(() => void this.refresh()), { once: true });
      return;
    }
    await this.#try(async () => {
      let notes: NoteView[];
      let changes: number;
      do {
        changes = this.#changes;
        notes = await commands.notes(session);
      } while (changes !== this.#changes && this.#session === session);
      if (this.#session === session) this.list = ordered(notes);
    });
  }

  bookmark(score: Score, at: number) {
    const title = t.clips.bookmarkTitle(score.wordsAt(at));
    const from = Math.round(at);
    return this.save({ ...NEW, kind: 'bookmark', from_ms: from, to_ms: null, title, position: from });
  }

  markIn(at: number) {
    this.from = Math.max(0, Math.round(at));
    this.#toasts.show(t.clips.inSet(this.from));
  }

  /** The clip that is being marked, from its beginning to now; else the shortest one that holds this moment. */
  spanAt(now: number): readonly [number, number] | null {
    if (this.from !== null && this.from < now) return [this.from, now];
    const clips = this.list.flatMap(({ from_ms, to_ms }) =>
      to_ms !== null && from_ms <= now && now <= to_ms + 1000 ? [[from_ms, to_ms] as const] : [],
    );
    return clips.sort(([a, b], [c, d]) => b - a - (d - c))[0] ?? null;
  }

  async markOut(score: Score, at: number) {
    const from = this.from;
    if (from === null) return this.#toasts.show(t.clips.noIn);
    if (at <= from) return this.#toasts.show(t.clips.outBeforeIn);
    const title = t.clips.clipTitle(score.wordsAt(from));
    const clip = {
      ...NEW,
      kind: 'clip' as const,
      from_ms: from,
      to_ms: Math.round(at),
      title,
      position: from,
    };
    if (await this.save(clip)) this.from = null;
  }

  save(note: NoteView): Promise<boolean> {
    const session = this.#session;
    if (!session) return Promise.resolve(false);
    return this.#change(async () => {
      const saved = await commands.saveNote(session, note);
      if (this.#session !== session) return;
      this.list = ordered([...this.list.filter((one) => one.id !== saved.id), saved]);
    });
  }

  remove(note: NoteView): Promise<boolean> {
    const session = this.#session;
    if (!session) return Promise.resolve(false);
    return this.#change(async () => {
      await commands.removeNote(session, note.id);
      if (this.#session === session) this.list = this.list.filter((one) => one.id !== note.id);
      this.#toasts.show(t.clips.removed(note.title), {
        action: { label: t.clips.undo, run: () => void this.save(note) },
      });
    });
  }

  /** Puts a note at another place in the list. */
  async move(id: string, to: number) {
    const before = this.list;
    const from = before.findIndex((note) => note.id === id);
    if (from < 0 || to < 0 || to >= before.length || to === from) return;
    const positions = moved(
      before.map((note) => note.position),
      from,
      to,
    );
    const changed = before.flatMap((note, index) => {
      const position = positions.get(index);
      return position === undefined ? [] : [{ ...note, position }];
    });
    // It stands there at once, and goes back if that can't be kept.
    this.list = ordered([...before.filter((_, index) => !positions.has(index)), ...changed]);
    for (const note of changed) {
      if (await this.save(note)) continue;
      this.list = before;
      return;
    }
  }

  async #change(work: () => Promise<void>): Promise<boolean> {
    this.#changes++;
    const done = await this.#try(work);
    this.#changes++;
    return done;
  }

  async #try(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      const { message, help } = asAppError(error);
      this.#toasts.show(message, { help, look: 'error' });
      return false;
    }
  }
}

function ordered(notes: NoteView[]): NoteView[] {
  return notes.sort(
    (a, b) => a.position - b.position || a.from_ms - b.from_ms || (a.to_ms ?? 0) - (b.to_ms ?? 0),
  );
}
