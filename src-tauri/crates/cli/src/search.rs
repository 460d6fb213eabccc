use causerie_app::App;
use causerie_app::wire::SearchHit;
use serde::Serialize;

use crate::arguments::Search;
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
    at_ms: i64,
    author: String,
    kind: &'static str,
    text: String,
    snippet: String,
}

pub(crate) fn run(app: &App, command: &Search, output: &Output) -> Result<(), Stop> {
    let session = command.session.as_deref().map(|text| app.find(text)).transpose()?.map(|card| card.id);
    let found = app.search(&command.query.join(" "), session, command.limit, true)?;
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
            at_ms: hit.at_ms.get(),
            author: hit.author.clone(),
            kind: if hit.note.is_some() { "note" } else { hit.kind.as_str() },
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
