//! A stretch of a session as a session of its own.

use std::collections::BTreeSet;

use causerie_model::{Alignment, Anchor, MessageId, TimeMs};

use crate::{Document, Excerpt, Placed};

impl Document {
    /// What lies from one moment of the timeline to another, with `from` as the new zero: the messages that come in it or are still
    /// spoken when it begins, and the recordings that it touches, as long as they play in it. What messages in it answer is kept
    /// beside them.
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
        let mut outside = Vec::new();
        span.messages.retain_mut(|placed| {
            let lasts = self.end(placed).is_some_and(|end| end > from);
            let within = !placed.off_record && placed.at < to && (placed.at >= from || lasts);
            placed.at = placed.at - from;
            if within {
                placed.at = placed.at.max(TimeMs::ZERO);
            } else {
                outside.push(placed.clone());
            }
            within
        });
        span.excerpt = Some(Excerpt {
            title: self.session.title.clone(),
            from,
            to,
            answered: answered(&span.messages, outside),
            just_before: BTreeSet::new(),
        });
        span.session.people = span.people().len() as u64;
        for log in &mut span.logs {
            log.messages = span.messages.iter().filter(|placed| placed.log == log.id).count() as u64;
        }
        span
    }

    /// Puts what is answered in an excerpt, and came no longer than `reach` before it, at its start.
    pub fn pull_in(&mut self, reach: TimeMs) {
        let Some(excerpt) = &mut self.excerpt else { return };
        let direct: BTreeSet<MessageId> = self.messages.iter().filter_map(Placed::answers).collect();
        let is_near = |placed: &mut Placed| {
            !placed.off_record
                && placed.at < TimeMs::ZERO
                && placed.at >= -reach
                && direct.contains(&placed.id)
        };
        let mut pulled: Vec<Placed> = excerpt.answered.extract_if(.., is_near).collect();
        for placed in &mut pulled {
            placed.at = TimeMs::ZERO;
            excerpt.just_before.insert(placed.id.clone());
            if let Some(log) = self.logs.iter_mut().find(|log| log.id == placed.log) {
                log.messages += 1;
            }
        }
        self.messages.splice(0..0, pulled);
        self.session.people = self.people().len() as u64;
    }
}

/// Those of the messages outside that are answered, by one inside or by another that is answered.
fn answered(inside: &[Placed], mut outside: Vec<Placed>) -> Vec<Placed> {
    let mut wanted: BTreeSet<MessageId> = BTreeSet::new();
    let mut found: BTreeSet<MessageId> = inside.iter().filter_map(Placed::answers).collect();
    while !found.is_empty() {
        let next = outside.iter().filter(|placed| found.contains(&placed.id)).filter_map(Placed::answers);
        let next = next.filter(|id| !wanted.contains(id) && !found.contains(id)).collect();
        wanted.append(&mut found);
        found = next;
    }
    outside.retain(|placed| wanted.contains(&placed.id));
    outside
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
    fn what_is_answered_stays_beside_the_span_or_is_pulled_in() {
        let mut whole = document([
            wrote("l1.0", 1_000, "Ana", "first"),
            wrote("l1.1", 29_000, "Ben", "long or short?"),
            wrote("l1.2", 31_000, "Ana", "short"),
            wrote("l1.3", 32_000, "Cem", "short too"),
            wrote("l1.4", 50_000, "Dee", "never answered"),
        ]);
        whole.messages[1].message.reply_to = Some(0);
        whole.messages[2].message.reply_to = Some(1);
        whole.messages[3].message.reply_to = Some(2);
        let mut span = whole.span(TimeMs::new(30_000), TimeMs::new(40_000));
        let outside = |span: &Document| -> Vec<(String, i64)> {
            let answered = &span.excerpt.as_ref().unwrap().answered;
            answered.iter().map(|placed| (placed.id.to_string(), placed.at.get())).collect()
        };
        assert_eq!(
            outside(&span),
            [("l1.0".into(), -29_000), ("l1.1".into(), -1_000)],
            "and what that answers"
        );
        assert_eq!(span.answered(&span.messages[0]).unwrap().message.author, "Ben");
        assert_eq!(span.answered(&span.messages[1]), None, "that one is in the span");

        span.pull_in(TimeMs::new(60_000));
        let order: Vec<_> =
            span.messages.iter().map(|placed| (placed.id.as_str(), placed.at.get())).collect();
        assert_eq!(order, [("l1.1", 0), ("l1.2", 1_000), ("l1.3", 2_000)]);
        assert!(span.is_just_before(&span.messages[0]) && !span.is_just_before(&span.messages[1]));
        assert_eq!(outside(&span).len(), 1, "nobody in the span answers the first: it stays a quote");
        assert_eq!((span.logs[0].messages, span.session.people), (3, 3));

        let mut far = whole.span(TimeMs::new(30_000), TimeMs::new(40_000));
        far.pull_in(TimeMs::new(500));
        assert_eq!(far.messages.len(), 2, "what came long before stays a quote");
    }

    #[test]
    fn a_span_of_nothing_is_empty() {
        let span = document([wrote("l1.0", 10, "Ana", "a")]).span(TimeMs::new(50), TimeMs::new(20));
        assert!(
            span.messages.is_empty() && span.recordings.is_empty() && span.session.duration == TimeMs::ZERO
        );
    }
}
