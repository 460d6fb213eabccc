//! Searching, with the newest question first.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use causerie_index::{Answer, Completion, Group, Hit, Interrupter, Line, Order, Query, Reader};
use causerie_model::SessionId;

use crate::Result;
use crate::open::{App, lock};
use crate::wire::{
    AppError, Code, Facet, Facets, Offer, SearchAnswer, SearchGroup, SearchHit, SearchLine, SearchOrder,
    SnippetPart,
};

/// The reader that searches, and a way to interrupt it.
#[derive(Default)]
pub(crate) struct Searcher {
    latest: AtomicU64,
    reader: Mutex<Option<Reader>>,
    running: Mutex<Option<Interrupter>>,
}

impl Searcher {
    /// Forgets the reader: the index file is another one now.
    pub(crate) fn reset(&self) {
        *lock(&self.running) = None;
        *lock(&self.reader) = None;
    }
}

impl App {
    /// Searches the whole archive, or one session of it. A search that is still running is given up for this one. To
    /// count all that fits takes longer than to find the best of it.
    ///
    /// # Errors
    /// [`Code::Superseded`] if a newer search came meanwhile; else if the index can't be read.
    pub fn search(
        &self,
        text: &str,
        session: Option<SessionId>,
        limit: usize,
        counts_all: bool,
        order: SearchOrder,
    ) -> Result<SearchAnswer> {
        let query = Query { text: text.to_owned(), session, limit, counts_all, order: order.into() };
        self.searching(|reader| Ok(reader.search(&query)?.into()))
    }

    /// What a query, as it is typed so far, may go on with; a search that is still running is given up for it.
    ///
    /// # Errors
    /// As [`App::search`].
    pub fn complete(&self, text: &str, limit: usize) -> Result<Vec<Offer>> {
        let offer = |Completion { label, query, count, .. }| Offer { label, query, count };
        self.searching(|reader| Ok(reader.complete(text, limit)?.into_iter().map(offer).collect()))
    }

    fn searching<T>(&self, ask: impl FnOnce(&Reader) -> Result<T>) -> Result<T> {
        let searcher = &self.searcher;
        let turn = searcher.latest.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(running) = &*lock(&searcher.running) {
            running.interrupt();
        }
        self.ensure_index()?;
        let mut slot = lock(&searcher.reader);
        if searcher.latest.load(Ordering::Relaxed) != turn {
            return Err(AppError::new(Code::Superseded, "a newer search took over", "Nothing to do."));
        }
        let reader = match &mut *slot {
            Some(reader) => reader,
            None => slot.insert(Reader::open(&self.index_path)?),
        };
        *lock(&searcher.running) = Some(reader.interrupter());
        ask(reader)
    }
}

impl From<SearchOrder> for Order {
    fn from(order: SearchOrder) -> Self {
        match order {
            SearchOrder::Relevance => Self::Relevance,
            SearchOrder::Newest => Self::Newest,
            SearchOrder::Oldest => Self::Oldest,
        }
    }
}

impl From<Answer> for SearchAnswer {
    fn from(answer: Answer) -> Self {
        let group = |Group { session, title, date, total, hits, .. }| SearchGroup {
            session,
            title,
            date,
            total,
            hits,
        };
        Self {
            took_us: u64::try_from(answer.took.as_micros()).unwrap_or(u64::MAX),
            total: answer.total,
            total_is_exact: answer.total_is_exact,
            hits: answer.hits.into_iter().map(SearchHit::from).collect(),
            groups: answer.groups.into_iter().map(group).collect(),
            facets: answer.facets.into(),
        }
    }
}

impl From<causerie_index::Facets> for Facets {
    fn from(facets: causerie_index::Facets) -> Self {
        fn all<V: ToString>(values: Vec<(V, u64)>) -> Vec<Facet> {
            values.into_iter().map(|(value, count)| Facet { value: value.to_string(), count }).collect()
        }
        Self {
            people: all(facets.people),
            years: all(facets.years),
            series: all(facets.series),
            kinds: all(facets.kinds),
            are_exact: facets.are_exact,
        }
    }
}

impl From<Hit> for SearchHit {
    fn from(hit: Hit) -> Self {
        Self {
            session: hit.session,
            session_title: hit.session_title,
            message: hit.message,
            note: hit.note,
            at_ms: hit.at,
            author: hit.author,
            kind: hit.kind,
            text: hit.text,
            snippet: parts(hit.snippet),
            before: hit.before.map(SearchLine::from),
            after: hit.after.map(SearchLine::from),
            also: hit.also.into_iter().map(SearchLine::from).collect(),
        }
    }
}

impl From<Line> for SearchLine {
    fn from(line: Line) -> Self {
        Self { message: line.message, at_ms: line.at, author: line.author, text: parts(line.text) }
    }
}

fn parts(parts: Vec<causerie_index::SnippetPart>) -> Vec<SnippetPart> {
    parts.into_iter().map(|part| SnippetPart { text: part.text, hit: part.hit }).collect()
}
