import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import * as commands from '../ipc/commands';
import { asError } from '../ipc/errors';
import { onArchive, onPlayer } from '../ipc/events';
import type { AppError, SearchHit, Written } from '../ipc/bindings/wire';
import { nextMoment, previousMoment } from '../lib/cues';
import { follow, type FollowEvent, type Following } from '../lib/following';
import { loadPlace, loadSettings, savePlace, saveSettings } from '../lib/memory';
import { session as words } from '../lib/messages';
import { Archive } from './archive/archive.svelte';
import { Notes } from './clips/notes.svelte';
import { Player } from './player/player.svelte';
import { Search } from './search/search.svelte';
import { Session } from './session/session.svelte';
import { Teller } from './tell.svelte';

/** The session in the middle, from the wish to the page. */
export type Opening =
  | { state: 'none' }
  | { state: 'opening'; id: string }
  | { state: 'failed'; id: string; error: AppError }
  | { state: 'open'; session: Session };

/** How often the place in a session is kept while it plays, in milliseconds. */
const KEEP = 5_000;
/** Going back to the previous message leaves so much time to press again. */
const GRACE = 1_500;

/** What lies on the desk: one archive, one open session, one player. */
export class Desk {
  readonly teller = new Teller();
  readonly archive = new Archive();
  readonly search = new Search();
  readonly player = new Player(this.teller);
  readonly notes = new Notes(this.teller);

  opening = $state.raw<Opening>({ state: 'none' });
  following = $state.raw<Following>({ on: true, away: false });
  /** Grows when the person asks to be taken to what is heard now. */
  summons = $state(0);
  showToCome = $state(true);
  /** Where the page should go, though nothing plays there; grows with each wish. */
  reveal = $state.raw<{ at: number; message: string | null; number: number } | null>(null);

  readonly session = $derived(this.opening.state === 'open' ? this.opening.session : null);
  readonly readOnly = $derived(this.session?.view.read_only ?? true);

  readonly #places = new SvelteMap<string, number>();
  #stop: (() => void)[] = [];

  constructor() {
    const settings = loadSettings(localStorage);
    this.following = { on: settings.follow, away: false };
    this.showToCome = settings.showToCome;
    this.player.speed = settings.speed;
    this.player.volume = settings.volume;
    this.player.muted = settings.muted;
  }

  /** Opens the archive, and in it what the person had open. */
  async start(): Promise<void> {
    const stop = await Promise.all([
      onPlayer((event) => this.player.take(event)),
      onArchive(() => void this.archive.refresh()),
    ]);
    this.#stop.push(...stop);
    const keep = setInterval(() => this.player.playing && this.keep(), KEEP);
    this.#stop.push(() => clearInterval(keep));
    const [wished] = await Promise.all([commands.startSession().catch(() => null), this.archive.refresh()]);
    if (wished !== null) await this.archive.refresh();
    const there = this.archive.overview?.sessions ?? [];
    const last = loadSettings(localStorage).session;
    const first = this.archive.groups[0]?.sessions[0]?.id;
    const id = wished ?? there.find((card) => card.id === last)?.id ?? first;
    if (id !== undefined && this.opening.state === 'none') await this.open(id);
  }

  stop(): void {
    this.keep();
    for (const stop of this.#stop) stop();
    this.player.dispose();
  }

  /** Opens a session where the person was in it, or at `at`. Whether it is open now. */
  async open(id: string, at: number | null = null): Promise<boolean> {
    this.keep();
    this.opening = { state: 'opening', id };
    try {
      const view = await commands.openSession(id);
      if (this.opening.state !== 'opening' || this.opening.id !== id) return false;
      const from = at ?? this.#places.get(id) ?? loadPlace(localStorage, id, view.duration_ms);
      this.player.at = from;
      this.reveal = null;
      this.opening = { state: 'open', session: new Session(view) };
      this.keepSettings();
      void this.notes.open(id);
      await this.player.load(id, view.duration_ms, from);
      return true;
    } catch (thrown) {
      if (this.opening.state === 'opening' && this.opening.id === id) {
        this.opening = { state: 'failed', id, error: asError(thrown) };
      }
      return false;
    }
  }

  async openSample(): Promise<void> {
    const id = await this.archive.sample();
    if (id !== null) await this.open(id);
  }

  /** Adds files; opens what they made, unless that would break off what is heard. */
  async add(paths: string[]): Promise<void> {
    const [first] = await this.archive.add(paths);
    if (first && !this.player.playing) await this.open(first.id);
  }

  async playHit(hit: SearchHit): Promise<void> {
    if (this.session?.view.id !== hit.session && !(await this.open(hit.session, hit.at_ms))) return;
    await this.player.playFrom(hit.at_ms);
    this.show(hit.at_ms);
  }

  async playFrom(at: number): Promise<void> {
    await this.player.playFrom(at);
    this.show(at);
  }

  /** Brings a moment into view. */
  show(at: number, message: string | null = null): void {
    this.reveal = { at, message, number: (this.reveal?.number ?? 0) + 1 };
  }

  /** What happens to following; the person's own wishes take the page along. */
  tellFollowing(event: FollowEvent): void {
    const before = this.following;
    const after = follow(before, event);
    if (after.on !== before.on || after.away !== before.away) this.following = after;
    if (event.kind === 'returned' || (event.kind === 'switched' && event.on)) this.summons++;
    if (after.on !== before.on) this.keepSettings();
  }

  setShowToCome(shown: boolean): void {
    this.showToCome = shown;
    this.keepSettings();
  }

  stepMessage(way: 1 | -1): void {
    const session = this.session;
    if (!session) return;
    const { written, rows } = session.view;
    const moments = written.length > 0 ? written : rows;
    const at = this.player.at;
    const to =
      way > 0 ? nextMoment(moments, at) : previousMoment(moments, at, this.player.playing ? GRACE : 1);
    if (to !== null && to <= session.view.duration_ms) void this.player.seek(to);
  }

  /** Puts a message, and with it its log, at what is heard now. */
  async placeHere(message: Written): Promise<void> {
    const session = this.session;
    if (!session) return;
    const now = Math.round(this.player.at);
    const anchors: [number, number][] = [[message.source_ms, now]];
    if (await session.align(message.log, { kind: 'anchors', anchors }, now)) {
      this.teller.show(words.chatMoved(now - message.at_ms), {
        label: words.undo,
        do: () => void this.undo(),
      });
    }
  }

  async undo(): Promise<void> {
    if (await this.session?.undo(this.player.at)) this.teller.show(words.alignUndone);
  }

  async redo(): Promise<void> {
    if (await this.session?.redo(this.player.at)) this.teller.show(words.alignRedone);
  }

  /** Keeps where the person is. */
  keep(): void {
    const view = this.session?.view;
    if (!view || this.player.state === 'empty' || this.player.state === 'loading') return;
    this.#places.set(view.id, this.player.at);
    savePlace(localStorage, view.id, this.player.at);
  }

  keepSettings(): void {
    const { speed, volume, muted } = this.player;
    const session = this.session?.view.id ?? null;
    saveSettings(localStorage, {
      speed,
      volume,
      muted,
      follow: this.following.on,
      showToCome: this.showToCome,
      session,
    });
  }
}

const KEY = Symbol('desk');

export const provideDesk = (desk: Desk): Desk => setContext(KEY, desk);

export const useDesk = (): Desk => getContext<Desk>(KEY);
