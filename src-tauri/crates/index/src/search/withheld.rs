//! Searching what redactions hide, for those who ask for it.

use std::sync::atomic;

use super::matches::Matches;
use super::{Found, Search};
use crate::error::interrupted;
use crate::pattern::Pattern;
use crate::place::SessionKey;
use crate::query::{Order, Parsed};
use crate::rank::Ranker;
use crate::scope::Scope;
use crate::withheld;

impl Search<'_> {
    /// The messages of which something is hidden, and which match as they were recorded. They are few, and looked through one
    /// by one.
    pub(super) fn withheld(&self, parsed: &Parsed, scope: &Scope, order: Order) -> rusqlite::Result<Found> {
        let mut wanted = Vec::new();
        for any in &parsed.wanted {
            wanted.push(self.clause(any)?.pattern);
        }
        let unwanted: Vec<Pattern> =
            parsed.unwanted.iter().map(|term| Pattern::any_of(std::slice::from_ref(term))).collect();
        let mut ranker = Ranker::of_withheld(self.connection, &wanted, &unwanted)?;
        let mut matches = Matches { is_exact: true, ..Matches::default() };
        let (from, to) = scope.rows().into_inner();
        for row in withheld::rows(self.connection, from, to)? {
            if self.stop.load(atomic::Ordering::Relaxed) {
                return Err(interrupted());
            }
            let key = SessionKey::of(row);
            if scope.holds(key)
                && let Some(scored) = ranker.score(row, true, &mut matches.facts)?
            {
                matches.found.push(scored);
                matches.facts.session(key);
                matches.total += 1;
            }
        }
        drop(ranker);
        matches.sort(order);
        Ok(Found { titles: Vec::new(), matches, marked: wanted, as_recorded: true })
    }
}
