//! On which day a line was written: by its own date, by a line above, by the file's name, or by midnights gone past.

use causerie_model::{TimeBase, TimeMs};
use jiff::ToSpan;
use jiff::civil::Date;

use super::line::{Day, DayLine, Stamped, date_in};
use crate::clock::Days;
use crate::sheet::{local, midnight};

/// The days of a log, from its first on.
pub(super) struct Calendar {
    days: Days,
    first: Option<Date>,
    /// When the log says that it was opened, if that is what it begins with.
    opened: Option<TimeMs>,
    /// The day of the last line that told one.
    last: Option<Date>,
    /// Whether the year is the log's or made up.
    year_known: bool,
    /// The last difference from UTC, where lines tell it.
    offset: Option<i64>,
}

/// More days back than this and a date without its year is of the next year.
const HALF_A_YEAR: i32 = 183;

impl Calendar {
    pub(super) fn new(name: &str) -> Self {
        let first = date_in(name);
        Self { days: Days::default(), first, opened: None, last: first, year_known: true, offset: None }
    }

    /// The time of a line: in UTC if the log tells how its clock differs, else from the first day's midnight.
    pub(super) fn place(&mut self, line: &Stamped<'_>) -> TimeMs {
        let date = match line.day {
            Day::Unsaid => {
                let (placed, _) = self.days.place(line.clock);
                return placed;
            }
            Day::Date(date) => date,
            Day::NoYear { month, day } => self.in_some_year(month, day),
        };
        self.last = Some(date);
        self.offset = line.offset.or(self.offset);
        match self.offset {
            Some(offset) => {
                midnight(Date::constant(1970, 1, 1), date) + line.clock - TimeMs::new(offset * 1000)
            }
            None => midnight(*self.first.get_or_insert(date), date) + line.clock,
        }
    }

    /// The year of the day above or the next; if nothing tells any, the year 2000.
    fn in_some_year(&mut self, month: i8, day: i8) -> Date {
        let above = self.last.unwrap_or_else(|| {
            self.year_known = false;
            Date::constant(2000, month, 1)
        });
        let in_year = |year| Date::new(year, month, day).ok();
        in_year(above.year())
            .filter(|date| (above - *date).get_days() <= HALF_A_YEAR)
            .or_else(|| in_year(above.year() + 1))
            .unwrap_or(above)
    }

    /// A line says which day it is from here on.
    pub(super) fn turn_to(&mut self, line: DayLine, at_the_top: bool) {
        let (date, clock) = match line {
            DayLine::Is(date, clock) => (date, clock),
            DayLine::Other => return,
        };
        if at_the_top {
            self.first = Some(date);
            self.opened = clock;
        }
        let first = *self.first.get_or_insert_with(|| {
            // The lines above were of the days before.
            let gone = self.days.latest().get() / TimeMs::DAY.get() + 1;
            date.saturating_sub(gone.days())
        });
        self.last = Some(date);
        self.days.begin(midnight(first, date));
    }

    pub(super) fn time_base(&self) -> TimeBase {
        if self.offset.is_some() { TimeBase::Utc } else { TimeBase::WallClock }
    }

    /// When the log began, given the time of its first message.
    pub(super) fn started_at(&self, first: TimeMs) -> Option<String> {
        if self.offset.is_some() {
            return jiff::Timestamp::from_millisecond(first.get()).ok().map(|time| time.to_string());
        }
        let date = self.first.filter(|_| self.year_known)?;
        Some(local(date, self.opened.unwrap_or(first)))
    }
}
