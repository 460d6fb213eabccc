//! The score of a session: what was spoken and what was written, in rows on one time axis.
//!
//! A row begins with a run of cues by one speaker or with a written message that came while nobody spoke. What is
//! written while the cues of a row are spoken, or just after, stands beside them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use causerie_index::{LogSpan, Mark, Outline, Placed, Reader};
use causerie_model::{Alignment, LogId, SessionId, TimeMs};

use crate::Result;
use crate::open::{App, lock};
use crate::wire::{LogRole, ReactionView, ReplyView, Row, Spoken, SpokenWord, Written};

/// A pause by which a run of cues ends.
const PAUSE: TimeMs = TimeMs::new(2_000);
/// A run of cues is not joined beyond this length, so that a row can be read at a glance.
const RUN: TimeMs = TimeMs::new(20_000);
/// What is written so soon after the last cue still stands beside it.
const BESIDE: TimeMs = TimeMs::new(3_000);
/// So much of a message is quoted by the reply to it, in characters.
const QUOTED: usize = 120;

/// Where the rows of one session begin and what stands in each, kept while it is open. The messages themselves stay
/// in the index until they are looked at.
pub(crate) struct Score {
    session: SessionId,
    rows: Vec<RowSpan>,
    outline: Outline,
    /// What is redacted, as it was recorded, by number.
    withheld: Messages,
    /// For each log, the way from its clock to the timeline, for what a message says beside its own time.
    alignments: BTreeMap<LogId, Alignment>,
}

struct RowSpan {
    at: TimeMs,
    off_record: bool,
    marks: Range<usize>,
}

/// The messages of a page, and those that they answer, by number.
type Messages = BTreeMap<u32, Placed>;

impl App {
    /// The score of a session; the one that was asked for last is kept.
    pub(crate) fn score(&self, id: SessionId) -> Result<Arc<Score>> {
        if let Some(score) = lock(&self.score).as_ref().filter(|score| score.session == id) {
            return Ok(Arc::clone(score));
        }
        let session = self.row(id)?.session;
        let (outline, withheld) = self.read(|reader| Ok((reader.outline(id)?, reader.withheld(id)?)))?;
        let withheld = withheld.into_iter().collect();
        let alignments = session.logs.into_iter().map(|log| (log.id, log.alignment)).collect();
        let score = Arc::new(Score::new(id, outline, withheld, alignments));
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
        outline: Outline,
        withheld: Messages,
        alignments: BTreeMap<LogId, Alignment>,
    ) -> Self {
        Self { session, rows: rows(&outline.marks), outline, withheld, alignments }
    }

    /// When each row begins, ascending.
    pub(crate) fn row_times(&self) -> Vec<TimeMs> {
        self.rows.iter().map(|row| row.at).collect()
    }

    /// When each written message came, ascending.
    pub(crate) fn written_times(&self) -> Vec<TimeMs> {
        self.outline.marks.iter().filter(|mark| mark.speaker.is_none()).map(|mark| mark.at).collect()
    }

    pub(crate) fn count(&self, log: &LogId) -> u64 {
        self.span(log).map_or(0, |span| span.messages)
    }

    /// What a log is to the session, by what most of it is.
    pub(crate) fn role(&self, log: &LogId) -> LogRole {
        match self.span(log) {
            Some(span) if span.spoken * 2 > span.messages => LogRole::Transcript,
            Some(span) if span.typed => LogRole::Chat,
            Some(_) | None => LogRole::Markers,
        }
    }

    fn span(&self, log: &LogId) -> Option<&LogSpan> {
        self.outline.logs.iter().find(|span| span.log == *log)
    }

    /// Some rows, read from the index; as they were recorded, what is redacted is not masked.
    pub(crate) fn page(
        &self,
        reader: &Reader,
        from: usize,
        count: usize,
        as_recorded: bool,
    ) -> Result<Vec<Row>> {
        let spans = self.rows.get(from..).unwrap_or_default();
        let spans = spans.get(..count).unwrap_or(spans);
        let numbers = spans.iter().flat_map(|span| self.marks(span)).map(|mark| mark.number);
        let mut messages: Messages = reader.numbered(self.session, numbers)?.into_iter().collect();
        let answered: Vec<u32> = messages.values().filter_map(|item| self.answered(item)).collect();
        messages.extend(reader.numbered(self.session, answered)?);
        if as_recorded {
            for (number, message) in &mut messages {
                if let Some(recorded) = self.withheld.get(number) {
                    recorded.clone_into(message);
                }
            }
        }
        Ok(spans.iter().map(|span| self.row(span, &messages)).collect())
    }

    fn marks(&self, span: &RowSpan) -> &[Mark] {
        self.outline.marks.get(span.marks.clone()).unwrap_or_default()
    }

    /// The number in the session of the message that this one answers: in each log they are numbered as they stand.
    fn answered(&self, item: &Placed) -> Option<u32> {
        self.span(&item.log)?.first.checked_add(item.message.reply_to?)
    }

    fn row(&self, span: &RowSpan, messages: &Messages) -> Row {
        let items =
            self.marks(span).iter().filter_map(|mark| Some((mark.number, messages.get(&mark.number)?)));
        let (spoken, written): (Vec<_>, Vec<_>) = items.partition(|(_, item)| item.message.kind.is_spoken());
        Row {
            at_ms: span.at,
            off_record: span.off_record,
            spoken: spoken.into_iter().map(|(number, item)| self.spoken(number, item)).collect(),
            written: written.into_iter().map(|(number, item)| self.written(number, item, messages)).collect(),
        }
    }

    fn spoken(&self, number: u32, item: &Placed) -> Spoken {
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
            redacted: self.withheld.contains_key(&number),
        }
    }

    fn written(&self, number: u32, item: &Placed, messages: &Messages) -> Written {
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
            reply: self.answered(item).and_then(|number| messages.get(&number)).map(quote),
            reactions: reactions.collect(),
            redacted: self.withheld.contains_key(&number),
        }
    }
}

fn quote(answered: &Placed) -> ReplyView {
    ReplyView {
        id: answered.log.message(answered.message.seq),
        at_ms: answered.at,
        author: answered.message.author.clone(),
        text: answered.message.text.chars().take(QUOTED).collect(),
    }
}

/// Divides messages, in the order of time, into rows.
fn rows(marks: &[Mark]) -> Vec<RowSpan> {
    let mut rows: Vec<RowSpan> = Vec::new();
    let mut run: Option<Run<'_>> = None;
    for (position, mark) in marks.iter().enumerate() {
        let joins = run.as_ref().is_some_and(|run| run.takes(mark));
        if !joins {
            rows.push(RowSpan { at: mark.at, off_record: mark.off_record, marks: position..position });
            run = mark.speaker.as_deref().map(|speaker| Run {
                speaker,
                off_record: mark.off_record,
                begin: mark.at,
                end: mark.end,
            });
        } else if let Some(run) = run.as_mut().filter(|_| mark.speaker.is_some()) {
            run.end = run.end.max(mark.end);
        }
        if let Some(row) = rows.last_mut() {
            row.marks.end = position + 1;
        }
    }
    rows
}

/// Cues of one speaker, one after the other.
struct Run<'m> {
    speaker: &'m str,
    off_record: bool,
    begin: TimeMs,
    end: TimeMs,
}

impl Run<'_> {
    fn takes(&self, mark: &Mark) -> bool {
        let fits = match &mark.speaker {
            Some(speaker) => {
                speaker == self.speaker && mark.at <= self.end + PAUSE && mark.at <= self.begin + RUN
            }
            None => mark.at <= self.end + BESIDE,
        };
        fits && mark.off_record == self.off_record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(number: u32, at: i64, speaker: Option<&str>) -> Mark {
        Mark {
            number,
            at: TimeMs::new(at),
            end: TimeMs::new(if speaker.is_some() { at + 3_000 } else { at }),
            off_record: at < 0,
            speaker: speaker.map(str::to_owned),
        }
    }

    fn shape(marks: &[Mark]) -> Vec<(i64, Range<usize>)> {
        rows(marks).into_iter().map(|row| (row.at.get(), row.marks)).collect()
    }

    #[test]
    fn chat_stands_beside_the_cues_during_which_it_was_written() {
        let marks = [
            mark(0, 0, Some("Ana")),
            mark(3, 1_000, None),
            mark(1, 3_500, Some("Ana")),
            mark(4, 8_000, None),
            mark(2, 10_000, Some("Dov")),
            mark(5, 40_000, None),
        ];
        assert_eq!(shape(&marks), [(0, 0..4), (10_000, 4..5), (40_000, 5..6)], "a long silence ends a row");
    }

    #[test]
    fn without_a_transcript_each_message_has_a_row() {
        let marks: Vec<Mark> = (0..5).map(|n| mark(n, i64::from(n) * 100, None)).collect();
        assert_eq!(shape(&marks).len(), 5);
    }

    #[test]
    fn what_was_not_recorded_shares_no_row_with_what_was() {
        let marks = [mark(0, -1_000, Some("Ana")), mark(1, 500, Some("Ana"))];
        assert_eq!(shape(&marks).len(), 2);
        assert!(rows(&marks).first().is_some_and(|row| row.off_record));
    }
}
