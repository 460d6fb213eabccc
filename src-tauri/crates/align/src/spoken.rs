//! What was said, by when.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use causerie_model::{Message, TimeMs};

use crate::grid;
use crate::terms::{Term, folded, terms};

/// A place where a term was said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) step: i64,
    /// The number of the transcript's message.
    pub(crate) seq: u32,
}

/// The transcript as an index of terms. Its times are those of the timeline.
pub(crate) struct Spoken {
    places: HashMap<String, Vec<Place>>,
    voices: BTreeMap<String, Vec<Range<i64>>>,
    /// How many steps the recording has.
    pub(crate) steps: i64,
    /// How many terms were said.
    pub(crate) terms: usize,
}

/// Where a cue has no end it is taken to last so long for each character.
const MS_PER_CHAR: i64 = 70;

impl Spoken {
    pub(crate) fn new(transcript: &[Message], duration: TimeMs) -> Self {
        let mut spoken = Self {
            places: HashMap::new(),
            voices: BTreeMap::new(),
            steps: grid::step(duration) + 1,
            terms: 0,
        };
        for message in transcript.iter().filter(|message| message.kind.is_spoken()) {
            spoken.hear(message);
        }
        spoken
    }

    fn hear(&mut self, message: &Message) {
        let length = i64::try_from(message.text.chars().count()).unwrap_or(i64::MAX).max(1);
        let guess = TimeMs::new(length.saturating_mul(MS_PER_CHAR));
        let end = message.end.map_or(message.source + guess, |end| end.max(message.source));
        if !message.author.is_empty() {
            let stretch = grid::step(message.source)..grid::step(end) + 1;
            self.voices.entry(name(&message.author)).or_default().push(stretch);
        }
        match &message.words {
            Some(words) => {
                for word in words {
                    self.place(terms(&word.text), |_| word.source, message.seq);
                }
            }
            None => {
                let span = (end - message.source).get();
                let at = |term: &Term| {
                    let share = i64::try_from(term.offset).unwrap_or(i64::MAX).min(length);
                    message.source + TimeMs::new(span.saturating_mul(share) / length)
                };
                self.place(terms(&message.text), at, message.seq);
            }
        }
    }

    fn place(&mut self, terms: Vec<Term>, at: impl Fn(&Term) -> TimeMs, seq: u32) {
        let mut before: Option<Term> = None;
        for term in terms {
            let place = Place { step: grid::step(at(&term)), seq };
            if let Some(before) = before.filter(|before| !before.is_piece && !term.is_piece) {
                self.places.entry(joined(&before, &term)).or_default().push(place);
            }
            self.terms += 1;
            self.places.entry(term.key.clone()).or_default().push(place);
            before = Some(term);
        }
    }

    /// Where a term was said, in the order of the transcript.
    pub(crate) fn places(&self, key: &str) -> &[Place] {
        self.places.get(key).map_or(&[], Vec::as_slice)
    }

    /// When somebody spoke who bears this name.
    pub(crate) fn voice(&self, author: &str) -> &[Range<i64>] {
        self.voices.get(&name(author)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

/// Two words as one, as in "Mill pond" and "millpond".
pub(crate) fn joined(before: &Term, after: &Term) -> String {
    format!("{}+{}", before.key, after.key)
}

fn name(author: &str) -> String {
    folded(author).filter(|c| c.is_alphanumeric()).collect()
}
