//! Another speed at the same pitch, by WSOLA (W. Verhelst and M. Roelands, An overlap-add technique based on
//! waveform similarity, ICASSP 1993): segments are taken from the input at the speed wanted, each moved a little
//! so that it goes on as the one before it would have, and cross-faded.

use super::input::Input;

/// A hop of output, half a segment, in milliseconds.
const HOP_MS: u32 = 12;
/// How far a segment may be moved either way, in milliseconds.
const SEARCH_MS: u32 = 10;
/// The search looks at every so many frames first.
const COARSE: usize = 6;

/// What is cross-faded is heard from this share of its loudness on: a click at a quarter is one.
const AUDIBLE: f32 = 0.25;

/// Where the stretch stands in its input.
pub(crate) struct Stretch {
    speed: f64,
    hop: usize,
    search: usize,
    /// Half a Hann window, rising.
    rise: Vec<f32>,
    /// Where the next segment should start.
    ideal: f64,
    /// Where the one before it would go on.
    natural: i64,
    /// The input place last told, which never goes back.
    told: f64,
    target: Vec<f32>,
    around: Vec<f32>,
}

/// A frame of output and the input place that is heard in it.
pub(crate) type Placed = ([f32; 2], f64);

impl Stretch {
    /// Starts at input frame `at`.
    pub(crate) fn new(rate: u32, speed: f64, at: f64) -> Self {
        let frames = |ms: u32| (rate * ms / 1000).max(1) as usize;
        let hop = frames(HOP_MS);
        let rise = (0..hop)
            .map(|n| (0.5 - 0.5 * (std::f64::consts::PI * (n as f64 + 0.5) / hop as f64).cos()) as f32)
            .collect();
        Self {
            speed,
            hop,
            search: frames(SEARCH_MS),
            rise,
            ideal: at,
            natural: at as i64,
            told: at,
            target: Vec::new(),
            around: Vec::new(),
        }
    }

    /// The input place that is stretched next.
    pub(crate) fn place(&self) -> f64 {
        self.told
    }

    /// The input that the next hop needs: everything before this frame …
    pub(crate) fn needs(&self) -> u64 {
        let ahead = self.natural.max(self.ideal as i64 + self.search as i64);
        u64::try_from(ahead).unwrap_or_default() + 2 * self.hop as u64
    }

    /// … and from this one on.
    pub(crate) fn keeps(&self) -> u64 {
        u64::try_from(self.natural.min(self.ideal as i64 - self.search as i64)).unwrap_or_default()
    }

    /// Adds the next hop to `out`.
    pub(crate) fn hop(&mut self, input: &Input, out: &mut Vec<Placed>) {
        let old = self.natural;
        let as_recorded = (self.speed - 1.0).abs() < 1e-6;
        let new = if as_recorded { old } else { self.best(input) };
        for (n, &rise) in (0_i64..).zip(&self.rise) {
            let [old_left, old_right] = input.frame(old + n);
            let [left, right] = input.frame(new + n);
            // A place is heard as soon as it is not drowned by the other. Where the sound goes back, the place stands.
            if rise < 1.0 - AUDIBLE {
                self.told = self.told.max((old + n) as f64);
            }
            if rise > AUDIBLE {
                self.told = self.told.max((new + n) as f64);
            }
            let frame = [old_left + (left - old_left) * rise, old_right + (right - old_right) * rise];
            out.push((frame, self.told));
        }
        let hop = self.hop as i64;
        self.natural = new + hop;
        self.ideal = if as_recorded { self.natural as f64 } else { self.ideal + hop as f64 * self.speed };
        self.told = self.told.max(self.natural as f64);
    }

    /// The start, near the ideal, of the segment that is most like the natural continuation.
    fn best(&mut self, input: &Input) -> i64 {
        let ideal = self.ideal.round() as i64;
        let (search, hop) = (self.search as i64, self.hop as i64);
        if (self.natural - ideal).abs() <= search {
            // The continuation itself is in reach: nothing is more like it.
            return self.natural;
        }
        let mono = |at: i64| {
            let [left, right] = input.frame(at);
            left + right
        };
        let coarse = |from: i64, count: usize, into: &mut Vec<f32>| {
            into.clear();
            into.extend((0..count).map(|n| {
                let at = from + (n * COARSE) as i64;
                (at..at + COARSE as i64).map(mono).sum::<f32>()
            }));
        };
        let length = self.hop / COARSE;
        let places = 2 * self.search / COARSE + 1;
        coarse(self.natural, length, &mut self.target);
        coarse(ideal - search, places + length, &mut self.around);
        let rough = likest(&self.target, &self.around, places);
        let rough = ideal - search + (rough * COARSE) as i64;

        let from = rough - COARSE as i64;
        self.target.clear();
        self.target.extend((0..hop).map(|n| mono(self.natural + n)));
        self.around.clear();
        self.around.extend((0..hop + 2 * COARSE as i64 + 1).map(|n| mono(from + n)));
        from + likest(&self.target, &self.around, 2 * COARSE + 1) as i64
    }
}

/// The offset, of the first `places`, at which `around` is most like `target`: normalised cross-correlation.
fn likest(target: &[f32], around: &[f32], places: usize) -> usize {
    let mut best = (f32::MIN, places / 2);
    for place in 0..places {
        let Some(candidate) = around.get(place..place + target.len()) else {
            break;
        };
        let (product, energy) = target
            .iter()
            .zip(candidate)
            .fold((0.0_f32, 1e-9_f32), |(product, energy), (t, c)| (product + t * c, energy + c * c));
        let likeness = product / energy.sqrt();
        if likeness > best.0 {
            best = (likeness, place);
        }
    }
    best.1
}
