//! Lines of times with text below them, and mostly an empty line after it: SubRip and what looks like it.

use super::draft::Draft;
use super::markup::{Piece, Spoken};
use super::timings::Timings;
use crate::format::{BAD_TIMES, NO_TIME, NO_TIME_YET, Parsed};
use crate::lines::{Line, Lines};

/// How such a format differs from the others.
pub(super) struct Shape {
    /// The times, if a line gives them.
    pub(super) times: fn(&str) -> Option<Timings>,
    /// Whether a line should give times, and can't be read.
    pub(super) is_broken: fn(&str) -> bool,
    /// Whether each cue has a number above its times.
    pub(super) is_numbered: bool,
    /// A cue's text without what marks it up.
    pub(super) plain: fn(&str) -> String,
}

impl Shape {
    /// Reads a whole file. Text without times stays with the cue above it.
    pub(super) fn read(self, text: &str) -> Parsed {
        let mut reading = Reading {
            shape: self,
            draft: Draft::default(),
            cue: None,
            number: None,
            last: None,
            after_blank: false,
        };
        for line in Lines::new(text) {
            reading.line(line);
        }
        reading.finish()
    }
}

/// What has been read so far.
struct Reading<'a> {
    shape: Shape,
    draft: Draft,
    cue: Option<Cue<'a>>,
    /// A line of digits that may be the number of the cue below it.
    number: Option<Number<'a>>,
    /// The last cue's number.
    last: Option<u64>,
    after_blank: bool,
}

struct Cue<'a> {
    line: u32,
    timings: Timings,
    text: Vec<&'a str>,
}

struct Number<'a> {
    line: Line<'a>,
    value: u64,
    /// Whether it stands where a number should.
    in_place: bool,
}

impl<'a> Reading<'a> {
    fn line(&mut self, line: Line<'a>) {
        let trimmed = line.text.trim();
        if let Some(timings) = (self.shape.times)(line.text) {
            self.begin(line.number, timings);
        } else if trimmed.is_empty() {
            self.settle_number();
            self.after_blank = true;
        } else if let Some(value) = number(trimmed).filter(|_| self.shape.is_numbered) {
            self.settle_number();
            let follows = self.last.is_some_and(|last| last.checked_add(1) == Some(value));
            let in_place = self.after_blank || self.cue.is_none() || follows;
            self.number = Some(Number { line, value, in_place });
        } else if (self.shape.is_broken)(trimmed) {
            self.number = None;
            self.after_blank = false;
            self.draft.warnings.add(line.number, BAD_TIMES);
        } else {
            self.settle_number();
            self.text(line);
        }
    }

    fn begin(&mut self, line: u32, timings: Timings) {
        match self.number.take() {
            Some(number) if number.in_place => self.last = Some(number.value),
            Some(number) => self.text(number.line),
            None => {}
        }
        self.end_cue();
        self.cue = Some(Cue { line, timings, text: Vec::new() });
        self.after_blank = false;
    }

    /// A line of digits without times below it: the number of a cue whose times are missing, or text.
    fn settle_number(&mut self) {
        if let Some(number) = self.number.take() {
            let next = self.last.is_some_and(|last| last.checked_add(1) == Some(number.value));
            if self.after_blank && next {
                self.last = Some(number.value);
            } else {
                self.text(number.line);
            }
        }
    }

    fn text(&mut self, line: Line<'a>) {
        match &mut self.cue {
            Some(cue) => {
                if self.after_blank && !cue.text.is_empty() {
                    self.draft.warnings.add(line.number, NO_TIME);
                }
                cue.text.push(line.text);
            }
            None => self.draft.keep(line.number, &(self.shape.plain)(line.text), NO_TIME_YET),
        }
        self.after_blank = false;
    }

    fn end_cue(&mut self) {
        let Some(cue) = self.cue.take() else { return };
        let text = (self.shape.plain)(&cue.text.join("\n"));
        if !text.trim().is_empty() {
            let spoken = Spoken { voice: String::new(), pieces: vec![Piece { at: None, text }] };
            self.draft.add(cue.line, cue.timings, vec![spoken]);
        }
    }

    fn finish(mut self) -> Parsed {
        self.settle_number();
        self.end_cue();
        self.draft.finish()
    }
}

fn number(line: &str) -> Option<u64> {
    line.bytes().all(|byte| byte.is_ascii_digit()).then(|| line.parse().ok())?
}
