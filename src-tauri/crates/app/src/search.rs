//! Searching, with the newest question first.

mod told;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use causerie_index::{IndexError, Interrupter, Order, Query, Reader};
use causerie_model::{MessageId, SessionId, TimeMs};

use crate::Result;
use crate::indexing::Identity;
use crate::open::{App, lock};
use crate::wire::{AppError, Code, SearchAnswer, SearchAsk, SearchCompletion, SearchOrder, SearchPlace};

/// The reader that searches, and a way to interrupt it; and one for what is asked beside the search.
#[derive(Default)]
pub(crate) struct Searcher {
    latest: AtomicU64,
    reader: Mutex<Option<(Identity, Reader)>>,
    running: Mutex<Option<Interrupter>>,
    beside: Mutex<Option<(Identity, Reader)>>,
}

impl App {
    /// Searches the whole archive, or one session of it, the best hits first; as [`App::answer`].
    ///
    /// # Errors
    /// As [`App::answer`].
    pub fn search(
        &self,
        text: &str,
        session: Option<SessionId>,
        limit: usize,
        counts_all: bool,
    ) -> Result<SearchAnswer> {
        let order = SearchOrder::Relevance;
        self.answer(SearchAsk { query: text.to_owned(), session, limit, order, counts_all })
    }

    /// Searches. A search that is still running is given up for this one. To count all that fits takes longer than to
    /// find the best of it.
    ///
    /// # Errors
    /// [`Code::Superseded`] if a newer search came meanwhile; else if the index can't be read.
    pub fn answer(&self, ask: SearchAsk) -> Result<SearchAnswer> {
        let searcher = &self.searcher;
        let turn = searcher.latest.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(running) = &*lock(&searcher.running) {
            running.interrupt();
        }
        let query = ask.query();
        let mut slot = lock(&searcher.reader);
        self.read_in(&mut slot, |reader| {
            if searcher.latest.load(Ordering::Relaxed) != turn {
                return Err(AppError::new(Code::Superseded, "a newer search took over", "Nothing to do."));
            }
            *lock(&searcher.running) = Some(reader.interrupter());
            Ok(reader.search(&query)?.into())
        })
    }

    /// What a query, as it is typed so far, may go on with.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn completions(&self, text: &str, limit: usize) -> Result<Vec<SearchCompletion>> {
        let offers = self.beside_search(|reader| reader.complete(text, limit))?;
        Ok(offers.into_iter().map(SearchCompletion::from).collect())
    }

    /// Where in a session a query matches, by moment: for marks on its timeline, and the next and the previous.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn search_places(&self, text: &str, session: SessionId) -> Result<Vec<SearchPlace>> {
        let places = self.beside_search(|reader| reader.places(text, session))?;
        Ok(places.into_iter().map(SearchPlace::from).collect())
    }

    /// Messages of the whole archive that share rare words with a moment.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn more_like(&self, session: SessionId, message: &MessageId, limit: usize) -> Result<SearchAnswer> {
        Ok(self.beside_search(|reader| reader.like(session, message, limit))?.into())
    }

    /// The message that is current at a moment of a session: the last one at or before it, else the first.
    ///
    /// # Errors
    /// If there is no such session, it has no messages, or the index can't be read.
    pub fn message_at(&self, session: SessionId, at: TimeMs) -> Result<MessageId> {
        let card = self.row(session)?;
        let messages = self.read(|reader| Ok(reader.messages(session)?))?;
        let last = messages.partition_point(|placed| placed.at <= at).saturating_sub(1);
        let current = messages.get(last).map(|placed| placed.log.message(placed.message.seq));
        current.ok_or_else(|| {
            let message = format!("nothing was written or spoken in {}", card.folder);
            AppError::new(Code::NotFound, message, "Choose a session that has a chat or a transcript.")
        })
    }

    pub(crate) fn beside_search<T>(&self, ask: impl Fn(&Reader) -> Result<T, IndexError>) -> Result<T> {
        self.read_in(&mut lock(&self.searcher.beside), |reader| Ok(ask(reader)?))
    }
}

impl SearchAsk {
    pub(crate) fn query(&self) -> Query {
        let order = match self.order {
            SearchOrder::Relevance => Order::Relevance,
            SearchOrder::Newest => Order::Newest,
            SearchOrder::Oldest => Order::Oldest,
        };
        let Self { query, session, limit, order: _, counts_all } = self;
        Query { text: query.clone(), session: *session, limit: *limit, counts_all: *counts_all, order }
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::{SearchAsk, SearchOrder};
    use crate::{App, Job, Places, Surroundings};

    #[test]
    fn a_choice_among_what_was_found_leaves_as_many_as_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places { archive: folder.path().join("archive"), index: folder.path().join("index") };
        let app = App::open(&places, Surroundings::real()).unwrap();
        app.open_sample(&Job::new()).unwrap();
        let ask = |query: String| {
            let order = SearchOrder::Newest;
            app.answer(SearchAsk { query, session: None, limit: 50, order, counts_all: true }).unwrap()
        };
        let all = ask("\"the\" ".to_owned());
        let facets = &all.facets;
        assert!(facets.are_exact && facets.people.len() > 1 && !facets.kinds.is_empty());
        for facet in facets.people.iter().chain(&facets.years).chain(&facets.kinds) {
            let chosen = ask(format!("\"the\" {} ", facet.term));
            assert!(chosen.total >= facet.count && chosen.total <= all.total, "{facet:?}");
        }
        let session = all.hits[0].session;
        assert!(!app.search_places("the ", session).unwrap().is_empty());
        assert!(app.completions("kind:", 10).unwrap().len() > 3);
        let message = all.hits.iter().find_map(|hit| hit.message.clone()).unwrap();
        app.more_like(session, &message, 5).unwrap();
    }
}
