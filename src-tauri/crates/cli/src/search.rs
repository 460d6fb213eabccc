use causerie_app::App;
use causerie_app::wire::{SavedSearch, SearchAnswer, SearchAsk, SearchHit, SearchOrder};
use serde::Serialize;

use crate::arguments::{Like, Order, Search};
use crate::output::{Output, Stop};

#[derive(Serialize)]
struct Answer {
    took_us: u64,
    total: u64,
    hits: Vec<Hit>,
}

/// A hit with its snippet as one string, what matched between two pairs of asterisks.
#[derive(Serialize)]
struct Hit {
    session: String,
    session_title: String,
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    at_ms: i64,
    author: String,
    kind: &'static str,
    text: String,
    snippet: String,
}

pub(crate) fn run(app: &App, command: &Search, output: &Output) -> Result<(), Stop> {
    let saved = command.saved.as_deref().map(|name| app.saved_search(name)).transpose()?;
    let given = command.query.join(" ");
    let mut query = match &saved {
        Some(saved) if given.is_empty() => saved.query.clone(),
        Some(saved) => format!("{} {given}", saved.query),
        None => given,
    };
    if command.redacted {
        query.push_str(" redacted:yes ");
    }
    let session = command.session.as_deref().map(|text| app.find(text)).transpose()?.map(|card| card.id);
    let order = match command.order {
        Some(Order::Relevance) => SearchOrder::Relevance,
        Some(Order::Newest) => SearchOrder::Newest,
        Some(Order::Oldest) => SearchOrder::Oldest,
        None => saved.map(|saved| saved.order).unwrap_or_default(),
    };
    if let Some(name) = &command.save {
        let (id, name, query) = (String::new(), name.clone(), query.clone());
        app.save_search(&SavedSearch { id, name, query, order })?;
    }
    let limit = command.limit;
    tell(&app.answer(SearchAsk { query, session, limit, order, counts_all: true })?, output)
}

/// Finds what is like a moment, and tells on the way which moment that is.
pub(crate) fn like(app: &App, command: &Like, output: &Output) -> Result<(), Stop> {
    let session = app.find(&command.session)?;
    let message = app.message_at(session.id, command.at)?;
    output.remark(&format!("like {message} of {}", session.title));
    tell(&app.more_like(session.id, &message, command.limit)?, output)
}

fn tell(found: &SearchAnswer, output: &Output) -> Result<(), Stop> {
    let answer = Answer {
        took_us: found.took_us,
        total: found.total,
        hits: found.hits.iter().map(|hit| Hit::new(hit, "**")).collect(),
    };
    output.result(&answer, |out| {
        let mut last = None;
        for hit in &found.hits {
            if last != Some(hit.session) {
                writeln!(out, "{}", hit.session_title)?;
                last = Some(hit.session);
            }
            let colon = if hit.author.is_empty() { "" } else { ": " };
            writeln!(
                out,
                "{:>9}  {}{colon}{}",
                hit.at_ms.to_string(),
                hit.author,
                snippet(hit, "").replace('\n', " ")
            )?;
        }
        let more = if found.total_is_exact { "" } else { "at least " };
        writeln!(out, "{more}{} hits in {:.1} ms", found.total, found.took_us as f64 / 1000.0)
    })
}

impl Hit {
    fn new(hit: &SearchHit, mark: &str) -> Self {
        Self {
            session: hit.session.to_string(),
            session_title: hit.session_title.clone(),
            message: hit.message.as_ref().map(ToString::to_string),
            note: hit.note.clone(),
            at_ms: hit.at_ms.get(),
            author: hit.author.clone(),
            kind: hit.kind.as_str(),
            text: hit.text.clone(),
            snippet: snippet(hit, mark),
        }
    }
}

fn snippet(hit: &SearchHit, mark: &str) -> String {
    let part = |part: &causerie_app::wire::SnippetPart| {
        if part.hit { format!("{mark}{}{mark}", part.text) } else { part.text.clone() }
    };
    hit.snippet.iter().map(part).collect()
}
