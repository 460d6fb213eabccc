import { asError } from '../../ipc/errors';
import * as commands from '../../ipc/commands';
import type { AppError, NoteView } from '../../ipc/bindings/wire';
import { notes as words } from '../../lib/messages';
import type { Teller } from '../tell.svelte';

const inOrder = (a: NoteView, b: NoteView) => a.from_ms - b.from_ms || a.id.localeCompare(b.id);

/** The bookmarks and clips of the open session. */
export class Notes {
  list = $state.raw<readonly NoteView[]>([]);
  failure = $state.raw<{ title: string; error: AppError } | null>(null);
  /** Where the next clip begins. */
  inPoint = $state<number | null>(null);
  /** The one that was just made, whose title may be wanted at once. */
  fresh = $state<string | null>(null);

  #session: string | null = null;
  readonly #teller: Teller;

  constructor(teller: Teller) {
    this.#teller = teller;
  }

  async open(session: string): Promise<void> {
    this.#session = session;
    this.list = [];
    this.failure = null;
    this.inPoint = null;
    this.fresh = null;
    try {
      const list = await commands.notes(session);
      if (this.#session === session) this.list = list.toSorted(inOrder);
    } catch (thrown) {
      if (this.#session === session) this.failure = { title: words.failed, error: asError(thrown) };
    }
  }

  async bookmark(at: number): Promise<void> {
    const from_ms = Math.round(at);
    const made = {
      id: '',
      kind: 'bookmark',
      from_ms,
      to_ms: null,
      title: words.newBookmark(at),
      text: '',
    } as const;
    if (await this.#make(made)) this.#teller.show(words.bookmarked(at));
  }

  markIn(at: number): void {
    this.inPoint = Math.round(at);
    this.#teller.say(words.inSet(at));
  }

  async markOut(at: number): Promise<void> {
    const from = this.inPoint;
    const to = Math.round(at);
    if (from === null) return this.#teller.show(words.noIn);
    if (to <= from) return this.#teller.show(words.outBeforeIn);
    const made = {
      id: '',
      kind: 'clip',
      from_ms: from,
      to_ms: to,
      title: words.newClip(from),
      text: '',
    } as const;
    if (await this.#make(made)) {
      this.inPoint = null;
      this.#teller.show(words.clipped(from, to));
    }
  }

  async change(note: NoteView): Promise<void> {
    await this.#save(note);
  }

  async remove(note: NoteView): Promise<void> {
    const session = this.#session;
    if (session === null) return;
    try {
      await commands.removeNote(session, note.id);
      if (this.#session === session) this.list = this.list.filter((one) => one.id !== note.id);
      this.#teller.show(words.removed(note.title), {
        label: words.undo,
        do: () => void (this.#session === session && this.#save({ ...note, id: '' })),
      });
    } catch (thrown) {
      this.failure = { title: words.notRemoved, error: asError(thrown) };
    }
  }

  async #make(note: NoteView): Promise<boolean> {
    const saved = await this.#save(note);
    if (saved) this.fresh = saved.id;
    return saved !== null;
  }

  async #save(note: NoteView): Promise<NoteView | null> {
    const session = this.#session;
    if (session === null) return null;
    try {
      const saved = await commands.saveNote(session, note);
      if (this.#session === session) {
        this.list = [...this.list.filter((one) => one.id !== saved.id), saved].sort(inOrder);
        this.failure = null;
      }
      return saved;
    } catch (thrown) {
      this.failure = { title: words.notSaved, error: asError(thrown) };
      return null;
    }
  }
}
