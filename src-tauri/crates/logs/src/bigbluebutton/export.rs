//! `[10:32] [Ana Pinto : MODERATOR]: Good morning`: the public chat as somebody saved it in the client, by the clock of their
//! computer. `system:` says what the room said to those who came in; a line without a name is what the client told.
//!
//! The file's name, `bbb-Room[public-chat]_2024-5-2_11-40.txt`, has the moment at which it was saved.

use causerie_model::{Kind, Message, TimeBase, TimeMs};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::clock::{Days, Step, digits};
use crate::format::{
    Format, NO_TIME_YET, Parsed, Sample, Source, Warnings, append_line, clean_name, line_confidence, message,
    number,
};
use crate::lines::Lines;
use crate::plain;

/// BigBlueButton's public chat as text.
pub(crate) struct Export;

impl Format for Export {
    fn name(&self) -> &'static str {
        "bigbluebutton-chat"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let written = sample.head.iter().filter(|line| !line.trim().is_empty()).count();
        let timed = sample.head.iter().filter_map(|line| clock(line));
        let fitting = timed.clone().filter(|(_, rest)| sender(rest).is_some()).count();
        // Lines without a name are the client's own, so they count for nothing unless they are most of it.
        let others = timed.filter(|(_, rest)| sender(rest).is_none()).count();
        line_confidence(fitting, fitting + others / 4, written)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut messages: Vec<Message> = Vec::new();
        let mut warnings = Warnings::default();
        let mut days = Days::default();
        let mut is_timed = false;
        for line in Lines::new(source.text) {
            let text = line.text.trim();
            if let Some((time, rest)) = clock(line.text) {
                let (time, step) = days.place(time);
                if step == Step::Anew {
                    warnings
                        .add(line.number, "the time runs backwards here, so this is taken for another day");
                }
                if !is_timed {
                    messages.iter_mut().for_each(|above| above.source = time);
                }
                is_timed = true;
                let (kind, name, text) = match sender(rest) {
                    Some((name, text)) => (Kind::Chat, name, text),
                    None => (Kind::System, "", rest),
                };
                let mut message = message(line.number, time, kind, plain::text(text));
                message.author = name.to_owned();
                messages.push(message);
            } else if let Some(above) =
                messages.last_mut().filter(|_| is_timed || !text.starts_with("system: "))
            {
                append_line(&mut above.text, line.text.trim_end());
            } else if !text.is_empty() {
                let said = text.strip_prefix("system: ");
                if said.is_none() {
                    warnings.add(line.number, NO_TIME_YET);
                }
                messages.push(message(
                    line.number,
                    TimeMs::ZERO,
                    Kind::System,
                    said.unwrap_or(text).to_owned(),
                ));
            }
        }
        for message in &mut messages {
            message.text.truncate(message.text.trim_end().len());
        }
        number(&mut messages);
        let started_at = started_at(source.name, &messages);
        Parsed {
            time_base: TimeBase::WallClock,
            started_at,
            messages: if is_timed { messages } else { Vec::new() },
            warnings,
        }
    }
}

/// `[hh:mm] ` at the start of a line, and what follows.
fn clock(line: &str) -> Option<(TimeMs, &str)> {
    let (hours, length, rest) = digits(line.trim_start().strip_prefix('[')?)?;
    let (minutes, width, rest) = digits(rest.strip_prefix(':')?)?;
    let rest = rest.strip_prefix("] ")?;
    (length == 2 && width == 2 && hours < 24 && minutes < 60)
        .then(|| (TimeMs::new((hours * 60 + minutes) * 60_000), rest))
}

/// `[Name : ROLE]: ` at the start of a text, and what follows.
fn sender(text: &str) -> Option<(&str, &str)> {
    let (sender, text) = text
        .strip_prefix('[')?
        .split_once("]: ")
        .or_else(|| Some((text.strip_prefix('[')?.strip_suffix("]:")?, "")))?;
    let (name, role) = sender.rsplit_once(" : ")?;
    let is_role = !role.is_empty() && role.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_role.then(|| (clean_name(name), text))
}

/// The first day and time, counted back from the day on which the file was saved.
fn started_at(name: &str, messages: &[Message]) -> Option<String> {
    let (first, last) = (messages.first()?.source, messages.last()?.source);
    let days = last.get().div_euclid(TimeMs::DAY.get());
    let day = saved_on(name)?.checked_sub(days.days()).ok()?;
    let minutes = first.get() / 60_000;
    Some(format!("{day}T{:02}:{:02}:00", minutes / 60, minutes % 60))
}

/// The date in the file's name: `_YYYY-M-D_`.
fn saved_on(name: &str) -> Option<Date> {
    name.split('_').find_map(|part| {
        let mut numbers = part.split('-').map(|number| number.parse::<i16>().ok());
        let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let is_date = numbers.next().is_none() && (2000..=9999).contains(&year);
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        Date::new(year, month, day).ok().filter(|_| is_date)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_has_a_role() {
        assert_eq!(sender("[Ana : B : MODERATOR]: Hi: [x]"), Some(("Ana : B", "Hi: [x]")));
        assert_eq!(sender("[Ana : VIEWER]:"), Some(("Ana", "")));
        for text in ["[Ana]: Hi", "[Ana : viewer]: Hi", "Ana is away", ""] {
            assert_eq!(sender(text), None, "{text}");
        }
        assert_eq!(clock("[24:00] x"), None);
    }

    #[test]
    fn the_day_of_the_first_message_is_counted_back() {
        let name = "bbb-Room[public-chat]_2024-3-1_0-10.txt";
        let text = "[23:59] [Ana : VIEWER]: Hi\n[00:01] [Ben : VIEWER]: Ho\n";
        let parsed = Export.parse(&Source { name, text, packed: None });
        assert_eq!(parsed.started_at.as_deref(), Some("2024-02-29T23:59:00"));
        assert_eq!(saved_on("chat.txt"), None);
        assert_eq!(saved_on("a_2024-2-1_"), Date::new(2024, 2, 1).ok());
    }
}
