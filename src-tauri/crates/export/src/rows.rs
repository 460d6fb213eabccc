//! Messages in rows, as the window shows them: a run of speech by one person with what was written beside it.

use causerie_model::{Kind, TimeMs};

use crate::{Document, Placed};

/// A pause by which a run of speech ends.
const PAUSE: TimeMs = TimeMs::new(2_000);
/// A run is not joined beyond this length.
const RUN: TimeMs = TimeMs::new(20_000);
/// What is written so soon after the last speech still stands beside it.
const BESIDE: TimeMs = TimeMs::new(3_000);

/// What is read together.
pub(crate) struct Row<'a> {
    pub(crate) at: TimeMs,
    pub(crate) off_record: bool,
    /// By one person.
    pub(crate) spoken: Vec<&'a Placed>,
    pub(crate) written: Vec<&'a Placed>,
    end: TimeMs,
}

impl<'a> Row<'a> {
    fn takes(&self, document: &Document, placed: &Placed) -> bool {
        let Some(first) = self.spoken.first() else { return false };
        let fits = match placed.message.kind {
            Kind::Transcript => {
                document.author(first) == document.author(placed)
                    && placed.at <= self.end + PAUSE
                    && placed.at <= self.at + RUN
            }
            Kind::Chat | Kind::Private | Kind::System => placed.at <= self.end + BESIDE,
            Kind::Marker => false,
        };
        fits && placed.off_record == self.off_record
    }

    fn push(&mut self, document: &Document, placed: &'a Placed) {
        if placed.message.kind.is_spoken() {
            self.end = self.end.max(document.end(placed).unwrap_or(placed.at));
            self.spoken.push(placed);
        } else {
            self.written.push(placed);
        }
    }
}

/// The messages in rows, in the order of time.
pub(crate) fn rows(document: &Document) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for placed in &document.messages {
        if !rows.last().is_some_and(|row| row.takes(document, placed)) {
            let (at, off_record) = (placed.at, placed.off_record);
            rows.push(Row { at, off_record, spoken: Vec::new(), written: Vec::new(), end: at });
        }
        if let Some(row) = rows.last_mut() {
            row.push(document, placed);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, placed, said, wrote};

    #[test]
    fn what_is_written_while_somebody_speaks_stands_beside_it() {
        let document = document([
            wrote("l1.0", -1_000, "Ana", "early"),
            said("l1.1", 0, "Ben", "one"),
            wrote("l1.2", 500, "Ana", "beside"),
            said("l1.3", 1_500, "Ben", "two"),
            said("l1.4", 3_000, "Cem", "three"),
            placed("l1.5", 3_500, Kind::Marker, "", "A chapter"),
            wrote("l1.6", 20_000, "Ana", "alone"),
        ]);
        let shape: Vec<_> =
            rows(&document).iter().map(|row| (row.at.get(), row.spoken.len(), row.written.len())).collect();
        assert_eq!(shape, [(-1_000, 0, 1), (0, 2, 1), (3_000, 1, 0), (3_500, 0, 1), (20_000, 0, 1)]);
    }
}
