import { untrack } from 'svelte';
import type {
  AppError,
  ClockReading,
  Comforted,
  Comforts,
  Output,
  PlayerCommand,
  PlayerEvent,
  PlayerState,
} from '../../ipc/bindings/wire';
import * as commands from '../../ipc/commands';
import { asAppError } from '../../ipc/errors';
import { isNewer, momentAt, waitFor, type TimedReading } from '../../lib/clock';
import type { Memory } from '../../lib/memory';
import { t } from '../../lib/messages';

/** Runs at a moment; gives the next moment at which it wants to run, if there is one. */
type Watch = (now: number) => number | null;

interface Watcher {
  run: Watch;
  timer: number;
}

type Span = readonly [from: number, to: number];

/** A span that is tried by ear, and how things were before. */
interface Trial {
  span: Span;
  at: number;
  playing: boolean;
}

/** When the clock is asked again after a command, in milliseconds: sound takes a moment to leave for the device. */
const SETTLING = [40, 100, 200, 400, 700];

export const SLOWEST = 0.5;
export const FASTEST = 3;

/** The player as the window knows it: its clock, carried on between readings, and what it is asked. */
export class Player {
  state = $state<PlayerState>('empty');
  session = $state<string | null>(null);
  duration = $state(0);
  speed = $state(1);
  volume = $state(1);
  muted = $state(false);
  comforts = $state.raw<Comforts>({ skip_silence: false, even_volume: false, mono: false });
  /** What the session's sound has for them, once it is known. */
  comforted = $state.raw<Comforted | null>(null);
  /** What is played again and again, from when to when. */
  repeated = $state.raw<readonly [number, number] | null>(null);
  /** What is tried by ear, over and over, until something else is asked for. */
  tried = $state.raw<Trial | null>(null);
  /** What sound can be played through, as it was when it was last asked for. */
  outputs = $state.raw<Output[]>([]);
  /** The one that was chosen; null for the system's choice. */
  output = $state<string | null>(null);
  problem = $state.raw<Pick<AppError, 'message' | 'help'> | null>(null);

  #reading: TimedReading | null = null;
  /** Where a seek that is under way goes. */
  #aim: number | null = null;
  /** The last command: they are taken up one after the other, in the order in which they were given. */
  #last: Promise<unknown> = Promise.resolve();
  #watchers = new Set<Watcher>();
  #poll = 0;
  #wanted = new Map<string, PlayerCommand>();
  #busy = new Set<string>();
  #memory: Memory;
  /** Hundredths of a second that are yet to be stepped. */
  #steps = 0;
  #stepping = false;
  /** Forgets where what is played once ends. */
  #once: (() => void) | null = null;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.speed = Math.min(FASTEST, Math.max(SLOWEST, memory.speed));
    this.volume = Math.min(1, Math.max(0, memory.volume));
    this.muted = memory.muted;
    this.comforts = {
      skip_silence: memory.skipSilence,
      even_volume: memory.evenVolume,
      mono: memory.mono,
    };
  }

  get playing() {
    return this.state === 'playing';
  }

  /** What is heard now, on the session's timeline. */
  now(): number {
    return this.#reading ? momentAt(this.#reading, performance.now(), this.duration) : 0;
  }

  /** Where the person is: what is heard now, unless it is only tried, or what a seek that is under way goes to. */
  place(): number {
    return this.#aim ?? this.tried?.at ?? this.now();
  }

  /** Runs at once, whenever the clock is set, and whenever it reaches the moment that the last run gave. */
  watch(run: Watch): () => void {
    const watcher: Watcher = { run, timer: 0 };
    this.#watchers.add(watcher);
    untrack(() => this.#wake(watcher));
    return () => {
      clearTimeout(watcher.timer);
      this.#watchers.delete(watcher);
    };
  }

  #wake(watcher: Watcher) {
    clearTimeout(watcher.timer);
    const next = watcher.run(this.now());
    if (next === null || !this.#reading) return;
    const wait = waitFor(this.#reading, performance.now(), next);
    if (wait === null || wait > 2 ** 30) return;
    watcher.timer = window.setTimeout(() => this.#wake(watcher), Math.max(1, Math.ceil(wait)));
  }

  #take(reading: ClockReading, asked: number) {
    const timed: TimedReading = {
      at: reading.at_ms,
      running: reading.state === 'playing',
      speed: reading.speed,
      generation: reading.generation,
      taken: (asked + performance.now()) / 2,
    };
    if (!isNewer(this.#reading, timed)) return;
    this.#reading = timed;
    this.state = reading.state;
    this.#schedule();
    for (const watcher of this.#watchers) this.#wake(watcher);
  }

  #schedule() {
    const wanted = this.state === 'playing' || this.state === 'loading';
    if (wanted && this.#poll === 0) this.#poll = window.setInterval(() => void this.ask(), 1000);
    if (!wanted && this.#poll !== 0) {
      clearInterval(this.#poll);
      this.#poll = 0;
    }
  }

  async ask() {
    const asked = performance.now();
    try {
      this.#take(await commands.clock(), asked);
    } catch {
      // The next reading says more; a refused one changes nothing.
    }
  }

  #send(command: PlayerCommand): Promise<boolean> {
    const done = this.#last.then(() => this.#ask(command));
    this.#last = done;
    return done;
  }

  async #ask(command: PlayerCommand): Promise<boolean> {
    const asked = performance.now();
    try {
      this.#take(await commands.player(command), asked);
      for (const after of SETTLING) setTimeout(() => void this.ask(), after);
      return true;
    } catch (error) {
      const failure = asAppError(error);
      if (failure.code === 'superseded' || failure.code === 'cancelled') return false;
      // Why there is nothing to play says more than that there is nothing.
      if (command.do !== 'play' || !this.problem) this.problem = failure;
      return false;
    }
  }

  /** Sends only the latest of many commands of a kind, one at a time. */
  async #sendLatest(command: PlayerCommand) {
    this.#wanted.set(command.do, command);
    if (this.#busy.has(command.do)) return;
    this.#busy.add(command.do);
    for (let next = this.#wanted.get(command.do); next; next = this.#wanted.get(command.do)) {
      this.#wanted.delete(command.do);
      await this.#send(next);
    }
    this.#busy.delete(command.do);
  }

  /** Finds what sound can be played through. */
  async findOutputs() {
    try {
      this.outputs = await commands.outputs();
    } catch (error) {
      this.problem = asAppError(error);
    }
  }

  setOutput(id: string | null) {
    this.output = id;
    this.#memory.output = id;
    this.problem = null;
    return this.#sendLatest({ do: 'output', id });
  }

  /** Takes up the output that was chosen last time, if it is there: who unplugged it wants to hear all the same. */
  async restoreOutput() {
    const kept = this.#memory.output;
    if (kept === null) return;
    await this.findOutputs();
    if (this.outputs.some((one) => one.id === kept)) await this.setOutput(kept);
  }

  async load(session: string, duration: number, at: number): Promise<boolean> {
    this.problem = null;
    this.session = session;
    this.duration = duration;
    this.repeated = null;
    this.tried = null;
    this.#leaveOnce();
    if (!(await this.#send({ do: 'load', session, at_ms: Math.round(at) }))) return false;
    await this.#send({ do: 'speed', speed: this.speed });
    await this.#send({ do: 'volume', volume: this.muted ? 0 : this.volume });
    this.comforted = null;
    void this.#comfort();
    return true;
  }

  /** Falls silent, and has nothing to play any more. */
  async close() {
    this.session = null;
    this.duration = 0;
    this.problem = null;
    this.tried = null;
    if (this.playing) await this.pause();
  }

  async play() {
    if (this.session === null) return;
    await this.untry();
    this.problem = null;
    // What could not be loaded may be there by now; if not, the reason is told again.
    const missing = this.state === 'empty' && this.session;
    if (missing && !(await this.load(missing, this.duration, 0))) return;
    if (this.state === 'ended') await this.#send({ do: 'seek', at_ms: 0 });
    await this.#send({ do: 'play' });
  }

  async pause() {
    this.#leaveOnce();
    await this.untry();
    await this.#send({ do: 'pause' });
  }

  toggle() {
    return this.playing ? this.pause() : this.play();
  }

  async seek(at: number) {
    const aim = Math.round(Math.min(this.duration, Math.max(0, at)));
    this.#aim = aim;
    this.#leaveOnce();
    await this.untry();
    await this.#sendLatest({ do: 'seek', at_ms: aim });
    if (this.#aim === aim && !this.#busy.has('seek')) this.#aim = null;
  }

  skip(by: number) {
    return this.seek(this.place() + by);
  }

  /** Stands still, goes by hundredths of a second, and lets hear a scrap of what is there. */
  async step(hundredths: number) {
    this.#leaveOnce();
    await this.untry();
    this.#steps += hundredths;
    if (this.#stepping) return;
    this.#stepping = true;
    for (let next = this.#steps; next !== 0; next = this.#steps) {
      this.#steps = 0;
      await this.#send({ do: 'step', hundredths: next });
    }
    this.#stepping = false;
  }

  /** Plays a span again and again, or goes on. */
  async repeat(span: Span | null) {
    await this.untry();
    const span_ms: [number, number] | null = span && [Math.round(span[0]), Math.round(span[1])];
    if (await this.#send({ do: 'loop', span_ms })) this.repeated = span_ms;
  }

  /** Plays a span over and over, to hear how it sounds; what was heard before comes back at the next command. */
  async try(span: Span) {
    const { at, playing } = this.tried ?? { at: this.place(), playing: this.playing };
    this.#leaveOnce();
    this.tried = { span, at, playing };
    await this.#send({ do: 'loop', span_ms: [Math.round(span[0]), Math.round(span[1])] });
    await this.#send({ do: 'seek', at_ms: Math.round(span[0]) });
    if (this.tried && !this.playing) await this.#send({ do: 'play' });
  }

  /** Goes back to how it was before something was tried by ear. */
  async untry() {
    const { tried } = this;
    if (!tried) return;
    this.tried = null;
    if (!tried.playing) await this.#send({ do: 'pause' });
    await this.#send({ do: 'loop', span_ms: this.repeated && [...this.repeated] });
    await this.#send({ do: 'seek', at_ms: Math.round(tried.at) });
  }

  /** Plays a span once, and stands at its end unless something else is asked for before. */
  async playOnce(span: Span) {
    if (this.repeated) await this.repeat(null);
    await this.playFrom(span[0]);
    this.#leaveOnce();
    let over = false;
    this.#once = this.watch((now) => {
      if (over) return null;
      if (now < span[1]) return span[1];
      over = true;
      void this.pause();
      return null;
    });
  }

  #leaveOnce() {
    this.#once?.();
    this.#once = null;
  }

  async playFrom(at: number) {
    await this.seek(at);
    if (!this.playing) await this.play();
  }

  setSpeed(speed: number) {
    this.speed = Math.round(Math.min(FASTEST, Math.max(SLOWEST, speed)) * 100) / 100;
    this.#memory.speed = this.speed;
    return this.#sendLatest({ do: 'speed', speed: this.speed });
  }

  setVolume(volume: number) {
    this.volume = Math.min(1, Math.max(0, volume));
    this.muted = false;
    return this.#sound();
  }

  toggleMute() {
    this.muted = !this.muted;
    return this.#sound();
  }

  #sound() {
    this.#memory.volume = this.volume;
    this.#memory.muted = this.muted;
    return this.#sendLatest({ do: 'volume', volume: this.muted ? 0 : this.volume });
  }

  setComforts(change: Partial<Comforts>) {
    this.comforts = { ...this.comforts, ...change };
    this.#memory.skipSilence = this.comforts.skip_silence;
    this.#memory.evenVolume = this.comforts.even_volume;
    this.#memory.mono = this.comforts.mono;
    return this.#comfort();
  }

  async #comfort() {
    const { session, comforts } = this;
    if (!session) return;
    try {
      const comforted = await commands.comfort(session, comforts);
      if (this.session === session) this.comforted = comforted;
    } catch (error) {
      const liked = comforts.skip_silence || comforts.even_volume || comforts.mono;
      if (this.session === session && liked) this.problem = asAppError(error);
    }
  }

  heard(event: PlayerEvent) {
    switch (event.kind) {
      case 'changed':
        void this.ask();
        return;
      case 'failed':
        this.problem = event.error;
        void this.ask();
        return;
      case 'device_lost':
        this.problem = { message: event.message, help: t.player.deviceLost };
        void this.ask();
        return;
      case 'device_back':
        this.problem = null;
        void this.ask();
        return;
    }
  }
}
