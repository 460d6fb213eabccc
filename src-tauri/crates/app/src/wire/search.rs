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
    pub facets: SearchFacets,
}

/// What to search, and how.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchAsk {
    /// As it was typed.
    pub query: String,
    /// Only in this session.
    #[ts(type = "string | null")]
    pub session: Option<SessionId>,
    /// How many hits at the most.
    #[ts(type = "number")]
    pub limit: usize,
    /// Which hits come first.
    pub order: SearchOrder,
    /// Whether to count all, which takes longer: total and facets are exact then.
    pub counts_all: bool,
}

/// Which hits come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
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

/// A search that the archive keeps under a name, as its file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SavedSearch {
    /// The name of its file; empty for a new one.
    #[serde(default)]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// As it was typed, with all that narrows it down.
    pub query: String,
    /// Which hits come first.
    #[serde(default)]
    pub order: SearchOrder,
}

/// How many hits a search has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchCount {
    /// How many there are.
    #[ts(type = "number")]
    pub total: u64,
    /// Whether they were counted to the end; else there are at least so many.
    pub is_exact: bool,
}

/// The hits of one session.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchGroup {
    /// The session.
    #[ts(type = "string")]
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// Its date, or empty.
    pub date: String,
    /// Its series, or empty.
    pub series: String,
    /// How many hits it has; at least so many, where the total is not exact.
    #[ts(type = "number")]
    pub total: u64,
    /// Which of the hits are its, counted from 0.
    pub hits: Vec<usize>,
}

/// What there is to choose from among all that match.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchFacets {
    /// Who wrote or spoke, the most frequent first.
    pub people: Vec<SearchFacet>,
    /// The years, the latest first.
    pub years: Vec<SearchFacet>,
    /// The series, the most frequent first.
    pub series: Vec<SearchFacet>,
    /// The kinds, as `kind:` takes them.
    pub kinds: Vec<SearchFacet>,
    /// Whether all that match were counted.
    pub are_exact: bool,
}

/// A choice, with the number of hits that it leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchFacet {
    /// What it is called.
    pub name: String,
    /// How many there are.
    #[ts(type = "number")]
    pub count: u64,
    /// What to add to the query to choose it, as in `from:"Ana Ruiz"`.
    pub term: String,
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
    /// Null where it was the session's title that matched.
    #[ts(type = "string | null")]
    pub message: Option<MessageId>,
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
    /// The note, where it is one that matched; `message` is null then.
    pub note: Option<String>,
    /// The message's number in the session, as in its rows.
    pub number: Option<u32>,
    /// What stands before it in its log.
    pub before: Option<SearchLine>,
    /// What stands after it in its log.
    pub after: Option<SearchLine>,
    /// What else matches at this moment: the written beside the spoken, or the other way.
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
    /// What it is.
    #[ts(type = "\"chat\" | \"private\" | \"transcript\" | \"system\" | \"marker\"")]
    pub kind: Kind,
    /// Its text, in parts.
    pub text: Vec<SnippetPart>,
}

/// Where in a session something matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchPlace {
    /// The message's number in the session, as in its rows.
    pub number: u32,
    /// When, on the timeline.
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// Whether it was spoken.
    pub is_spoken: bool,
}

/// What a query may go on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchCompletion {
    /// What it is.
    pub kind: SearchCompletionKind,
    /// What to show.
    pub label: String,
    /// The whole query with it.
    pub query: String,
    /// How many messages a word or a person has, or sessions a series; 0 where nobody counts.
    #[ts(type = "number")]
    pub count: u64,
}

/// What is offered while a query is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum SearchCompletionKind {
    /// An operator: `from:`.
    Operator,
    /// A value of an operator that takes only some.
    Value,
    /// Somebody's name.
    Person,
    /// The name of a series.
    Series,
    /// The title of a session.
    Title,
    /// A word of the archive.
    Word,
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
