//! Searching, with the newest question first.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use causerie_index::{Answer, Hit, Interrupter, Order, Query, Reader};
use causerie_model::SessionId;

use crate::Result;
use crate::open::{App, lock};
use crate::wire::{AppError, Code, SearchAnswer, SearchHit, SnippetPart};

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
    ) -> Result<SearchAnswer> {
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
        let query = Query { text: text.to_owned(), session, limit, counts_all, order: Order::Relevance };
        Ok(reader.search(&query)?.into())
    }
}

impl From<Answer> for SearchAnswer {
    fn from(answer: Answer) -> Self {
        Self {
            took_us: u64::try_from(answer.took.as_micros()).unwrap_or(u64::MAX),
            total: answer.total,
            total_is_exact: answer.total_is_exact,
            hits: answer.hits.into_iter().map(SearchHit::from).collect(),
        }
    }
}

impl From<Hit> for SearchHit {
    fn from(hit: Hit) -> Self {
        let part = |part: causerie_index::SnippetPart| SnippetPart { text: part.text, hit: part.hit };
        Self {
            session: hit.session,
            session_title: hit.session_title,
            message: hit.message,
            at_ms: hit.at,
            author: hit.author,
            kind: hit.kind,
            text: hit.text,
            snippet: hit.snippet.into_iter().map(part).collect(),
        }
    }
}
