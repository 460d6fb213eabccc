//! The transcript of an OHMS file up to version 5, and where each minute ends in it.
//!
//! `<sync>1:|13(3)|19(14)|…` says that intervals of one minute end at the third word of line 13, at the 14th of line 19 and
//! so on. [M] that an interval may be a fraction of a minute.

use causerie_model::{Kind, Message, TimeMs, Word};

use crate::format::{Warnings, clean_name, message};
use crate::plain;

/// What is gathered of a file.
#[derive(Default)]
pub(super) struct Transcript {
    pub(super) sync: String,
    /// The line of the file on which the transcript begins.
    pub(super) line: u32,
    pub(super) text: String,
    /// Names of those who speak.
    people: Vec<String>,
}

/// More people than this, or longer names, are no interview's.
const MOST_PEOPLE: usize = 20;
const LONGEST_NAME: usize = 200;

/// A word of the transcript, counted from 0 through all lines, at a time that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    word: usize,
    time: TimeMs,
}

impl Transcript {
    /// Adds the name of somebody who speaks.
    pub(super) fn add_person(&mut self, name: &str) {
        if self.people.len() < MOST_PEOPLE && name.len() <= LONGEST_NAME {
            self.people.push(name.trim().to_owned());
        }
    }

    pub(super) fn has_times(&self) -> bool {
        !self.sync.trim().is_empty()
    }

    /// A message a paragraph, at the time that its first word has between the marks around it; within it, the words at marks
    /// have their times.
    pub(super) fn into_messages(self, warnings: &mut Warnings) -> Vec<Message> {
        let text = without_notes(&self.text);
        if text.trim().is_empty() || text.trim() == "No transcript." {
            return Vec::new();
        }
        if !self.has_times() {
            warnings.add(self.line, "the transcript has no times; all of it is put at the start");
        }
        let clock = Clock::new(&self.sync, &text);
        let mut messages: Vec<Message> = Vec::new();
        for paragraph in paragraphs(&text, &self.people) {
            let line = self.line.saturating_add(paragraph.line);
            let start = clock.time(paragraph.word);
            if let Some(above) = messages.last_mut() {
                above.end = (start > above.source).then_some(start);
            }
            let mut spoken = message(line, start, Kind::Transcript, String::new());
            spoken.author = paragraph.speaker;
            let words = clock.pieces(paragraph.word, &paragraph.words);
            spoken.text = words.iter().map(|word| word.text.as_str()).collect();
            spoken.words = (words.len() > 1).then_some(words);
            messages.push(spoken);
        }
        messages
    }
}

/// The marks of footnotes as brackets. `[[footnote]]1[[/footnote]]` stands in the text, and what it says at the end.
fn without_notes(text: &str) -> String {
    let text = plain::text(text.trim_end());
    if !text.contains("[[") {
        return text;
    }
    let marks = ["[[footnotes]]", "[[/footnotes]]", "[[note]]", "[[/note]]"];
    let text = text.replace("[[footnote]]", "[").replace("[[/footnote]]", "]");
    marks.into_iter().fold(text, |text, mark| text.replace(mark, ""))
}

struct Paragraph<'a> {
    /// Its first line, counted from 0 in the transcript.
    line: u32,
    /// Its first word behind the speaker's name, counted from 0 in the transcript.
    word: usize,
    /// Empty where it is not told.
    speaker: String,
    words: Vec<&'a str>,
}

/// What stands between empty lines, and what somebody begins to say.
fn paragraphs<'a>(text: &'a str, people: &[String]) -> Vec<Paragraph<'a>> {
    let mut all: Vec<Paragraph<'a>> = Vec::new();
    let mut word = 0;
    let mut is_open = false;
    for (line, text) in (0..).zip(text.split('\n')) {
        let (speaker, said) = speaker(text, people).map_or((None, text), |(name, said)| (Some(name), said));
        let words_of_name = text.split_whitespace().count() - said.split_whitespace().count();
        word += words_of_name;
        let words = said.split_whitespace();
        let count = words.clone().count();
        match all.last_mut() {
            Some(paragraph) if is_open && speaker.is_none() => paragraph.words.extend(words),
            Some(_) | None if count > 0 => {
                let speaker = speaker.unwrap_or_default().to_owned();
                all.push(Paragraph { line, word, speaker, words: words.collect() });
            }
            Some(_) | None => {}
        }
        is_open = !text.trim().is_empty();
        word += count;
    }
    all
}

/// `ALYEA: ` at the start of a line, in capitals or the name of one of the people.
fn speaker<'a>(line: &'a str, people: &[String]) -> Option<(&'a str, &'a str)> {
    let (name, said) = line.split_once(':')?;
    let name = clean_name(name);
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    let is_short = name.len() <= 60 && name.split_whitespace().count() <= 4;
    let is_capital = letters().count() > 1 && letters().all(char::is_uppercase);
    let is_known =
        || people.iter().any(|one| one.split([' ', ',', ';', '\n']).any(|part| part == name) || one == name);
    (is_short && !name.is_empty() && said.starts_with([' ', '\t']) && (is_capital || is_known()))
        .then_some((name, said))
}

/// The marks in order, and how fast words go beyond the last.
struct Clock {
    marks: Vec<Mark>,
}

impl Clock {
    fn new(sync: &str, text: &str) -> Self {
        let mut marks = vec![Mark { word: 0, time: TimeMs::ZERO }];
        let Some((minutes, stamps)) = sync.trim().split_once(':') else { return Self { marks } };
        let interval =
            minutes.trim().parse::<f64>().ok().filter(|minutes| *minutes > 0.0).unwrap_or(1.0) * 60.0;
        let mut first_words = Vec::new();
        let mut words = 0;
        for line in text.split('\n') {
            first_words.push(words);
            words += line.split_whitespace().count();
        }
        for (at, stamp) in stamps.split('|').enumerate() {
            let Some((line, word)) = stamp.trim().strip_suffix(')').and_then(|stamp| stamp.split_once('('))
            else {
                continue;
            };
            let (Ok(line), Ok(word)) = (line.parse::<usize>(), word.parse::<usize>()) else { continue };
            let Some(first) = line.checked_sub(1).and_then(|line| first_words.get(line)) else { continue };
            let mark = Mark {
                word: first.saturating_add(word.saturating_sub(1)),
                time: TimeMs::from_seconds(at as f64 * interval),
            };
            if marks.last().is_some_and(|last| mark.word > last.word) && mark.word <= words {
                marks.push(mark);
            }
        }
        Self { marks }
    }

    /// When a word is said, if words go evenly from mark to mark, and beyond the last as on the whole.
    fn time(&self, word: usize) -> TimeMs {
        let next = self.marks.partition_point(|mark| mark.word <= word);
        let (first, last) = (self.marks.first(), self.marks.last());
        let above = next.checked_sub(1).and_then(|at| self.marks.get(at));
        let (Some(first), Some(last), Some(above)) = (first, last, above) else { return TimeMs::ZERO };
        let (from, to) = self.marks.get(next).map_or((first, last), |next| (above, next));
        if to.word == from.word {
            return above.time;
        }
        let pace = (to.time - from.time).as_seconds() / (to.word - from.word) as f64;
        TimeMs::from_seconds(above.time.as_seconds() + pace * (word - above.word) as f64)
    }

    /// The words from one mark to the next, joined.
    fn pieces(&self, first: usize, words: &[&str]) -> Vec<Word> {
        let mut pieces = vec![Word { source: self.time(first), text: String::new() }];
        let mut marks =
            self.marks.iter().skip(self.marks.partition_point(|mark| mark.word <= first)).peekable();
        for (at, text) in (first..).zip(words) {
            if at > first
                && let Some(piece) = pieces.last_mut()
            {
                piece.text.push(' ');
            }
            if let Some(mark) = marks.next_if(|mark| mark.word == at) {
                pieces.push(Word { source: mark.time, text: String::new() });
            }
            // A mark at the speaker's name is passed by.
            while marks.next_if(|mark| mark.word < at).is_some() {}
            if let Some(piece) = pieces.last_mut() {
                piece.text.push_str(text);
            }
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sync: &str, text: &str) -> Vec<String> {
        let people = vec!["Ana Pinto".to_owned()];
        let transcript = Transcript { sync: sync.into(), line: 5, text: text.into(), people };
        let show = |m: Message| {
            let words: Vec<_> =
                m.words.iter().flatten().map(|w| format!("{}{}", w.source.get(), w.text)).collect();
            format!(
                "{} {}-{} {}: {} [{}]",
                m.line,
                m.source.get(),
                m.end.map_or(-1, TimeMs::get),
                m.author,
                m.text,
                words.join("|")
            )
        };
        transcript.into_messages(&mut Warnings::default()).into_iter().map(show).collect()
    }

    #[test]
    fn minutes_end_within_lines() {
        let text = "BEN: one two three\nfour five\n\nPinto: six\nseven: eight nine\nNote: ten";
        assert_eq!(
            read("1:|2(1)|4(2)", text),
            [
                "5 15000-120000 BEN: one two three four five [15000one two three |60000four five]",
                "8 120000--1 Pinto: six seven: eight nine Note: ten []",
            ],
            "a word a quarter of a minute, then a third"
        );
    }

    #[test]
    fn marks_that_make_no_sense_are_passed_by() {
        let clock = Clock::new("0.5:|1(3)|x|1(2)|9(1)|1(4)", "a b c d e f");
        let times: Vec<_> = (0..6).map(|word| clock.time(word).get()).collect();
        assert_eq!(times, [0, 15_000, 30_000, 150_000, 200_000, 250_000]);
    }

    proptest::proptest! {
        #[test]
        fn no_word_is_lost(text in "([a-z]{1,3}[ \n]{1,2}){1,40}", sync in "[1-5]:(\\|[0-9]{1,2}\\([0-9]\\)){0,9}") {
            let transcript = Transcript { sync, line: 1, text: text.clone(), people: Vec::new() };
            let messages = transcript.into_messages(&mut Warnings::default());
            let said: Vec<_> = messages.iter().flat_map(|message| message.text.split_whitespace()).collect();
            proptest::prop_assert_eq!(said, text.split_whitespace().collect::<Vec<_>>());
            proptest::prop_assert!(messages.is_sorted_by_key(|message| message.source), "times go on");
        }
    }
}
