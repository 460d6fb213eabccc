//! The score of a session: what was spoken and what was written, in rows on one time axis.
//!
//! A row begins with a run of cues by one speaker or with a written message that came while nobody spoke. What is
//! written while the cues of a row are spoken, or just after, stands beside them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use causerie_index::Placed;
use causerie_model::{LogId, MessageId, SessionId, TimeMs};

use crate::Result;
use crate::open::{App, lock};
use crate::wire::{ReactionView, ReplyView, Row, Spoken, SpokenWord, Written};

/// A pause by which a run of cues ends.
const PAUSE: TimeMs = TimeMs::new(2_000);
/// A run of cues is not joined beyond this length, so that a row can be read at a glance.
const RUN: TimeMs = TimeMs::new(20_000);
/// What is written so soon after the last cue still stands beside it.
const BESIDE: TimeMs = TimeMs::new(3_000);
/// So much of a message is quoted by the reply to it, in characters.
const QUOTED: usize = 120;

/// The rows of one session, kept while it is open.
pub(crate) struct Score {
    session: SessionId,
    rows: Vec<RowSpan>,
    /// By time.
    placed: Vec<Placed>,
    /// For each log, where in `placed` the message of each number stands.
    by_seq: BTreeMap<LogId, Vec<usize>>,
    /// For each log, the way from its clock to the timeline, for what a message says beside its own time.
    alignments: BTreeMap<LogId, causerie_model::Alignment>,
}

struct RowSpan {
    at: TimeMs,
    off_record: bool,
    items: Range<usize>,
}

impl App {
    /// The score of a session; the one that was asked for last is kept.
    pub(crate) fn score(&self, id: SessionId) -> Result<Arc<Score>> {
        if let Some(score) = lock(&self.score).as_ref().filter(|score| score.session == id) {
            return Ok(Arc::clone(score));
        }
        let session = self.row(id)?.session;
        let placed = self.reader()?.messages(id)?;
        let alignments = session.logs.into_iter().map(|log| (log.id, log.alignment)).collect();
        let score = Arc::new(Score::new(id, placed, alignments));
        *lock(&self.score) = Some(Arc::clone(&score));
        Ok(score)
    }

    pub(crate) fn forget_score(&self) {
        *lock(&self.score) = None;
    }
}

impl Score {
    fn new(
        session: SessionId,
        placed: Vec<Placed>,
        alignments: BTreeMap<LogId, causerie_model::Alignment>,
    ) -> Self {
        let mut by_seq: BTreeMap<LogId, Vec<usize>> = BTreeMap::new();
        for (position, item) in placed.iter().enumerate() {
            let positions = by_seq.entry(item.log.clone()).or_default();
            let seq = item.message.seq as usize;
            if positions.len() <= seq {
                positions.resize(seq + 1, usize::MAX);
            }
            if let Some(slot) = positions.get_mut(seq) {
                *slot = position;
            }
        }
        Self { session, rows: rows(&placed), placed, by_seq, alignments }
    }

    pub(crate) fn row_times(&self) -> Vec<TimeMs> {
        self.rows.iter().map(|row| row.at).collect()
    }

    pub(crate) fn written_times(&self) -> Vec<TimeMs> {
        self.placed.iter().filter(|item| !item.message.kind.is_spoken()).map(|item| item.at).collect()
    }

    pub(crate) fn placed(&self) -> &[Placed] {
        &self.placed
    }

    pub(crate) fn count(&self, log: &LogId) -> u64 {
        self.by_seq.get(log).map_or(0, |positions| positions.len() as u64)
    }

    /// Whether a log holds what was spoken: most of it is.
    pub(crate) fn is_spoken(&self, log: &LogId) -> bool {
        let of_log = || self.placed.iter().filter(|item| item.log == *log);
        let spoken = of_log().filter(|item| item.message.kind.is_spoken()).count();
        spoken * 2 > of_log().count()
    }

    pub(crate) fn page(&self, from: usize, count: usize) -> Vec<Row> {
        self.rows.iter().skip(from).take(count).map(|row| self.row(row)).collect()
    }

    fn row(&self, span: &RowSpan) -> Row {
        let items = self.placed.get(span.items.clone()).unwrap_or_default();
        let (spoken, written): (Vec<&Placed>, Vec<&Placed>) =
            items.iter().partition(|item| item.message.kind.is_spoken());
        Row {
            at_ms: span.at,
            off_record: span.off_record,
            spoken: spoken.into_iter().map(|item| self.spoken(item)).collect(),
            written: written.into_iter().map(|item| self.written(item)).collect(),
        }
    }

    fn spoken(&self, item: &Placed) -> Spoken {
        let message = &item.message;
        let at = |source: TimeMs| {
            self.alignments.get(&item.log).map_or(source, |alignment| alignment.to_timeline(source))
        };
        let words = message.words.as_ref().map(|words| {
            words.iter().map(|word| SpokenWord { at_ms: at(word.source), text: word.text.clone() }).collect()
        });
        Spoken {
            id: item.log.message(message.seq),
            at_ms: item.at,
            end_ms: message.end.map(at),
            author: message.author.clone(),
            text: message.text.clone(),
            words,
        }
    }

    fn written(&self, item: &Placed) -> Written {
        let message = &item.message;
        let reactions = message
            .reactions
            .iter()
            .map(|reaction| ReactionView { emoji: reaction.emoji.clone(), by: reaction.by.clone() });
        Written {
            id: item.log.message(message.seq),
            log: item.log.clone(),
            at_ms: item.at,
            source_ms: message.source,
            kind: message.kind,
            author: message.author.clone(),
            to: message.to.clone(),
            text: message.text.clone(),
            reply: message.reply_to.and_then(|seq| self.quote(&item.log, seq)),
            reactions: reactions.collect(),
        }
    }

    fn quote(&self, log: &LogId, seq: u32) -> Option<ReplyView> {
        let position = *self.by_seq.get(log)?.get(seq as usize)?;
        let answered = self.placed.get(position)?;
        let id: MessageId = log.message(seq);
        let text = answered.message.text.chars().take(QUOTED).collect();
        Some(ReplyView { id, at_ms: answered.at, author: answered.message.author.clone(), text })
    }
}

/// Divides messages, in the order of time, into rows.
fn rows(placed: &[Placed]) -> Vec<RowSpan> {
    let mut rows: Vec<RowSpan> = Vec::new();
    let mut run: Option<Run> = None;
    for (position, item) in placed.iter().enumerate() {
        let end = item.at + item.message.end.map_or(TimeMs::ZERO, |end| end - item.message.source);
        let joins = run.as_ref().is_some_and(|run| run.takes(item));
        if !joins {
            rows.push(RowSpan { at: item.at, off_record: item.off_record, items: position..position });
            run = item.message.kind.is_spoken().then(|| Run {
                speaker: item.message.author.clone(),
                off_record: item.off_record,
                begin: item.at,
                end,
            });
        } else if let Some(run) = run.as_mut().filter(|_| item.message.kind.is_spoken()) {
            run.end = run.end.max(end);
        }
        if let Some(row) = rows.last_mut() {
            row.items.end = position + 1;
        }
    }
    rows
}

/// Cues of one speaker, one after the other.
struct Run {
    speaker: String,
    off_record: bool,
    begin: TimeMs,
    end: TimeMs,
}

impl Run {
    fn takes(&self, item: &Placed) -> bool {
        let fits = if item.message.kind.is_spoken() {
            item.message.author == self.speaker && item.at <= self.end + PAUSE && item.at <= self.begin + RUN
        } else {
            item.at <= self.end + BESIDE
        };
        fits && item.off_record == self.off_record
    }
}

#[cfg(test)]
mod tests {
    use causerie_model::{Alignment, Kind, Message};
    use uuid::Uuid;

    use super::*;

    fn item(log: usize, seq: u32, at: i64, kind: Kind, author: &str) -> Placed {
        let message = Message {
            seq,
            line: seq + 1,
            source: TimeMs::new(at),
            end: kind.is_spoken().then(|| TimeMs::new(at + 3_000)),
            kind,
            author: author.to_owned(),
            to: None,
            text: format!("{author} at {at}"),
            reply_to: None,
            reactions: Vec::new(),
            words: None,
        };
        Placed { log: LogId::nth(log), at: TimeMs::new(at), off_record: at < 0, message }
    }

    fn score(placed: Vec<Placed>) -> Score {
        Score::new(
            SessionId::new(Uuid::nil()),
            placed,
            BTreeMap::from([(LogId::nth(1), Alignment::documented())]),
        )
    }

    fn shape(score: &Score) -> Vec<(i64, usize, usize)> {
        score.page(0, 100).iter().map(|row| (row.at_ms.get(), row.spoken.len(), row.written.len())).collect()
    }

    #[test]
    fn chat_stands_beside_the_cues_during_which_it_was_written() {
        let score = score(vec![
            item(1, 0, 0, Kind::Transcript, "Ana"),
            item(2, 0, 1_000, Kind::Chat, "Ben"),
            item(1, 1, 3_500, Kind::Transcript, "Ana"),
            item(2, 1, 8_000, Kind::Chat, "Cleo"),
            item(1, 2, 10_000, Kind::Transcript, "Dov"),
            item(2, 2, 40_000, Kind::Chat, "Ben"),
        ]);
        assert_eq!(shape(&score), [(0, 2, 2), (10_000, 1, 0), (40_000, 0, 1)], "a long silence ends a row");
    }

    #[test]
    fn without_a_transcript_each_message_has_a_row() {
        let score = score((0..5).map(|n| item(2, n, i64::from(n) * 100, Kind::Chat, "Ben")).collect());
        assert_eq!(score.row_times().len(), 5);
    }

    #[test]
    fn what_was_not_recorded_shares_no_row_with_what_was() {
        let score = score(vec![
            item(1, 0, -1_000, Kind::Transcript, "Ana"),
            item(1, 1, 500, Kind::Transcript, "Ana"),
        ]);
        assert_eq!(shape(&score).len(), 2);
        assert!(score.page(0, 1).iter().all(|row| row.off_record));
    }

    #[test]
    fn a_reply_quotes_what_it_answers_wherever_that_stands() {
        let mut reply = item(2, 0, 900, Kind::Chat, "Ben");
        reply.message.reply_to = Some(1);
        let score = score(vec![item(2, 1, 100, Kind::Chat, "Cleo"), reply]);
        let quoted = score
            .page(1, 1)
            .pop()
            .and_then(|row| row.written.into_iter().next())
            .and_then(|message| message.reply);
        assert_eq!(quoted.map(|reply| (reply.author, reply.at_ms.get())), Some(("Cleo".into(), 100)));
    }
}
