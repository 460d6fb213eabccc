import type {
  AppError,
  ExcerptAudio,
  ExcerptWish,
  ExportTask,
  NameReplaced,
  NoteView,
} from '../../ipc/bindings/wire';
import type { Toasts } from '../../elements/toasts.svelte';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { asFound, wishOf, type Hiding } from '../../lib/hiding';
import { Writing } from '../exporter/writing.svelte';

/** What is given to others: a clip, or all that is in a tray. */
export type Subject =
  { kind: 'clip'; session: string; note: NoteView } | { kind: 'packet'; tray: string; title: string };

export type Audio = Exclude<ExcerptAudio, 'copy'>;
export type Beside = Extract<ExportTask, { kind: 'clip' }>['with'][number];

/** How it is to be. */
export interface Shape {
  audio: Audio;
  even: boolean;
  context: boolean;
  private: boolean;
  /** What is written beside the sound of a clip. */
  beside: readonly Beside[];
  zip: boolean;
  reel: boolean;
  bag: boolean;
}

/** How long one waits for the next change before names are looked for, in milliseconds. */
const SETTLED = 250;

/** Clips and packets, as somebody wants them for others, and the names that are hidden in them. */
export class Packets {
  /** Whether the dialog is open. */
  shown = $state(false);
  subject = $state.raw<Subject | null>(null);
  shape = $state.raw<Shape>({
    audio: 'best',
    even: false,
    context: false,
    private: false,
    beside: ['html'],
    zip: false,
    reel: false,
    bag: false,
  });
  hides = $state(false);
  hiding = $state.raw<Hiding>(asFound);
  /** What would be replaced, as it was last found. */
  names = $state.raw<NameReplaced[] | null>(null);
  /** Whether it is being looked for what is replaced now. */
  looking = $state(false);
  failure = $state.raw<AppError | null>(null);
  readonly writing: Writing;

  #waiting = 0;
  /** The search for names that is under way. */
  #job: number | null = null;

  constructor(toasts: Toasts) {
    this.writing = new Writing(toasts, () => this.shown);
  }

  show(subject: Subject) {
    this.shown = true;
    if (this.writing.running) return;
    this.writing.forget();
    this.subject = subject;
    this.hiding = { ...asFound, style: this.hiding.style };
    this.names = null;
    this.#look(0);
  }

  close() {
    this.shown = false;
    this.#stop();
  }

  set(change: Partial<Shape>) {
    this.shape = { ...this.shape, ...change };
    this.writing.forget();
    if (change.private !== undefined || change.context !== undefined) this.#look();
  }

  hide(hides: boolean) {
    this.hides = hides;
    this.writing.forget();
    this.#look(0);
  }

  setHiding(hiding: Hiding) {
    this.hiding = hiding;
    this.writing.forget();
    this.#look();
  }

  /** Asks where to, and writes it there. Nobody's name is hidden before it was shown by what. */
  async start() {
    const task = this.#task();
    if (task && !this.looking && !(this.hides && this.names === null)) await this.writing.start(task);
  }

  #task(): ExportTask | null {
    const { subject, shape } = this;
    const { audio, even, context, beside, zip, reel, bag } = shape;
    const hide = this.hides ? wishOf(this.hiding) : null;
    const wish: ExcerptWish = { audio, even, private: shape.private, context, hide, force: false };
    switch (subject?.kind) {
      case 'clip': {
        const { from_ms, to_ms, title, text, tags } = subject.note;
        const clip = { session: subject.session, from_ms, to_ms: to_ms ?? from_ms, title, text, tags };
        return { kind: 'clip', clip, with: [...beside], wish };
      }
      case 'packet':
        return { kind: 'packet', tray: subject.tray, zip, reel, bag, wish };
      case undefined:
        return null;
    }
  }

  /** Looks for what would be replaced, once nothing has changed for a while. */
  #look(after = SETTLED) {
    this.#stop();
    const task = this.#task();
    if (!this.shown || !this.hides || !task) return;
    this.looking = true;
    this.#waiting = window.setTimeout(() => void this.#find(task), after);
  }

  #stop() {
    clearTimeout(this.#waiting);
    if (this.#job !== null) void commands.cancel(this.#job).catch(() => undefined);
    this.#job = null;
    this.looking = false;
  }

  async #find(task: ExportTask) {
    const job = commands.freshJob();
    this.#job = job;
    try {
      const names = await commands.namesOfTask(task, job);
      if (this.#job !== job) return;
      this.names = names;
      this.failure = null;
    } catch (error) {
      if (this.#job !== job) return;
      this.names = null;
      this.failure = asAppError(error);
    }
    this.#job = null;
    this.looking = false;
  }
}
