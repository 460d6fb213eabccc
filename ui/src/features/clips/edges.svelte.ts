import type { NoteView, Row, Spoken } from '../../ipc/bindings/wire';
import { asAppError } from '../../ipc/errors';
import type { Toasts } from '../../elements/toasts.svelte';
import { t } from '../../lib/messages';
import {
  beside,
  type Edge,
  sentenceNear,
  sentences,
  silenceNear,
  type Span,
  withEdge,
  wordTimes,
} from '../../lib/snap';
import type { Player } from '../player/player.svelte';
import type { Score } from '../session/score.svelte';
import type { Notes } from './notes.svelte';

/** So long after the last key what it moved is saved, in milliseconds. */
const REST = 700;
/** How much is heard before and after an edge, in milliseconds. */
const AROUND = 750;
/** How far a key moves an edge, in milliseconds. */
export const STEP = 10;

export type Clip = NoteView & { to_ms: number };

/** The edges of the chosen clip: every way to move them, and to hear how they sound. */
export class Edges {
  /** Where they are tried, and not saved yet. */
  draft = $state.raw<{ id: string; span: Span } | null>(null);
  /** The edge that is heard, over and over. */
  #heard = $state.raw<{ id: string; edge: Edge; span: Span } | null>(null);

  #notes: Notes;
  #player: Player;
  #toasts: Toasts;
  #score: () => Score | null;
  #resting = 0;
  /** Steps come one after the other, as each begins where the last one ended. */
  #last: Promise<void> = Promise.resolve();

  constructor(notes: Notes, player: Player, toasts: Toasts, score: () => Score | null) {
    this.#notes = notes;
    this.#player = player;
    this.#toasts = toasts;
    this.#score = score;
  }

  close() {
    clearTimeout(this.#resting);
    this.draft = null;
    this.#heard = null;
  }

  get #clips(): Clip[] {
    return this.#notes.list.filter((note): note is Clip => note.kind === 'clip' && note.to_ms !== null);
  }

  /** The clip that is open in the tray. */
  get clip(): Clip | null {
    return this.#clips.find((clip) => clip.id === this.#notes.chosen) ?? null;
  }

  /** The one that is open, or the shortest that holds a moment; it is open then. */
  clipAt(at: number): Clip | null {
    if (this.clip) return this.clip;
    const here = this.#clips.filter(({ from_ms, to_ms }) => from_ms <= at && at <= to_ms);
    const found = here.sort((a, b) => a.to_ms - a.from_ms - (b.to_ms - b.from_ms))[0] ?? null;
    if (found) this.#notes.chosen = found.id;
    else this.#toasts.show(t.clips.noClip);
    return found;
  }

  /** From when to when a clip goes, as it is tried or saved. */
  spanOf(clip: Clip): Span {
    return this.draft?.id === clip.id ? this.draft.span : [clip.from_ms, clip.to_ms];
  }

  /** All notes, the one whose edges are moved as it is tried. */
  get shown(): readonly NoteView[] {
    const { draft } = this;
    if (!draft) return this.#notes.list;
    const [from_ms, to_ms] = draft.span;
    return this.#notes.list.map((note) => (note.id === draft.id ? { ...note, from_ms, to_ms } : note));
  }

  /** Tries an edge at a moment. */
  put(clip: Clip, edge: Edge, at: number) {
    clearTimeout(this.#resting);
    this.draft = { id: clip.id, span: withEdge(this.spanOf(clip), edge, at, this.#player.duration) };
  }

  /** Sets an edge at a moment. */
  set(clip: Clip, edge: Edge, at: number): Promise<void> {
    this.put(clip, edge, at);
    return this.settle();
  }

  /** Moves an edge by 10 ms, or by a word; it is saved when it rests. */
  step(clip: Clip, edge: Edge, by: 1 | -1, how: 'finely' | 'word') {
    this.#last = this.#last.then(async () => {
      const at = this.spanOf(clip)[edge === 'from' ? 0 : 1];
      const to = how === 'word' ? await this.#word(at, by) : at + by * STEP;
      if (to === null) return this.#toasts.show(t.clips.noWord);
      this.put(clip, edge, to);
      this.#resting = window.setTimeout(() => void this.settle(), REST);
    });
  }

  /** Saves what was tried. */
  async settle() {
    clearTimeout(this.#resting);
    const { draft } = this;
    const clip = this.#clips.find((one) => one.id === draft?.id);
    if (!draft || !clip) return this.leave();
    const [from_ms, to_ms] = draft.span;
    const moved = from_ms !== clip.from_ms || to_ms !== clip.to_ms;
    // A clip stands in the list at its moment, unless somebody has put it elsewhere.
    const position = clip.position === clip.from_ms ? from_ms : clip.position;
    if (moved) await this.#notes.save({ ...clip, from_ms, to_ms, position });
    if (this.draft === draft) this.draft = null;
    if (!moved) return;
    // What is heard of it goes along.
    const edge = this.#heard && this.hears(clip) ? this.#heard.edge : null;
    const [from, to] = this.#player.repeated ?? [];
    if (from === clip.from_ms && to === clip.to_ms) await this.#player.repeat(draft.span);
    if (edge) await this.#try(clip.id, edge, draft.span);
  }

  /** Gives up what was tried. */
  leave() {
    clearTimeout(this.#resting);
    this.draft = null;
  }

  async snapToSilence(clip: Clip) {
    const silences = this.#player.comforted?.silences_ms;
    if (!silences) return this.#toasts.show(t.clips.noSilencesYet);
    const to = (edge: Edge, at: number) => silenceNear(silences, edge, at);
    await this.#snap(clip, to, t.clips.silence);
  }

  async snapToSentences(clip: Clip) {
    const [from, to] = this.spanOf(clip);
    const rows = await this.#rows(from, to);
    if (!rows) return;
    const spoken = rows.flatMap((row) => sentences(row.spoken));
    await this.#snap(clip, (edge, at) => sentenceNear(spoken, edge, at), t.clips.sentence);
  }

  async #snap(
    clip: Clip,
    near: (edge: Edge, at: number) => number | null,
    says: typeof t.clips.silence | typeof t.clips.sentence,
  ) {
    const old = this.spanOf(clip);
    const [from, to] = [near('from', old[0]), near('to', old[1])];
    const span: Span = [from ?? old[0], to ?? old[1]];
    if (from === null && to === null) return this.#toasts.show(says.none);
    if (span[0] >= span[1]) return this.#toasts.show(says.same);
    if (from === null) this.#toasts.show(says.noneAtStart);
    else if (to === null) this.#toasts.show(says.noneAtEnd);
    else if (from === old[0] && to === old[1]) this.#toasts.show(says.there);
    this.draft = { id: clip.id, span };
    await this.settle();
  }

  /** Whether this edge of a clip, or either, is heard over and over. */
  hears(clip: Clip, edge?: Edge): boolean {
    const heard = this.#heard;
    if (!heard || heard.id !== clip.id || this.#player.tried?.span !== heard.span) return false;
    return edge === undefined || heard.edge === edge;
  }

  /** Lets hear how a clip begins or ends, over and over; stops where that is heard already. */
  async hear(clip: Clip, edge: Edge) {
    if (this.hears(clip, edge)) return this.#player.untry();
    await this.#try(clip.id, edge, this.spanOf(clip));
  }

  async #try(id: string, edge: Edge, [from, to]: Span) {
    const at = edge === 'from' ? from : to;
    const span: Span = [Math.max(0, at - AROUND), Math.min(this.#player.duration, at + AROUND)];
    this.#heard = { id, edge, span };
    await this.#player.try(span);
  }

  /** The moment of the word beside this one; of the message, where nothing was spoken. */
  async #word(at: number, by: 1 | -1): Promise<number | null> {
    const score = this.#score();
    if (!score) return null;
    if (!score.spoken) return beside(score.view.written, at, by);
    const rows = await this.#rows(at);
    return rows && beside(wordTimes(rows.flatMap((row): Spoken[] => row.spoken)), at, by);
  }

  /** The rows about some moments; null where they can't be had. */
  async #rows(...moments: number[]): Promise<Row[] | null> {
    const score = this.#score();
    if (!score) return null;
    try {
      const found: Row[] = [];
      for (const at of moments) found.push(...(await score.around(at)));
      return found;
    } catch (error) {
      const { message, help } = asAppError(error);
      this.#toasts.show(message, { help, look: 'error' });
      return null;
    }
  }
}
