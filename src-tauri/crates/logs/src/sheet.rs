//! The messages of a chat while it is read line by line, and the days on which they were written.

use causerie_model::{Kind, Message, TimeMs};
use jiff::civil::Date;

use crate::dates::{self, DateOrder, Written};
use crate::format::{self, NO_TIME_YET, Warnings, append_line, clean_name, number};
use crate::lines::Line;

/// The messages so far.
#[derive(Default)]
pub(crate) struct Sheet {
    pub(crate) messages: Vec<Message>,
    pub(crate) warnings: Warnings,
    /// What stands above the first message, and its line.
    lead: Option<(u32, String)>,
}

impl Sheet {
    /// Adds a line to the message above, or keeps it for the top of the chat.
    pub(crate) fn go_on(&mut self, line: &Line<'_>) {
        match (self.messages.last_mut(), &mut self.lead) {
            (Some(message), _) => append_line(&mut message.text, line.text),
            (None, Some((_, text))) => append_line(text, line.text),
            (None, None) if line.text.trim().is_empty() => {}
            (None, None) => {
                self.warnings.add(line.number, NO_TIME_YET);
                self.lead = Some((line.number, line.text.to_owned()));
            }
        }
    }

    /// The messages, with what stood above them first, numbered and without white space around their texts.
    pub(crate) fn finish(mut self) -> (Vec<Message>, Warnings) {
        for message in &mut self.messages {
            let trimmed = message.text.trim();
            if trimmed.len() != message.text.len() {
                message.text = trimmed.to_owned();
            }
        }
        if let (Some((line, text)), Some(first)) = (self.lead, self.messages.first()) {
            let lead = format::message(line, first.source, Kind::System, clean_name(&text).to_owned());
            self.messages.insert(0, lead);
            for message in &mut self.messages {
                message.reply_to = message.reply_to.map(|seq| seq.saturating_add(1));
            }
        }
        number(&mut self.messages);
        (self.messages, self.warnings)
    }
}

/// Puts messages whose times are times of day on their days, counted from the first one's midnight. `dates` belong
/// to the messages one by one. Gives the date of the first.
pub(crate) fn put_on_days(
    messages: &mut [Message],
    dates: &[Written],
    order: DateOrder,
    warnings: &mut Warnings,
) -> Option<Date> {
    let mut first = None;
    let mut last: Option<(Written, TimeMs)> = None;
    for (message, &written) in messages.iter_mut().zip(dates) {
        let midnight = match last {
            Some((same, midnight)) if same == written => midnight,
            Some(_) | None => written.in_any_order(order).map_or_else(
                || {
                    warnings.add(message.line, "there is no such date; read as the date above");
                    last.map_or(TimeMs::ZERO, |(_, above)| above)
                },
                |date| midnight(*first.get_or_insert(date), date),
            ),
        };
        last = Some((written, midnight));
        message.source += midnight;
    }
    first
}

/// Which order the dates are in; if nothing tells, `otherwise`, with a warning.
pub(crate) fn order_of(
    messages: &[Message],
    dates: &[Written],
    otherwise: DateOrder,
    warnings: &mut Warnings,
) -> DateOrder {
    let (order, sure) = dates::order(dates.iter().copied(), otherwise);
    let line = messages.first().map_or(1, |message| message.line);
    match order {
        _ if sure => {}
        DateOrder::DayMonthYear => {
            warnings.add(line, "nothing tells the day from the month; read as day, month, year");
        }
        DateOrder::MonthDayYear => {
            warnings.add(line, "nothing tells the day from the month; read as month, day, year");
        }
        DateOrder::YearMonthDay => {}
    }
    order
}

/// The midnight of a date, counted from that of the first.
pub(crate) fn midnight(first: Date, date: Date) -> TimeMs {
    TimeMs::new(date.duration_since(first).as_secs() * 1000)
}

/// A date and the time of that day, as RFC 3339 has them but for the zone, which nobody knows.
pub(crate) fn local(date: Date, time: TimeMs) -> String {
    let time = jiff::SignedDuration::from_millis(time.get());
    date.to_datetime(jiff::civil::Time::midnight()).saturating_add(time).to_string()
}
