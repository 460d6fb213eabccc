//! A chat while it is being read.

use causerie_model::{Kind, Message, TimeBase, TimeMs};

use super::events;
use super::header::Header;
use crate::clock::{Days, Step};
use crate::format::{self, NO_TIME, NO_TIME_YET, Parsed, Warnings, append_line, clean_name, number};
use crate::lines::Line;

/// The messages so far.
pub(super) struct Draft {
    time_base: TimeBase,
    days: Days,
    messages: Vec<Message>,
    /// What stands above the first header, and its line.
    lead: Option<(u32, String)>,
    warnings: Warnings,
}

impl Draft {
    pub(super) fn new(time_base: TimeBase) -> Self {
        Self {
            time_base,
            days: Days::default(),
            messages: Vec::new(),
            lead: None,
            warnings: Warnings::default(),
        }
    }

    /// Begins a message.
    pub(super) fn begin(&mut self, line: u32, header: &Header<'_>) {
        let source = match self.time_base {
            TimeBase::WallClock => self.on_day(line, header.time),
            TimeBase::Relative | TimeBase::Utc | TimeBase::None => header.time,
        };
        let kind = if header.private { Kind::Private } else { Kind::Chat };
        let mut message = format::message(line, source, kind, header.text.to_owned());
        message.author = header.author.to_owned();
        message.to = header.to.map(str::to_owned);
        self.messages.push(message);
    }

    fn on_day(&mut self, line: u32, time: TimeMs) -> TimeMs {
        let (placed, step) = self.days.place(time);
        match step {
            Step::Plain => {}
            Step::Anew => self.warnings.add(line, "the clock begins anew on this line; read as the next day"),
        }
        placed
    }

    /// Adds a line to the message above, where the format has it there.
    pub(super) fn go_on(&mut self, text: &str) {
        if let Some(message) = self.messages.last_mut() {
            go_on(&mut message.text, text);
        }
    }

    /// Whether any message has begun.
    pub(super) fn has_begun(&self) -> bool {
        !self.messages.is_empty()
    }

    /// Adds a line that has no time, and should have one, to the message above.
    pub(super) fn keep(&mut self, line: &Line<'_>) {
        let blank = line.text.trim().is_empty();
        match self.messages.last_mut() {
            Some(message) if !blank && events::is_reaction(&message.text) => {
                // Behind a reaction it would keep the reaction from being understood.
                let source = message.source;
                self.warnings
                    .add(line.number, "no time on this line; kept at the time of the reaction above");
                self.messages.push(format::message(line.number, source, Kind::System, line.text.to_owned()));
            }
            Some(message) => {
                if !blank && !events::awaits_more(&message.text) {
                    self.warnings.add(line.number, NO_TIME);
                }
                go_on(&mut message.text, line.text);
            }
            None if blank => {}
            None => {
                self.warnings.add(line.number, NO_TIME_YET);
                match &mut self.lead {
                    Some((_, text)) => append_line(text, line.text),
                    None => self.lead = Some((line.number, line.text.to_owned())),
                }
            }
        }
    }

    /// The chat, with replies linked and reactions gathered.
    pub(super) fn finish(mut self) -> Parsed {
        for message in &mut self.messages {
            tidy(&mut message.text);
        }
        let mut messages = events::gather(self.messages);
        if let (Some((line, text)), Some(first)) = (self.lead, messages.first()) {
            let lead = format::message(line, first.source, Kind::System, clean_name(&text).to_owned());
            messages.insert(0, lead);
            for message in &mut messages {
                message.reply_to = message.reply_to.map(|seq| seq.saturating_add(1));
            }
        }
        number(&mut messages);
        Parsed { time_base: self.time_base, started_at: None, messages, warnings: self.warnings }
    }
}

/// Adds a line to a text that may still be empty.
fn go_on(text: &mut String, line: &str) {
    if text.is_empty() {
        text.push_str(line);
    } else {
        append_line(text, line);
    }
}

/// Cuts the white space around a text, and turns line separators, which Zoom writes where people pressed
/// Shift+Enter, into line ends.
fn tidy(text: &mut String) {
    if text.contains(['\u{2028}', '\u{2029}']) {
        *text = text.replace(['\u{2028}', '\u{2029}'], "\n");
    }
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
}
