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
        let worst = self.found.iter().map(|one| one.score).fold(f64::INFINITY, f64::min);
        other.found.retain(|one| !before.contains(&one.row));
        let best = other.found.iter().map(|one| one.score).fold(0.0, f64::max);
        for one in &mut other.found {
            // Behind all that match as they were asked for, in their own order.
            one.score =
                if worst.is_finite() && best > 0.0 { worst * one.score / best * 0.999 } else { one.score };
        }
        self.is_exact = self.is_exact && other.is_exact && are_all;
        self.found.append(&mut other.found);
        (self.total, self.facts) = (other.total.max(self.found.len() as u64), other.facts);
    }
}
