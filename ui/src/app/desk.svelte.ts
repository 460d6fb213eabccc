import { createContext } from 'svelte';
import { Toasts } from '../elements/toasts.svelte';
import { Alignments } from '../features/alignment/alignment.svelte';
import { Archive } from '../features/archive/archive.svelte';
import { Archives } from '../features/archives/archives.svelte';
import { Exporter } from '../features/exporter/exporter.svelte';
import { Description } from '../features/description/description.svelte';
import { Fixity } from '../features/fixity/fixity.svelte';
import { type Clip, Edges } from '../features/clips/edges.svelte';
import { Notes } from '../features/clips/notes.svelte';
import { Importer } from '../features/importer/importer.svelte';
import { Packets } from '../features/packet/packets.svelte';
import { People } from '../features/people/people.svelte';
import { Player } from '../features/player/player.svelte';
import { Redactions } from '../features/redaction/redactions.svelte';
import { SavedSearches } from '../features/search/saved.svelte';
import { Search, type Likened } from '../features/search/search.svelte';
import type { Selected } from '../features/session/selection';
import { Sessions } from '../features/session/session.svelte';
import { Sharing } from '../features/sharing/sharing.svelte';
import { Trash } from '../features/trash/trash.svelte';
import { Trays } from '../features/trays/trays.svelte';
import { Troubles } from '../features/troubles/troubles.svelte';
import type { AppError, MediaKey, NoteView, SearchHit } from '../ipc/bindings/wire';
import * as commands from '../ipc/commands';
import {
  chooseFiles,
  onArchive,
  onDrop,
  onIndexing,
  onLink,
  onMedia,
  onPlayer,
  setWindowTitle,
  type Stop,
} from '../ipc/events';
import { lastAtOrBefore, nextAfter, previousCue } from '../lib/cues';
import { follow, type FollowEvent, type Following } from '../lib/follow';
import type { Memory } from '../lib/memory';
import { t } from '../lib/messages';
import type { Action } from '../lib/shortcuts';
import type { Span } from '../lib/snap';
import { toRedo, toUndo } from '../lib/undo';

const REMEMBER_EVERY = 2000;

/** Everything on the desk: what is open, what plays, and how one leads to the other. */
export class Desk {
  readonly toasts = new Toasts();
  readonly archive = new Archive();
  readonly fixity = new Fixity();
  readonly sessions = new Sessions();
  readonly search = new Search();
  readonly searches: SavedSearches;
  readonly notes = new Notes(this.toasts);
  readonly alignments = new Alignments(this.toasts);
  readonly importer = new Importer();
  readonly people = new People(this.toasts);
  readonly description = new Description(this.toasts);
  readonly exporter = new Exporter(this.toasts);
  readonly packets = new Packets(this.toasts);
  readonly redactions = new Redactions(this.toasts, () => this.search.again());
  readonly sharing = new Sharing(this.toasts);
  readonly trays: Trays;
  readonly troubles = new Troubles((card) => void this.#superseded(card.id));
  readonly trash = new Trash(this.toasts, {
    isOpen: (id) => this.sessions.id === id,
    close: () => this.#close(),
    open: (id) => void this.open(id),
  });
  readonly archives: Archives;
  readonly player: Player;
  readonly edges: Edges;

  following = $state.raw<Following>({ on: true, sight: 'seen' });
  toCome = $state(true);
  tray = $state(false);
  keys = $state(false);
  dropping = $state(false);
  searchField: HTMLInputElement | null = null;
  /** Takes the pane to the moment that is heard. */
  goToNow: (() => void) | null = null;
  /** Tells what is selected on the page. */
  selected: (() => Selected | null) | null = null;

  #memory: Memory;
  get #undoable() {
    return [
      this.alignments,
      this.people,
      this.searches,
      this.description,
      this.trash,
      this.notes,
      this.trays,
      this.redactions,
    ];
  }

  /** `moved` is called when another archive is open: it wants another desk. */
  constructor(memory: Memory, moved: () => void = () => undefined) {
    this.#memory = memory;
    this.searches = new SavedSearches(this.toasts, memory);
    this.trays = new Trays(this.toasts, memory);
    this.archives = new Archives(() => {
      this.remember();
      void this.player.close();
      moved();
    });
    this.player = new Player(memory);
    this.edges = new Edges(this.notes, this.player, this.toasts, () => this.score);
    this.following = { on: memory.follow, sight: 'seen' };
    this.toCome = memory.toCome;
    this.tray = memory.tray;
  }

  get score() {
    return this.sessions.score;
  }

  /** Loads the archive, opens what was asked for or was open last, and listens from then on. */
  async start(): Promise<Stop> {
    const stops = Promise.all([
      onPlayer((event) => this.player.heard(event)),
      onMedia((key) => this.#pressed(key)),
      onLink((link) => void this.#follow(link)),
      onArchive(() => void this.#changed()),
      onIndexing((progress) => (this.archive.indexing = progress)),
      onDrop((drop) => {
        this.dropping = drop.kind === 'over';
        if (drop.kind === 'dropped') void this.add(drop.paths);
      }),
    ]);
    void this.player.restoreOutput();
    const asked = commands.startSession().catch((error) => this.#failed(error));
    await this.#look();
    performance.mark('usable');
    void this.trays.refresh();
    const moment = await asked;
    const first = moment?.session ?? (await this.#last()) ?? this.archive.card(0)?.id ?? null;
    if (first && this.sessions.status.kind === 'none') void this.open(first, moment?.at_ms ?? undefined);

    const remembering = setInterval(() => this.remember(), REMEMBER_EVERY);
    const all = await stops;
    return () => {
      clearInterval(remembering);
      for (const stop of all) stop();
    };
  }

  /** The session that was open last, if it is still there. */
  async #last(): Promise<string | null> {
    const { session } = this.#memory;
    return session && (await commands.seen(session).catch(() => null)) !== null ? session : null;
  }

  /** Takes the list, and the session that is open, as others have left them. */
  async #changed() {
    await this.#look();
    void this.trays.refresh();
    const { score } = this;
    const { status } = this.sessions;
    if (status.kind === 'failed') {
      const back = (await commands.seen(status.id).catch(() => null)) !== null;
      if (back && this.sessions.status === status) void this.open(status.id);
    }
    if (!score) return;
    const seen = await commands.seen(score.view.id).catch(() => score.view.seen);
    if (this.score !== score || seen === score.view.seen) return;
    if (seen === null) {
      if (this.player.playing) void this.player.pause();
      await this.sessions.open(score.view.id);
      return;
    }
    await this.alignments.refresh();
    if (this.score !== score) return;
    if (this.people.shown) void this.people.refresh();
    void this.notes.refresh();
    void this.redactions.refresh();
    void this.importer.find(score.view.id);
  }

  /** Opens a session where the person was in it, or at a moment. */
  async open(id: string, at?: number): Promise<boolean> {
    this.remember();
    if (this.player.playing) void this.player.pause();
    this.#closeNotes();
    const score = await this.sessions.open(id);
    if (!score) return false;
    this.#memory.session = id;
    this.search.open(id);
    this.alignments.open(score);
    this.people.open(score);
    this.description.open(score);
    void this.redactions.open(score);
    void this.notes.open(id);
    void this.importer.find(id);
    const kept = this.#memory.position(id);
    const from = at ?? (kept < score.view.duration_ms - 1000 ? kept : 0);
    return this.player.load(id, score.view.duration_ms, Math.max(0, from));
  }

  /** Opens a session with the form of what it is about. */
  async describe(id: string) {
    if (this.sessions.id === id || (await this.open(id))) await this.description.show();
  }

  /** Leaves the open session, as it is not there any more. */
  #close() {
    void this.player.close();
    this.sessions.close();
    this.#closeNotes();
    this.alignments.open(null);
    this.people.open(null);
    this.description.open(null);
    void this.redactions.open(null);
    this.#memory.session = null;
  }

  /** What was moved by keys is saved, though its session closes. */
  #closeNotes() {
    void this.edges.settle();
    this.edges.close();
    this.notes.close();
  }

  /** Takes up what the archive holds now. */
  async #look() {
    await this.archive.load();
    const { status } = this.archive;
    if (status.kind !== 'ready') return;
    void setWindowTitle(t.archives.windowTitle(status.shelves.title));
    this.troubles.lookSoon();
  }

  /** Takes up a session that somebody else's version took the place of. */
  async #superseded(id: string) {
    if (this.sessions.id === id) await this.open(id);
  }

  async playHit(hit: SearchHit) {
    if (!this.search.like) this.searches.remember(this.search.query);
    await this.playMoment(hit.session, hit.at_ms);
  }

  /** Goes where a link leads; what plays goes on if that is nowhere. */
  async #follow(link: string) {
    const moment = await commands.followLink(link).catch((error) => this.#failed(error));
    if (!moment) return;
    const here = this.sessions.id === moment.session && this.score !== null;
    if (!here) await this.open(moment.session, moment.at_ms ?? undefined);
    else if (moment.at_ms !== null) await this.player.seek(moment.at_ms).then(() => this.goToNow?.());
  }

  #failed(error: AppError) {
    this.toasts.show(error.message, { help: error.help, look: 'error' });
    return null;
  }

  async playMoment(session: string, at: number) {
    const here = this.sessions.id === session && this.score !== null;
    if (here || (await this.open(session, at))) {
      this.setFollowing({ type: 'back' });
      await this.player.playFrom(at);
      if (here) this.goToNow?.();
    }
  }

  /** Shows what is like a message of the open session, or like what is current in it. */
  moreLike(message: (Pick<Likened, 'at_ms' | 'author' | 'text'> & { id: string }) | null) {
    const { score } = this;
    if (!score) return;
    if (!message) return this.toasts.show(t.search.likeNothing);
    const { id, at_ms, author, text } = message;
    const { id: session, title } = score.view;
    void this.search.likes({ session, title, message: id, at_ms, author, text });
  }

  remember() {
    const { session, state } = this.player;
    if (session && state !== 'empty' && state !== 'loading')
      this.#memory.setPosition(session, this.player.place());
  }

  setFollowing(event: FollowEvent) {
    const next = follow(this.following, event);
    if (next.on !== this.following.on) this.#memory.follow = next.on;
    if (next.on !== this.following.on || next.sight !== this.following.sight) this.following = next;
  }

  switchFollowing(on: boolean) {
    this.setFollowing({ type: 'switched', on });
    if (on) this.goToNow?.();
  }

  setToCome(shown: boolean) {
    this.toCome = shown;
    this.#memory.toCome = shown;
  }

  setTray(shown: boolean) {
    this.tray = shown;
    this.#memory.tray = shown;
  }

  async add(paths: string[]) {
    const added = await this.archive.add(paths);
    const one = added[0];
    if (!one) return;
    this.toasts.show(t.archive.added(added.map((each) => each.title)));
    if (!this.player.playing) await this.open(one.id);
  }

  async chooseAndAdd() {
    await this.add(await chooseFiles(t.archive.addTitle));
  }

  async openSample() {
    const id = await this.archive.sample();
    if (id) await this.open(id);
  }

  /** Does what a key asks for. */
  act(action: Action) {
    const { player, score } = this;
    switch (action) {
      case 'search':
        this.searchField?.focus();
        return this.searchField?.select();
      case 'add':
        return void this.chooseAndAdd();
      case 'export':
        return this.exporter.show(score && { id: score.view.id, title: score.view.title });
      case 'keys':
        this.keys = !this.keys;
        return;
      case 'saveSearch':
        this.search.naming = this.search.typed && !this.search.like;
        return;
      case 'slower':
        return void player.setSpeed(player.speed - 0.05);
      case 'faster':
        return void player.setSpeed(player.speed + 0.05);
      case 'follow':
        return this.switchFollowing(!this.following.on);
      case 'undo':
        return void this.#undo();
      case 'redo':
        return void (this.people.shown ? this.people : toRedo(this.#undoable))?.redo();
    }
    if (!score) return;
    const now = player.now();
    switch (action) {
      case 'play':
        return void player.toggle();
      case 'back10':
        return void player.skip(-10_000);
      case 'forward10':
        return void player.skip(10_000);
      case 'back5':
        return void player.skip(-5000);
      case 'forward5':
        return void player.skip(5000);
      case 'previous': {
        const to = previousCue(score.view.written, player.place());
        return void (to !== null && player.seek(to));
      }
      case 'next': {
        const to = nextAfter(score.view.written, player.place());
        return void (to !== null && to <= player.duration && player.seek(to));
      }
      case 'stepBack':
        return void player.step(-1);
      case 'stepForward':
        return void player.step(1);
      case 'zoomIn':
        return score.zoom.in();
      case 'zoomOut':
        return score.zoom.out();
      case 'zoomWhole':
        return score.zoom.whole();
      case 'repeat':
        return this.repeat(player.repeated ? null : this.notes.spanAt(now));
      case 'nextHit':
      case 'previousHit': {
        const hit = this.search.beside(player.place(), action === 'nextHit');
        if (!hit) return this.search.active ? this.toasts.show(t.search.noneHere) : undefined;
        this.setFollowing({ type: 'back' });
        return void player.seek(hit.at_ms).then(() => this.goToNow?.());
      }
      case 'moreLike':
        return this.moreLike(score.current);
      case 'in':
        return this.notes.markIn(now);
      case 'out':
        return void this.notes.markOut(score, now);
      case 'bookmark':
        return void this.notes.bookmark(score, now);
      case 'clipSelected':
        return this.clipSelected();
      case 'openClip':
        return this.#withClip((clip) => this.openNote(clip));
      case 'snapSilence':
        return this.#withClip((clip) => this.edges.snapToSilence(clip));
      case 'snapSentence':
        return this.#withClip((clip) => this.edges.snapToSentences(clip));
      case 'hearStart':
        return this.#withClip((clip) => this.edges.hear(clip, 'from'));
      case 'hearEnd':
        return this.#withClip((clip) => this.edges.hear(clip, 'to'));
      case 'playClip':
        return this.#withClip((clip) => this.playClip(clip));
      case 'toTray':
        return this.#toTray(this.#noteInHand() ?? this.edges.clipAt(player.place()));
      case 'copyLink': {
        const at = score.current?.at_ms ?? now;
        return void this.sharing.copyLink({ session: score.view.id, from: at, to: at });
      }
    }
  }

  async #undo() {
    // What keys have just moved is the last step, though it isn't saved yet.
    await this.edges.settle();
    await (this.people.shown ? this.people : toUndo(this.#undoable))?.undo();
  }

  #withClip(work: (clip: Clip) => unknown) {
    const clip = this.edges.clipAt(this.player.place());
    if (clip) void work(clip);
  }

  /** Plays a clip from its beginning to its end. */
  playClip(clip: Clip) {
    this.setFollowing({ type: 'back' });
    void this.player.playOnce(this.edges.spanOf(clip)).then(() => this.goToNow?.());
  }

  /** Makes a clip of a span, and opens its note for a title. */
  async mark(span: Span, words?: string) {
    const { score } = this;
    if (!score) return;
    const clip = await this.notes.clip(score, ...span, words);
    if (clip) this.openNote(clip);
  }

  /** Makes a clip of what is selected on the page. */
  clipSelected(selected: Selected | null = this.selected?.() ?? null) {
    if (!selected) return this.toasts.show(t.clips.nothingSelected);
    void this.mark(selected.span, selected.words);
  }

  /** Shows a note in the tray, its title to be written. */
  openNote(note: NoteView) {
    this.setTray(true);
    if (this.trays.chosen !== null) void this.trays.choose(null);
    this.notes.chosen = note.id;
    this.notes.toName = note.id;
  }

  /** The note that the keyboard is at. */
  #noteInHand(): NoteView | null {
    const id = document.activeElement?.closest<HTMLElement>('[data-note]')?.dataset.note;
    return this.notes.list.find((note) => note.id === id) ?? null;
  }

  /** Puts a clip into the tray that was used last; into a new one where none was. */
  #toTray(note: NoteView | null) {
    const session = this.sessions.id;
    if (!session || !note) return;
    if (note.kind !== 'clip') return this.toasts.show(t.trays.noClip);
    const clip = { session, note: note.id, title: note.title };
    const { lastUsed } = this.trays;
    if (lastUsed) return void this.trays.add(lastUsed.id, clip);
    this.setTray(true);
    this.trays.begin(clip);
  }

  /** Repeats a span; goes on where it is none, or the one that is being repeated. */
  repeat(span: readonly [number, number] | null) {
    const { player } = this;
    if (!span && !player.repeated) return this.toasts.show(t.player.nothingToRepeat);
    const same = span && player.repeated && span[0] === player.repeated[0] && span[1] === player.repeated[1];
    void player.repeat(same ? null : span);
  }

  #pressed(media: MediaKey) {
    const { player } = this;
    switch (media.key) {
      case 'play':
        return void player.play();
      case 'pause':
        return void player.pause();
      case 'toggle':
      case 'next':
      case 'previous':
        return this.act(media.key === 'toggle' ? 'play' : media.key);
      case 'skip':
        return void player.skip(media.ms);
      case 'seek':
        return void player.seek(media.at_ms);
    }
  }

  /** How many messages were written in a span. */
  writtenIn(from: number, to: number): number {
    const times = this.score?.view.written ?? [];
    return lastAtOrBefore(times, to) - lastAtOrBefore(times, from - 1);
  }
}

export const [useDesk, provideDesk] = createContext<Desk>();
