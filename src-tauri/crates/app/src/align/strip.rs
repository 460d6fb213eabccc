//! What a log is held against, to be seen: how much was spoken when.

use std::collections::BTreeMap;

use causerie_model::{LogId, SessionId, TimeMs};

use crate::Result;
use crate::open::App;
use crate::wire::Strip;

/// No window is wider than this.
const MOST_PARTS: usize = 4096;

impl App {
    /// The moments of a log on its own clock, and how much the other logs say was spoken in each of `parts` equal parts
    /// of the timeline, of which there are at most 4096.
    ///
    /// # Errors
    /// If there is no such session, or the index can't be read.
    pub fn strip(&self, id: SessionId, log: &LogId, parts: usize) -> Result<Strip> {
        let session = self.row(id)?.session;
        let alignments: BTreeMap<_, _> = session.logs.iter().map(|log| (&log.id, &log.alignment)).collect();
        let mut speech = Speech::new(session.duration(), parts.min(MOST_PARTS));
        let mut sources_ms = Vec::new();
        for item in self.read(|reader| Ok(reader.messages(id)?))? {
            if item.log == *log {
                sources_ms.push(item.message.source);
            } else if item.message.kind.is_spoken() {
                let end = item.message.end.zip(alignments.get(&item.log));
                let end = end.map_or(item.at, |(end, alignment)| alignment.to_timeline(end));
                speech.add(item.at, end, item.message.text.split_whitespace().count());
            }
        }
        sources_ms.sort_unstable();
        Ok(Strip { sources_ms, speech: speech.parts })
    }
}

/// How many words were spoken in each part of the timeline.
struct Speech {
    parts: Vec<f64>,
    /// The length of a part, in milliseconds.
    part: f64,
}

impl Speech {
    fn new(duration: TimeMs, parts: usize) -> Self {
        Self { parts: vec![0.0; parts], part: duration.get().max(1) as f64 / parts.max(1) as f64 }
    }

    /// Words are taken to be spread evenly over their span.
    fn add(&mut self, from: TimeMs, to: TimeMs, words: usize) {
        let from = from.get() as f64 / self.part;
        let to = (to.get() as f64 / self.part).max(from + 1e-3);
        let first = from.max(0.0).floor() as usize;
        let beyond = (to.max(0.0).ceil() as usize).min(self.parts.len());
        for (at, part) in self.parts.iter_mut().enumerate().take(beyond).skip(first) {
            let begin = at as f64;
            let shared = (to.min(begin + 1.0) - from.max(begin)).max(0.0);
            *part += words as f64 * shared / (to - from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech(spans: &[(i64, i64, usize)]) -> Vec<f64> {
        let mut speech = Speech::new(TimeMs::new(4_000), 4);
        for &(from, to, words) in spans {
            speech.add(TimeMs::new(from), TimeMs::new(to), words);
        }
        speech.parts.iter().map(|part| (part * 100.0).round() / 100.0).collect()
    }

    #[test]
    fn words_are_spread_over_the_parts_in_which_they_were_spoken() {
        assert_eq!(speech(&[(500, 2_500, 8)]), [2.0, 4.0, 2.0, 0.0]);
        assert_eq!(speech(&[(0, 1_000, 3), (3_000, 3_500, 5)]), [3.0, 0.0, 0.0, 5.0]);
    }

    #[test]
    fn what_lies_outside_of_the_timeline_is_left_out() {
        assert_eq!(speech(&[(-1_000, 1_000, 4), (3_500, 4_500, 4), (9_000, 9_500, 4)]), [2.0, 0.0, 0.0, 2.0]);
        assert_eq!(speech(&[(i64::MIN / 4, i64::MAX / 4, 0), (2_500, 1_000, 3)]), [0.0, 0.0, 3.0, 0.0]);
    }
}
