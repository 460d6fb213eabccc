//! A transcript while it is being read.

use std::collections::BTreeMap;

use causerie_model::{Kind, Message, TimeBase, TimeMs, Word};

use super::ids::Id;
use super::markup::{Piece, Spoken};
use super::timings::Timings;
use super::{rolling, speakers};
use crate::format::{Parsed, Warnings, append_line, clean_name, message, number};

/// The cues so far, as messages.
#[derive(Default)]
pub(super) struct Draft {
    messages: Vec<Message>,
    /// The places of utterances that may go on in a later cue.
    utterances: BTreeMap<String, usize>,
    /// Text ahead of the first cue, and its line.
    lead: Option<(u32, String)>,
    pub(super) warnings: Warnings,
}

impl Draft {
    /// Adds a cue: a message for each of its voices.
    pub(super) fn add(&mut self, line: u32, timings: Timings, spoken: Vec<Spoken>) {
        let end = (timings.end >= timings.start).then_some(timings.end);
        if end.is_none() {
            self.warnings.add(line, "this cue ends before it begins; its end is left out");
        }
        for Spoken { voice, pieces } in spoken {
            let timed = pieces.iter().any(|piece| piece.at.is_some());
            let words = words(timings.start, pieces);
            let within = |at: &TimeMs| *at >= timings.start && end.is_none_or(|end| *at <= end);
            let source = words.first().map(|word| word.source).filter(within).unwrap_or(timings.start);
            let text = words.iter().map(|word| word.text.as_str()).collect();
            let mut message = message(line, source, Kind::Transcript, text);
            message.end = end;
            message.author = voice;
            message.words = timed.then_some(words);
            self.messages.push(message);
        }
    }

    /// Adds a cue with what its id tells: a part of an utterance goes on with it, and keeps its own time among the words.
    pub(super) fn add_with(
        &mut self,
        id: Option<Id<'_>>,
        line: u32,
        timings: Timings,
        mut spoken: Vec<Spoken>,
    ) {
        match id {
            Some(Id::Part(utterance)) => {
                if let [part] = spoken.as_mut_slice() {
                    let begun = self.utterances.get(utterance).and_then(|&at| self.messages.get_mut(at));
                    if let Some(message) = begun.filter(|message| message.author == part.voice) {
                        return go_on(message, timings, std::mem::take(&mut part.pieces));
                    }
                    self.utterances.insert(utterance.to_owned(), self.messages.len());
                }
            }
            Some(Id::Speaker(name)) => {
                for spoken in spoken.iter_mut().filter(|spoken| spoken.voice.is_empty()) {
                    spoken.voice = clean_name(name).to_owned();
                }
            }
            None => {}
        }
        self.add(line, timings, spoken);
    }

    /// Whether there has been a cue with text.
    pub(super) fn has_begun(&self) -> bool {
        !self.messages.is_empty()
    }

    /// Adds text that has no time of its own to the message above, and says why.
    pub(super) fn keep(&mut self, line: u32, text: &str, why: &str) {
        self.warnings.add(line, why);
        if text.is_empty() {
            return;
        }
        let Some(message) = self.messages.last_mut() else {
            match &mut self.lead {
                Some((_, lead)) => append_line(lead, text),
                None => self.lead = Some((line, text.to_owned())),
            }
            return;
        };
        append_line(&mut message.text, text);
        if let Some(word) = message.words.as_mut().and_then(|words| words.last_mut()) {
            append_line(&mut word.text, text);
        }
    }

    /// The transcript, with captions that roll up unrolled and speakers named.
    pub(super) fn finish(mut self) -> Parsed {
        rolling::unroll(&mut self.messages);
        speakers::name(&mut self.messages);
        if let (Some((line, text)), Some(first)) = (self.lead, self.messages.first()) {
            let lead = message(line, first.source, Kind::Transcript, text);
            self.messages.insert(0, lead);
        }
        number(&mut self.messages);
        Parsed {
            time_base: TimeBase::Relative,
            started_at: None,
            messages: self.messages,
            warnings: self.warnings,
        }
    }
}

/// Adds the next part of an utterance.
fn go_on(message: &mut Message, timings: Timings, part: Vec<Piece>) {
    let first = || vec![Word { source: message.source, text: message.text.clone() }];
    let known = message.words.get_or_insert_with(first);
    if let Some(last) = known.last_mut() {
        last.text.push(' ');
        message.text.push(' ');
    }
    let part = words(timings.start, part);
    message.text.extend(part.iter().map(|word| word.text.as_str()));
    known.extend(part);
    message.end = message.end.max(Some(timings.end));
}

/// Pieces as words, with the white space around the whole cut off and pieces of nothing else joined to their neighbour.
fn words(start: TimeMs, pieces: Vec<Piece>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(pieces.len());
    for Piece { at, text } in pieces {
        let blank = text.trim().is_empty();
        match words.last_mut() {
            Some(word) if blank => word.text.push_str(&text),
            None if blank => {}
            Some(_) | None => words.push(Word { source: at.unwrap_or(start), text }),
        }
    }
    trim(&mut words);
    words
}

/// Cuts the white space around the whole.
fn trim(words: &mut [Word]) {
    if let Some(first) = words.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = words.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
}

/// Cuts so many bytes, and the white space that follows, from the start of a message's text and words.
pub(super) fn cut_start(message: &mut Message, bytes: usize) {
    let rest = message.text.get(bytes..).unwrap_or_default().trim_start();
    let mut cut = message.text.len() - rest.len();
    message.text = rest.to_owned();
    if let Some(words) = &mut message.words {
        words.retain_mut(|word| {
            let here = cut.min(word.text.len());
            cut -= here;
            word.text = word.text.get(here..).unwrap_or_default().to_owned();
            !word.text.is_empty()
        });
    }
}
