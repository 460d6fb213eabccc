use causerie_model::{Kind, MessageId, SessionId, TimeMs};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchAnswer {
    /// How long it took, in microseconds.
    #[ts(type = "number")]
    pub took_us: u64,
    /// How many there are in all.
    #[ts(type = "number")]
    pub total: u64,
    /// Whether `total` was counted to the end; else there are at least so many.
    pub total_is_exact: bool,
    /// The best of them.
    pub hits: Vec<SearchHit>,
    /// The sessions of these hits, each where its first one stands.
    pub groups: Vec<SearchGroup>,
    /// What there is to choose from among all that match.
    pub facets: Facets,
}

/// Which hits come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum SearchOrder {
    /// Those that fit best.
    #[default]
    Relevance,
    /// Those of the newest session; in a session, by moment.
    Newest,
    /// Those of the oldest session; in a session, by moment.
    Oldest,
}

/// The hits of one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchGroup {
    /// The session.
    #[ts(type = "string")]
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// Its date, as an ISO 8601 date, or empty.
    pub date: String,
    /// How many hits it has, or at least has, if the answer's total is not exact.
    #[ts(type = "number")]
    pub total: u64,
    /// Which of the answer's hits are its.
    pub hits: Vec<usize>,
}

/// What there is to choose from among all that match, the most frequent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Facets {
    /// Who wrote or spoke.
    pub people: Vec<Facet>,
    /// The years, the latest first.
    pub years: Vec<Facet>,
    /// The names of series.
    pub series: Vec<Facet>,
    /// The kinds, as `kind:` takes them.
    pub kinds: Vec<Facet>,
    /// Whether all that match were counted; else the numbers are those of the hits that were ranked.
    pub are_exact: bool,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Facet {
    /// What it is called.
    pub value: String,
    /// How many hits it leaves.
    #[ts(type = "number")]
    pub count: u64,
}

/// Something that a query may go on with, while it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Offer {
    /// What to show: a name, a title, a word, an operator with its colon.
    pub label: String,
    /// The whole query with it.
    pub query: String,
    /// How many messages a word or a person has, or sessions a series; 0 where nobody counts.
    #[ts(type = "number")]
    pub count: u64,
}

/// A message, cue or title that was found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchHit {
    /// The session.
    #[ts(type = "string")]
    pub session: SessionId,
    /// That session's title.
    pub session_title: String,
    /// Null where it was the session's title that matched, or a note.
    #[ts(type = "string | null")]
    pub message: Option<MessageId>,
    /// The bookmark or clip that matched, if it was one.
    pub note: Option<String>,
    /// When, on the timeline.
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// Who wrote or said it; empty where the log does not tell.
    pub author: String,
    /// What it is.
    #[ts(type = "\"chat\" | \"private\" | \"transcript\" | \"system\" | \"marker\"")]
    pub kind: Kind,
    /// The text.
    pub text: String,
    /// The text around what matched, in parts.
    pub snippet: Vec<SnippetPart>,
    /// What stands before it in its log.
    pub before: Option<SearchLine>,
    /// What stands after it in its log.
    pub after: Option<SearchLine>,
    /// What else matches at this moment: what was said, where this was written, or the other way round.
    pub also: Vec<SearchLine>,
}

/// A message beside a hit.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchLine {
    /// The message.
    #[ts(type = "string")]
    pub message: MessageId,
    /// When, on the timeline.
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// Who wrote or said it.
    pub author: String,
    /// Its text, with what was found marked.
    pub text: Vec<SnippetPart>,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// Whether it is what was searched for.
    pub hit: bool,
}
