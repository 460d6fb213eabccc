//! A stretch of a session as a session of its own.

use causerie_model::{Alignment, Anchor, TimeMs};

use crate::Document;

impl Document {
    /// What lies from one moment of the timeline to another, with `from` as the new zero: the messages that come in it or are still
    /// spoken when it begins, and the recordings that it touches, as long as they play in it.
    #[must_use]
    pub fn span(&self, from: TimeMs, to: TimeMs) -> Self {
        let from = from.max(TimeMs::ZERO);
        let to = to.min(self.session.duration).max(from);
        let mut span = self.clone();
        span.session.duration = to - from;
        let mut begin = TimeMs::ZERO;
        span.recordings.retain_mut(|recording| {
            let end = begin + recording.duration;
            recording.duration = (end.min(to) - begin.max(from)).max(TimeMs::ZERO);
            begin = end;
            recording.duration > TimeMs::ZERO
        });
        for log in &mut span.logs {
            log.alignment = earlier(&log.alignment, from);
        }
        span.messages.retain_mut(|placed| {
            let lasts = self.end(placed).is_some_and(|end| end > from);
            let within = !placed.off_record && placed.at < to && (placed.at >= from || lasts);
            placed.at = (placed.at - from).max(TimeMs::ZERO);
            within
        });
        for log in &mut span.logs {
            log.messages = span.messages.iter().filter(|placed| placed.log == log.id).count() as u64;
        }
        span
    }
}

/// The same way to a timeline that begins later.
fn earlier(alignment: &Alignment, by: TimeMs) -> Alignment {
    let mut moved = alignment.clone();
    if moved.anchors.is_empty() && by != TimeMs::ZERO {
        moved.anchors.push(Anchor { source: TimeMs::ZERO, at: TimeMs::ZERO });
        moved.residuals.push(TimeMs::ZERO);
    }
    for anchor in &mut moved.anchors {
        anchor.at = anchor.at - by;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, said, wrote};

    #[test]
    fn a_span_is_a_session_from_zero() {
        let mut document = document([
            said("l1.0", 25_000, "Ben", "before and into it"),
            wrote("l1.1", 29_000, "Ana", "before"),
            wrote("l1.2", 31_000, "Ana", "in it"),
            wrote("l1.3", 50_000, "Ana", "behind"),
            wrote("l1.4", 70_000, "Ana", "never recorded"),
        ]);
        document.messages[0].message.end = Some(TimeMs::new(33_000));
        let span = document.span(TimeMs::new(30_000), TimeMs::new(50_000));
        let found: Vec<_> =
            span.messages.iter().map(|placed| (placed.id.as_str(), placed.at.get())).collect();
        assert_eq!(found, [("l1.0", 0), ("l1.2", 1_000)], "what is under way at the start belongs to it");
        assert_eq!(span.end(&span.messages[0]), Some(TimeMs::new(3_000)), "ends move along");
        let lengths: Vec<_> = span.recordings.iter().map(|recording| recording.duration.get()).collect();
        assert_eq!((span.session.duration.get(), lengths), (20_000, vec![10_000, 10_000]));
        assert_eq!(span.logs[0].messages, 2);
        assert_eq!(
            document.span(TimeMs::ZERO, TimeMs::new(5)).recordings.len(),
            1,
            "the other is not touched"
        );
    }

    #[test]
    fn a_span_of_nothing_is_empty() {
        let span = document([wrote("l1.0", 10, "Ana", "a")]).span(TimeMs::new(50), TimeMs::new(20));
        assert!(
            span.messages.is_empty() && span.recordings.is_empty() && span.session.duration == TimeMs::ZERO
        );
    }
}
