import * as commands from '../../ipc/commands';
import type { PeaksPart } from '../../ipc/bindings/wire';
import { type Peaks, joinPeaks } from '../../lib/bins';
import type { Span } from '../../lib/snap';
import { moved } from '../../lib/zoom';

const BUCKETS = 2400;
/** So long what is shown has to stay before it is looked at more closely, in milliseconds. */
const REST = 60;

/** The sound of a session as it is drawn: the whole of it coarsely, and what is shown finely. */
export class Outline {
  whole = $state.raw<Peaks>({ pairs: new Int8Array(), span: [0, 0] });
  #isKnown = $state(false);
  #fine = $state.raw<Peaks | null>(null);

  /** What is known best of a span. */
  of(shown: Span): Peaks {
    const fine = this.#fine;
    return fine && fine.span[0] <= shown[0] && shown[1] <= fine.span[1] ? fine : this.whole;
  }

  /** Learns how a session sounds, and says when all of it is known; what is returned gives it up. */
  hear(session: string, duration: number, heard: () => void): () => void {
    const job = commands.freshJob();
    const known = new Int8Array(2 * BUCKETS);
    let ended = false;
    const put = (pairs: Int8Array) => (this.whole = { pairs, span: [0, duration] });
    const take = (part: PeaksPart) => {
      if (ended || this.#isKnown) return;
      joinPeaks(known, part);
      put(known.slice());
    };
    [this.#isKnown, this.#fine] = [false, null];
    put(new Int8Array());
    commands.peaks(session, BUCKETS, null, job, take).then(
      (pairs) => {
        if (ended) return;
        this.#isKnown = true;
        put(pairs);
        heard();
      },
      // Without its peaks, the timeline is still a timeline.
      () => undefined,
    );
    return () => {
      ended = true;
      if (!this.#isKnown) void commands.cancel(job);
    };
  }

  /** Looks closely at what is shown, and as far on both sides; what is returned gives it up. */
  look(session: string, shown: Span, duration: number): () => void {
    const length = shown[1] - shown[0];
    if (!this.#isKnown || length >= duration) return () => undefined;
    const fine = this.#fine;
    const finer = fine === null || fine.span[1] - fine.span[0] > 4 * length;
    if (!finer && this.of(shown) === fine) return () => undefined;
    const [from] = moved(shown, -length, duration);
    const [, to] = moved(shown, length, duration);
    const span: Span = [Math.round(from), Math.round(to)];
    let ended = false;
    const resting = setTimeout(() => {
      commands.peaks(session, BUCKETS, span).then(
        (pairs) => {
          if (!ended) this.#fine = { pairs, span };
        },
        () => undefined,
      );
    }, REST);
    return () => {
      ended = true;
      clearTimeout(resting);
    };
  }
}
