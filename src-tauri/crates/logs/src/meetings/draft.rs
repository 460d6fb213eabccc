//! A log while it is being read.

use causerie_model::{Kind, Message, TimeBase, TimeMs};

use crate::format::{NO_TIME, NO_TIME_YET, Parsed, Warnings, append_line, clean_name, message, number};
use crate::lines::Line;

/// The messages so far.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) messages: Vec<Message>,
    /// What stands above the first message, and its line.
    lead: Option<(u32, String)>,
    pub(super) warnings: Warnings,
}

impl Draft {
    /// Begins a message.
    pub(super) fn begin(&mut self, line: u32, source: TimeMs, kind: Kind, author: &str, text: &str) {
        let mut message = message(line, source, kind, text.to_owned());
        message.author = clean_name(author).to_owned();
        self.messages.push(message);
    }

    /// Adds a line to the message above; says whether there is one.
    pub(super) fn go_on(&mut self, text: &str) -> bool {
        let Some(message) = self.messages.last_mut() else { return false };
        if message.text.is_empty() {
            message.text.push_str(text);
        } else {
            append_line(&mut message.text, text);
        }
        true
    }

    /// Adds a line that should have a time, and has none, to the message above.
    pub(super) fn keep(&mut self, line: &Line<'_>) {
        if line.text.trim().is_empty() {
            self.go_on("");
        } else if self.go_on(line.text) {
            self.warnings.add(line.number, NO_TIME);
        } else {
            self.warnings.add(line.number, NO_TIME_YET);
            self.head(line.number, line.text);
        }
    }

    /// Adds a line that stands above the first message: one of the system's, at the first time.
    pub(super) fn head(&mut self, line: u32, text: &str) {
        match &mut self.lead {
            Some((_, lead)) => append_line(lead, text),
            None => self.lead = Some((line, text.to_owned())),
        }
    }

    /// The log; messages may answer earlier ones by their position. There is none if no message has begun.
    pub(super) fn finish(mut self, time_base: TimeBase, started_at: Option<String>) -> Parsed {
        if let (Some((line, text)), Some(first)) = (self.lead, self.messages.first()) {
            self.messages.insert(0, message(line, first.source, Kind::System, text));
            for message in &mut self.messages {
                message.reply_to = message.reply_to.map(|seq| seq.saturating_add(1));
            }
        }
        for message in &mut self.messages {
            let trimmed = message.text.trim();
            if trimmed.len() != message.text.len() {
                message.text = trimmed.to_owned();
            }
        }
        number(&mut self.messages);
        Parsed { time_base, started_at, messages: self.messages, warnings: self.warnings }
    }
}
