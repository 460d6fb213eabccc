//! The numbers of rows: the same for the same session and message in every index.

use causerie_model::SessionId;
use rusqlite::types::ToSql;

/// Bits of a row's number that tell its place within its session: room for 16 million messages.
const PLACE: u32 = 24;
/// Bits of a session's key that come from its id; the ones above them are its day.
const ID: u32 = 22;

/// A session's number: newer days are greater, and within a day the id decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(i64);

impl Key {
    /// The key of a session of this day (as ISO 8601, of which the year and month may be all there is).
    pub(crate) fn of(id: SessionId, date: Option<&str>) -> Self {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in id.to_string().bytes() {
            // FNV-1a, 64 bit: http://www.isthe.com/chongo/tech/comp/fnv/
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let id_bits = (hash >> (64 - ID)) as i64;
        Self((day(date.unwrap_or_default()) << ID) | id_bits)
    }

    /// The next key, for the case that two sessions of a day come to the same one.
    pub(crate) fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub(crate) fn stored(number: i64) -> Self {
        Self(number)
    }

    /// The number of the row at a place in the session.
    pub(crate) fn row(self, place: usize) -> i64 {
        (self.0 << PLACE) | (place as i64 & ((1 << PLACE) - 1))
    }

    /// The numbers of all rows of the session, first and last.
    pub(crate) fn rows(self) -> (i64, i64) {
        (self.row(0), self.row((1 << PLACE) - 1))
    }

    /// The session to which a row belongs.
    pub(crate) fn of_row(row: i64) -> Self {
        Self(row >> PLACE)
    }
}

impl ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

/// A number that grows with the date, under 2^17: months of 31 days since the year 1900, and the day in it.
fn day(date: &str) -> i64 {
    let mut fields = date.split('-').map(|field| field.parse::<i64>().unwrap_or(0));
    let mut field = |least: i64, most: i64| fields.next().unwrap_or(0).clamp(least, most);
    let (year, month, day) = (field(1900, 2250) - 1900, field(0, 12), field(0, 31));
    (year * 13 + month) * 32 / 2 + day / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u128, date: &str) -> Key {
        Key::of(SessionId::new(uuid::Uuid::from_u128(n)), Some(date))
    }

    #[test]
    fn newer_days_have_greater_keys() {
        let dates = [
            "",
            "1901",
            "2008",
            "2008-05",
            "2008-05-14",
            "2008-05-31",
            "2008-06-01",
            "2009-01-01",
            "2250-12-31",
        ];
        for pair in dates.windows(2) {
            assert!(key(1, pair[0]) <= key(1, pair[1]), "{pair:?}");
        }
        assert!(key(1, "2008-05-14") < key(1, "2008-05-16"));
        assert!(key(1, "9999-99-99").rows().1 > 0, "the greatest number is still one that SQLite can hold");
    }

    #[test]
    fn a_row_knows_its_session() {
        let key = key(7, "2008-05-14");
        assert_eq!(Key::of_row(key.row(123_456)), key);
        assert_eq!(Key::of_row(key.rows().1), key);
        assert!(key.rows().1 < key.next().row(0), "sessions share no row");
    }
}
