//! `[31/05/2024, 10:00:07] Ana: Good morning` of an iPhone, `31/05/2024, 10:00 - Ana: Good morning` of an Android
//! phone: a chat that WhatsApp's "Export chat" wrote, `_chat.txt`, in the language and by the clock of the phone.
//!
//! Facts: exports kept by joweich/chat-miner, and what AyazKhuraishi/whatsapp-export-inconsistencies gathered.

mod header;
mod words;

use causerie_model::{Kind, Message, TimeBase};

use crate::dates::DateOrder;
use crate::format::{self, Format, Parsed, Sample, Source, line_confidence};
use crate::lines::Lines;
use crate::sheet::{self, Sheet};
use crate::stamp::Capitals;
use header::{Header, Look};
use words::Said;

/// WhatsApp.
pub(crate) struct WhatsApp;

impl Format for WhatsApp {
    fn name(&self) -> &'static str {
        "whatsapp"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let headers: Vec<_> = sample.head.iter().filter_map(|line| header::header(line)).collect();
        let written = sample.head.iter().filter(|line| !line.trim().is_empty()).count();
        // In brackets and year first, others write such lines too.
        let telling = |header: &Header<'_>| header.look != Look::BracketsYearFirst;
        let named = sample.name.contains("WhatsApp") || sample.name.starts_with("_chat");
        let marked = || sample.head.iter().any(|line| line.contains('\u{200E}'));
        if !named && !headers.iter().any(telling) && !marked() {
            return 0.0;
        }
        line_confidence(headers.len(), headers.len(), written)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut sheet = Sheet::default();
        let mut dates = Vec::new();
        let mut otherwise = None;
        for line in Lines::new(source.text) {
            match header::header(line.text) {
                Some(header) => {
                    otherwise = otherwise.or_else(|| Some(likely_order(&header)));
                    dates.push(header.date);
                    sheet.messages.push(begun(line.number, &header));
                }
                None => sheet.go_on(&line),
            }
        }
        for message in &mut sheet.messages {
            settle(message);
        }
        let began = sheet.messages.first().map(|message| message.source);
        let otherwise = otherwise.unwrap_or(DateOrder::DayMonthYear);
        let order = sheet::order_of(&sheet.messages, &dates, otherwise, &mut sheet.warnings);
        let date = sheet::put_on_days(&mut sheet.messages, &dates, order, &mut sheet.warnings);
        let started_at = date.zip(began).map(|(date, time)| sheet::local(date, time));
        let (messages, warnings) = sheet.finish();
        Parsed { time_base: TimeBase::WallClock, started_at, messages, warnings }
    }
}

fn begun(line: u32, header: &Header<'_>) -> Message {
    let kind = if header.author.is_some() { Kind::Chat } else { Kind::System };
    let mut message = format::message(line, header.clock.of_day(), kind, header.text.to_owned());
    message.author = header.author.unwrap_or_default().to_owned();
    message
}

/// Where nothing tells the day from the month: only Americans write `5/6/24, 9:05 PM`, with capitals and no noughts.
fn likely_order(header: &Header<'_>) -> DateOrder {
    if header.clock.half == Some(Capitals::Large) && header.look != Look::Dots {
        DateOrder::MonthDayYear
    } else {
        DateOrder::DayMonthYear
    }
}

/// Tells what somebody wrote from what the app wrote in their name, now that the message is whole.
fn settle(message: &mut Message) {
    let said = match message.kind {
        Kind::Chat => words::said(&message.author, &message.text),
        Kind::System | Kind::Private | Kind::Transcript | Kind::Marker => Said::Other(Kind::System),
    };
    match said {
        Said::Other(kind) => message.kind = kind,
        Said::File(text) => message.text = text,
    }
    if message.text.contains(['\u{200E}', '\u{200F}']) {
        message.text.retain(|c| !matches!(c, '\u{200E}' | '\u{200F}'));
    }
    if let Some(text) = words::without_edited(&message.text) {
        message.text.truncate(text.len());
    }
}
