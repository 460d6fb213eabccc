//! The messages that a recipe finds, and how their times hang together.

use causerie_model::{Kind, Message, TimeBase, TimeMs};

use super::moment::Moment;
use super::{Holds, Recipe, Times};
use crate::clock::Days;
use crate::dates::{DateOrder, Written};
use crate::format::{self, Parsed, clean_name};
use crate::sheet::{self, Sheet};
use crate::stamp::Capitals;

/// What is found of a message.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Found<'a> {
    pub(super) time: Option<Moment>,
    pub(super) date: Option<Written>,
    pub(super) end: Option<Moment>,
    pub(super) author: &'a str,
    pub(super) to: &'a str,
    pub(super) text: &'a str,
}

/// The messages so far, and when each began and ended.
pub(super) struct Rows {
    holds: Holds,
    pub(super) sheet: Sheet,
    moments: Vec<(Option<Moment>, Option<Moment>)>,
}

/// Names that stand for everybody.
const EVERYBODY: [&str; 12] = [
    "everyone",
    "everybody",
    "all",
    "public",
    "alle",
    "tous",
    "todos",
    "tutti",
    "iedereen",
    "всі",
    "все",
    "所有人",
];

/// What is said of a message whose time is missing or can't be read.
const NO_TIME_HERE: &str = "no time that can be read; put at the time of the message above";

impl Rows {
    pub(super) fn new(holds: Holds) -> Self {
        Self { holds, sheet: Sheet::default(), moments: Vec::new() }
    }

    pub(super) fn add(&mut self, line: u32, found: &Found<'_>) {
        let to = Some(clean_name(found.to)).filter(|to| !to.is_empty());
        let private = to.is_some_and(|to| !EVERYBODY.contains(&to.to_lowercase().as_str()));
        let kind = match self.holds {
            Holds::Transcript => Kind::Transcript,
            Holds::Chat if private => Kind::Private,
            Holds::Chat => Kind::Chat,
        };
        let mut message = format::message(line, TimeMs::ZERO, kind, found.text.to_owned());
        message.author = clean_name(found.author).to_owned();
        message.to = to.map(str::to_owned);
        self.sheet.messages.push(message);
        let on_day = |moment: Option<Moment>| match (moment, found.date) {
            (Some(moment), Some(date)) => Some(moment.on(date)),
            (moment, _) => moment,
        };
        self.moments.push((on_day(found.time), on_day(found.end)));
    }

    /// The log, with its times counted from what they seem to count from.
    pub(super) fn finish(mut self, recipe: &Recipe) -> Parsed {
        let starts = || self.moments.iter().filter_map(|(start, _)| *start);
        let written = || starts().filter_map(Moment::date);
        let likely = match starts().next() {
            Some(Moment::Clock { clock, .. }) if clock.half == Some(Capitals::Large) => {
                DateOrder::MonthDayYear
            }
            Some(_) | None => DateOrder::DayMonthYear,
        };
        let first = starts().next();
        let base = match first {
            None => TimeBase::None,
            Some(first) if first.utc(likely).is_some() => TimeBase::Utc,
            Some(_) if written().next().is_some() => TimeBase::WallClock,
            Some(_) => match recipe.times.unwrap_or_else(|| guess(starts(), self.holds)) {
                Times::Recording => TimeBase::Relative,
                Times::Clock => TimeBase::WallClock,
            },
        };
        let order = recipe.date_order.unwrap_or_else(|| {
            let dates: Vec<_> = written().collect();
            sheet::order_of(&self.sheet.messages, &dates, likely, &mut self.sheet.warnings)
        });
        let dated = written().next();
        let started_at = self.place(base, order, dated);
        let (messages, warnings) = self.sheet.finish();
        Parsed { time_base: base, started_at, messages, warnings }
    }

    /// Gives each message its time, and tells when the log began.
    fn place(&mut self, base: TimeBase, order: DateOrder, dated: Option<Written>) -> Option<String> {
        let mut days = Days::default();
        let mut above = TimeMs::ZERO;
        let mut day = dated;
        let mut on_days = Vec::new();
        for (message, (start, end)) in self.sheet.messages.iter_mut().zip(&self.moments) {
            let read = |moment: Moment| match base {
                TimeBase::None => None,
                TimeBase::Utc => moment.utc(order),
                TimeBase::Relative => moment.of_recording(),
                TimeBase::WallClock => moment.of_day(),
            };
            let time = start.and_then(read);
            if time.is_none() && base != TimeBase::None {
                self.sheet.warnings.add(message.line, NO_TIME_HERE);
            }
            let later = time.zip(end.and_then(read)).map(|(start, end)| end - start);
            let time = match (time, dated) {
                (Some(time), None) if base == TimeBase::WallClock => days.place(time).0,
                (time, _) => time.unwrap_or(above),
            };
            above = time;
            message.source = time;
            message.end = later.map(|length| time + over_midnight(length, base));
            day = start.and_then(Moment::date).or(day);
            on_days.extend(day);
        }
        let first = self.sheet.messages.first()?;
        match base {
            TimeBase::Utc => {
                jiff::Timestamp::from_millisecond(first.source.get()).ok().map(|at| at.to_string())
            }
            TimeBase::WallClock if dated.is_some() => self.on_days(&on_days, order),
            TimeBase::WallClock | TimeBase::Relative | TimeBase::None => None,
        }
    }

    fn on_days(&mut self, dates: &[Written], order: DateOrder) -> Option<String> {
        let of_day = |message: &Message| message.source;
        let began = self.sheet.messages.first().map(of_day)?;
        let times: Vec<_> = self.sheet.messages.iter().map(of_day).collect();
        let date = sheet::put_on_days(&mut self.sheet.messages, dates, order, &mut self.sheet.warnings)?;
        for (message, time) in self.sheet.messages.iter_mut().zip(times) {
            message.end = message.end.map(|end| end + message.source - time);
        }
        Some(sheet::local(date, began))
    }
}

/// How long something lasts that ends on the next day by a clock without dates; never less than nothing.
fn over_midnight(length: TimeMs, base: TimeBase) -> TimeMs {
    match base {
        TimeBase::WallClock if length < TimeMs::ZERO => length + TimeMs::DAY,
        TimeBase::WallClock | TimeBase::Relative | TimeBase::Utc | TimeBase::None => length.max(TimeMs::ZERO),
    }
}

/// What times without a date count from: what is spoken or given in seconds, begins with nought or goes past a day is
/// counted from the start of the recording.
fn guess(mut moments: impl Iterator<Item = Moment>, holds: Holds) -> Times {
    let counts = |moment: Moment| match moment {
        Moment::Counted(_) => true,
        Moment::Clock { clock, .. } => clock.half.is_none() && clock.of_day() >= TimeMs::DAY,
        Moment::Epoch(_) => false,
    };
    let begins = match moments.next() {
        Some(first @ Moment::Clock { clock, .. }) => {
            counts(first) || (clock.half.is_none() && clock.of_day().get() < 3_600_000)
        }
        Some(first) => counts(first),
        None => false,
    };
    if holds == Holds::Transcript || begins || moments.any(counts) { Times::Recording } else { Times::Clock }
}
