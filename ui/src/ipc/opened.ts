import type { SessionView } from './bindings/wire';

/** A session, open, with the ascending times of all its rows and of all that was written. */
export interface Opened extends SessionView {
  rows: Float64Array;
  written: Float64Array;
}

/** Reads what `OpenSession::to_bytes` writes: two counts, as many times, and the rest as JSON. */
export function opened(bytes: ArrayBuffer): Opened {
  const [rows = 0, written = 0] = new Uint32Array(bytes, 0, 2);
  const times = new Float64Array(bytes, 8, rows + written);
  const json = new TextDecoder().decode(new Uint8Array(bytes, 8 + times.byteLength));
  return {
    ...(JSON.parse(json) as SessionView),
    rows: times.subarray(0, rows),
    written: times.subarray(rows),
  };
}
