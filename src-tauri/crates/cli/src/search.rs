use causerie_app::App;
use causerie_app::wire::{SearchFacets, SearchGroup, SearchHit, SearchLine, SnippetPart};
use serde::Serialize;

use crate::arguments::Search;
use crate::output::{Output, Stop};

#[derive(Serialize)]
struct Answer {
    took_us: u64,
    total: u64,
    hits: Vec<Hit>,
    sessions: Vec<Group>,
    facets: SearchFacets,
}

/// The hits of one session.
#[derive(Serialize)]
struct Group {
    session: String,
    title: String,
    date: String,
    series: String,
    total: u64,
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
    note: Option<String>,
    before: Option<Line>,
    after: Option<Line>,
    also: Vec<Line>,
}

/// A message beside a hit.
#[derive(Serialize)]
struct Line {
    message: String,
    at_ms: i64,
    author: String,
    kind: &'static str,
    text: String,
}

pub(crate) fn run(app: &App, command: &Search, output: &Output) -> Result<(), Stop> {
    let session = command.session.as_deref().map(|text| app.find(text)).transpose()?.map(|card| card.id);
    let found = app.search(&command.query.join(" "), session, command.limit, true)?;
    let answer = Answer {
        took_us: found.took_us,
        total: found.total,
        hits: found.hits.iter().map(|hit| Hit::new(hit, "**")).collect(),
        sessions: found.groups.iter().map(Group::new).collect(),
        facets: found.facets.clone(),
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
                snippet(&hit.snippet, "").replace('\n', " ")
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
            snippet: snippet(&hit.snippet, mark),
            note: hit.note.clone(),
            before: hit.before.as_ref().map(|line| Line::new(line, "")),
            after: hit.after.as_ref().map(|line| Line::new(line, "")),
            also: hit.also.iter().map(|line| Line::new(line, mark)).collect(),
        }
    }
}

impl Group {
    fn new(group: &SearchGroup) -> Self {
        Self {
            session: group.session.to_string(),
            title: group.title.clone(),
            date: group.date.clone(),
            series: group.series.clone(),
            total: group.total,
        }
    }
}

impl Line {
    fn new(line: &SearchLine, mark: &str) -> Self {
        Self {
            message: line.message.to_string(),
            at_ms: line.at_ms.get(),
            author: line.author.clone(),
            kind: line.kind.as_str(),
            text: snippet(&line.text, mark),
        }
    }
}

fn snippet(parts: &[SnippetPart], mark: &str) -> String {
    let part = |part: &SnippetPart| match part.hit {
        true => format!("{mark}{}{mark}", part.text),
        false => part.text.clone(),
    };
    parts.iter().map(part).collect()
}
