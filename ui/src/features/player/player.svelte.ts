import { asError } from '../../ipc/errors';
import * as commands from '../../ipc/commands';
import type { AppError, PlayerCommand, PlayerEvent, PlayerState } from '../../ipc/bindings/wire';
import { Clock, midpoint } from '../../lib/clock';
import { player as words } from '../../lib/messages';
import { toSpeed } from '../../lib/speed';
import type { Teller } from '../tell.svelte';

/** How often the clock is asked for while something plays, in milliseconds. */
const ASK = 1_000;

/** The player, as the window sees it. */
export class Player {
  /** The moment that is heard; moves on the window's own frame clock. */
  at = $state(0);
  state = $state<PlayerState>('empty');
  speed = $state(1);
  volume = $state(1);
  muted = $state(false);
  duration = $state(0);
  failure = $state.raw<AppError | null>(null);
  deviceLost = $state(false);

  readonly playing = $derived(this.state === 'playing');
  /** At the end nothing is to come any more, not even what came after the recording. */
  readonly heardAll = $derived(this.state === 'ended');

  readonly #clock = new Clock();
  readonly #teller: Teller;
  #frame = 0;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #session: string | null = null;

  constructor(teller: Teller) {
    this.#teller = teller;
  }

  /** Takes up a session at a moment; speed and volume go with the person, not with the session. */
  async load(session: string, duration: number, at: number): Promise<void> {
    this.#session = session;
    this.duration = duration;
    this.failure = null;
    this.at = at;
    await this.#send({ do: 'load', session, at_ms: Math.round(at) });
    await this.#send({ do: 'speed', speed: this.speed });
    await this.#send({ do: 'volume', volume: this.muted ? 0 : this.volume });
  }

  async play(): Promise<void> {
    if (this.state === 'ended') await this.seek(0);
    await this.#send({ do: 'play' });
  }

  pause(): Promise<void> {
    return this.#send({ do: 'pause' });
  }

  toggle(): Promise<void> {
    return this.playing ? this.pause() : this.play();
  }

  seek(at: number): Promise<void> {
    const to = Math.max(0, Math.min(at, this.duration));
    // Shown at once; the reading that answers tells what became of it.
    if (this.#session !== null) this.at = to;
    return this.#send({ do: 'seek', at_ms: Math.round(to) });
  }

  nudge(by: number): Promise<void> {
    return this.seek(this.at + by);
  }

  async playFrom(at: number): Promise<void> {
    await this.seek(at);
    if (!this.playing) await this.#send({ do: 'play' });
  }

  setSpeed(speed: number): Promise<void> {
    this.speed = toSpeed(speed);
    return this.#send({ do: 'speed', speed: this.speed });
  }

  setVolume(volume: number): Promise<void> {
    this.volume = volume;
    this.muted = false;
    return this.#send({ do: 'volume', volume });
  }

  mute(muted: boolean): Promise<void> {
    this.muted = muted;
    return this.#send({ do: 'volume', volume: muted ? 0 : this.volume });
  }

  take(event: PlayerEvent): void {
    switch (event.kind) {
      case 'changed':
        void this.#ask();
        return;
      case 'failed':
        this.failure = event.error;
        void this.#ask();
        return;
      case 'device_lost':
        this.deviceLost = true;
        void this.#ask();
        return;
      case 'device_back':
        this.deviceLost = false;
        this.#teller.show(words.deviceBack);
        void this.#ask();
        return;
    }
  }

  dismissFailure(): void {
    this.failure = null;
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#asking);
  }

  async #send(command: PlayerCommand): Promise<void> {
    if (this.#session === null) return;
    try {
      const reading = await commands.player(command);
      if (this.#clock.take(reading, performance.now())) this.#show();
      if (command.do !== 'volume') void this.#ask();
      if (command.do === 'play') this.failure = null;
    } catch (thrown) {
      const error = asError(thrown);
      if (error.code !== 'superseded' && error.code !== 'cancelled') this.failure = error;
    }
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#asking);
    const asked = performance.now();
    try {
      const reading = await commands.clock();
      if (this.#clock.take(reading, midpoint(asked, performance.now()))) this.#show();
    } catch {
      // Without a player there is no clock; the command that needed it has told why.
    }
    clearTimeout(this.#asking);
    if (this.playing || this.state === 'loading') this.#asking = setTimeout(() => void this.#ask(), ASK);
  }

  #show(): void {
    const { state, speed } = this.#clock.reading;
    if (state !== this.state) this.#announce(state);
    this.state = state;
    if (state !== 'empty' && state !== 'loading') this.speed = speed;
    this.#tick();
  }

  #announce(state: PlayerState): void {
    if (state === 'playing') this.#teller.say(words.playing);
    else if (state === 'ended') this.#teller.say(words.ended);
    else if (state === 'paused' && this.playing) this.#teller.say(words.paused);
  }

  #tick = (): void => {
    cancelAnimationFrame(this.#frame);
    if (this.state === 'empty' || this.state === 'loading') return;
    this.at = Math.max(0, Math.min(this.#clock.at(performance.now()), this.duration));
    // Frames stop by themselves while the page is hidden.
    if (this.playing) this.#frame = requestAnimationFrame(this.#tick);
  };
}
