//! Where a session and its messages stand in the index.
//!
//! A row's number is made from the session itself, never from the order in which sessions came: first its date, the
//! newest first; then a hash of its id; then the message's number in it. So walking any table by row number gives the same
//! order after every rebuild, and a session's messages are one range that needs no index of its own.

use std::ops::RangeInclusive;

use causerie_model::{Session, SessionId};

/// Bits for a message's number within its session.
const MESSAGE_BITS: u32 = 23;
/// Bits for the part of the key that is taken from the session's id.
const ID_BITS: u32 = 24;
/// Bits for the day.
const DAY_BITS: u32 = 16;
/// All days are before this one.
pub(crate) const DAYS: i64 = 1 << DAY_BITS;
/// Sound has been recorded since 1877; earlier dates share its first day.
const FIRST_YEAR: u32 = 1877;

/// How many notes a session may have.
pub(crate) const MOST_NOTES: usize = 1 << 16;
/// How many messages a session may have.
pub(crate) const MOST_MESSAGES: usize = (1 << MESSAGE_BITS) - 1 - MOST_NOTES;

/// A session's key: the upper part of the row numbers of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SessionKey(pub(crate) i64);

impl SessionKey {
    /// From the first to the last.
    pub(crate) const ALL: RangeInclusive<Self> = Self::of(0)..=Self::of(i64::MAX);

    /// The key that a session would like. Two sessions of a day whose ids begin alike would like the same one.
    pub(crate) fn wanted(session: &Session) -> Self {
        let date = session.date.as_deref().or(session.started_at.as_deref()).unwrap_or_default();
        let newest = (1_i64 << DAY_BITS) - 1;
        Self(((newest - day(date).min(newest)) << ID_BITS) | id_bits(session.id))
    }

    /// The next key, for when the one before is taken.
    pub(crate) const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The row of the `n`th message, counted from 0.
    pub(crate) const fn message(self, n: i64) -> i64 {
        (self.0 << MESSAGE_BITS) | (n + 1)
    }

    /// The row of the `n`th note, counted from 0.
    pub(crate) const fn note(self, n: i64) -> i64 {
        *self.messages().end() - n
    }

    /// Whether a row is that of a note.
    pub(crate) const fn is_note(row: i64) -> bool {
        (row & ((1 << MESSAGE_BITS) - 1)) > MOST_MESSAGES as i64
    }

    /// The rows of all its messages and notes.
    pub(crate) const fn messages(self) -> RangeInclusive<i64> {
        (self.0 << MESSAGE_BITS)..=(self.0 << MESSAGE_BITS) | ((1 << MESSAGE_BITS) - 1)
    }

    /// The rows of all sessions that took place on these days, as [`day`] counts them, and of no day that is not known.
    pub(crate) const fn of_days(from: i64, before: i64) -> RangeInclusive<i64> {
        let newest = (1_i64 << DAY_BITS) - 1;
        let (from, before) = (if from < 1 { 1 } else { from }, if before < 1 { 1 } else { before });
        let bits = ID_BITS + MESSAGE_BITS;
        ((newest - before + 1) << bits)..=((newest - from + 1) << bits) - 1
    }

    /// The number of a message in its session, counted from 0.
    pub(crate) fn number(row: i64) -> Option<u32> {
        u32::try_from((row & ((1 << MESSAGE_BITS) - 1)) - 1).ok()
    }

    /// The year in which it took place, if that is known.
    pub(crate) fn year(self) -> Option<u32> {
        let day = ((1_i64 << DAY_BITS) - 1) - (self.0 >> ID_BITS);
        (day > 0).then(|| u32::try_from(day / 372).ok()).flatten().map(|years| FIRST_YEAR + years)
    }

    /// The session whose message has this row.
    pub(crate) const fn of(row: i64) -> Self {
        Self(row >> MESSAGE_BITS)
    }
}

/// A few bits that stand for the id.
fn id_bits(id: SessionId) -> i64 {
    (hash(&id.to_string()) >> (64 - ID_BITS)).cast_signed()
}

/// A number that stands for a text in every index: FNV-1a, 64 bits (RFC 9923).
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// The day of an ISO 8601 date, in years of twelve months of thirty-one days; 0 if there is none. Only its order counts.
fn day(date: &str) -> i64 {
    let mut fields = date.get(..10).unwrap_or(date).splitn(3, '-').map(|field| field.parse::<u32>().ok());
    let Some(Some(year)) = fields.next() else { return 0 };
    let mut next = || fields.next().flatten().unwrap_or(1).clamp(1, 31) - 1;
    let (month, day) = (next(), next());
    i64::from(year.saturating_sub(FIRST_YEAR)) * 372 + i64::from(month.min(11)) * 31 + i64::from(day)
}

/// The day that somebody asks for, as [`day`] counts them: `2008`, `2008-06` or `2008-06-14`, also with `/`.
pub(crate) fn day_asked(text: &str) -> Option<i64> {
    let mut fields = text.split(['-', '/']).map(|field| {
        (field.len() <= 4 && field.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| field.parse::<u32>().ok())?
    });
    let year = fields.next()??;
    let month = fields.next().unwrap_or(Some(1)).filter(|month| (1..=12).contains(month))?;
    let day = fields.next().unwrap_or(Some(1)).filter(|day| (1..=31).contains(day))?;
    let is_year = text.len() >= 4 && year >= 1_000 && fields.next().is_none();
    is_year.then(|| self::day(&format!("{year:04}-{month:02}-{day:02}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::session;

    fn key(id: u8, date: Option<&str>) -> SessionKey {
        let mut session = session(id, "A talk");
        session.date = date.map(str::to_owned);
        SessionKey::wanted(&session)
    }

    #[test]
    fn newer_sessions_come_first_and_dateless_ones_last() {
        let dates = ["2031-01-02", "2031-01", "2008-05-14", "2008-05-13", "2008", "1899-12-31"];
        let mut keys: Vec<_> = dates.into_iter().map(|date| key(1, Some(date))).collect();
        keys.push(key(1, None));
        assert!(keys.is_sorted(), "{keys:?}");
        assert!(key(1, Some("rubbish")) == key(1, None), "what is no date counts as none");
        assert_ne!(key(1, Some("2008")), key(2, Some("2008")), "on one day the id decides");
        assert!(key(1, Some("999999999")).0 >= 0, "a date beyond all bounds stays within the key");
    }

    #[test]
    fn the_sessions_of_some_days_are_a_range() {
        let june = day_asked("2008-06").unwrap();
        let (may, june_first, dateless) =
            (key(1, Some("2008-05-31")), key(2, Some("2008-06-01")), key(3, None));
        let (before, after) = (SessionKey::of_days(0, june), SessionKey::of_days(june, DAYS));
        assert!(before.contains(&may.message(0)) && !before.contains(&june_first.message(0)));
        assert!(after.contains(&june_first.message(0)) && !after.contains(&may.message(0)));
        assert!(!before.contains(&dateless.message(0)), "nobody knows when that was");
        for text in ["", "08", "june", "2008-13", "2008-06-32", "2008-06-01-01", "20080601", "2008-", "-2008"]
        {
            assert_eq!(day_asked(text), None, "{text}");
        }
    }

    #[test]
    fn a_row_names_its_session() {
        let key = key(7, None);
        assert_eq!(SessionKey::of(key.message(0)), key);
        assert_eq!(SessionKey::of(key.message(MOST_MESSAGES as i64 - 1)), key);
        assert!(key.messages().contains(&key.message(MOST_MESSAGES as i64 - 1)));
        assert!(!key.messages().contains(&key.next().message(0)));
        assert!(key.messages().contains(&key.note(MOST_NOTES as i64 - 1)));
        assert!(SessionKey::is_note(key.note(0)) && SessionKey::is_note(key.note(MOST_NOTES as i64 - 1)));
        assert!(
            !SessionKey::is_note(key.message(MOST_MESSAGES as i64 - 1)),
            "no message is in the place of a note"
        );
    }
}
