//! Matching messages, not yet in order.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::facts::Facts;
use crate::place::SessionKey;
use crate::query::Order;
use crate::rank::Scored;

/// Messages that match: some of them with what is needed to put them in order, of the others how many there are.
#[derive(Debug, Default)]
pub(super) struct Matches {
    pub(super) found: Vec<Scored>,
    /// The rows of those beyond, if they were to be kept.
    pub(super) more: Vec<i64>,
    pub(super) total: u64,
    pub(super) is_exact: bool,
    pub(super) facts: Facts,
}

impl Matches {
    /// In the order that is asked for; of equals, the newest session's first, in the order of its logs.
    pub(super) fn sort(&mut self, order: Order) {
        let by_moment = |a: &Scored, b: &Scored| a.at.cmp(&b.at).then(a.row.cmp(&b.row));
        let key = |one: &Scored| SessionKey::of(one.row);
        let compare = |a: &Scored, b: &Scored| -> Ordering {
            match order {
                Order::Relevance => b.score.total_cmp(&a.score).then(a.row.cmp(&b.row)),
                Order::Newest => key(a).cmp(&key(b)).then_with(|| by_moment(a, b)),
                Order::Oldest => key(b).cmp(&key(a)).then_with(|| by_moment(a, b)),
            }
        };
        self.found.sort_by(compare);
    }

    /// Adds matches that were looked for in a looser way. All that were found before are found again.
    pub(super) fn append(&mut self, mut other: Self, are_all: bool) {
        let before: BTreeSet<i64> = self.found.iter().map(|one| one.row).collect();
        other.found.retain(|one| !before.contains(&one.row));
        self.is_exact = self.is_exact && other.is_exact && are_all;
        self.put_behind(other.found);
        self.more = other.more;
        (self.total, self.facts) = (other.total.max(self.found.len() as u64), other.facts);
    }

    /// Adds matches that were looked for in a looser way, none of which is known.
    pub(super) fn add(&mut self, other: Self) {
        self.total += other.found.len() as u64;
        for one in &other.found {
            self.facts.session(SessionKey::of(one.row));
        }
        self.facts.add(other.facts);
        self.put_behind(other.found);
    }

    /// Behind all that match as they were asked for, in their own order.
    fn put_behind(&mut self, mut found: Vec<Scored>) {
        let worst = self.found.iter().map(|one| one.score).fold(f64::INFINITY, f64::min);
        let best = found.iter().map(|one| one.score).fold(0.0, f64::max);
        if worst.is_finite() && best > 0.0 {
            for one in &mut found {
                one.score *= 0.999 * worst / best;
            }
        }
        self.found.append(&mut found);
    }
}
