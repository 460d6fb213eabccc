//! What the index says, as it is told to the window.

use causerie_index::{Answer, Completion, CompletionKind, Facets, Group, Hit, Line, Place};

use crate::wire::{
    SearchAnswer, SearchCompletion, SearchCompletionKind, SearchFacet, SearchFacets, SearchGroup, SearchHit,
    SearchLine, SearchPlace, SnippetPart,
};

impl From<Answer> for SearchAnswer {
    fn from(answer: Answer) -> Self {
        Self {
            took_us: u64::try_from(answer.took.as_micros()).unwrap_or(u64::MAX),
            total: answer.total,
            total_is_exact: answer.total_is_exact,
            hits: answer.hits.into_iter().map(SearchHit::from).collect(),
            groups: answer.groups.into_iter().map(SearchGroup::from).collect(),
            facets: answer.facets.into(),
        }
    }
}

impl From<Hit> for SearchHit {
    fn from(hit: Hit) -> Self {
        Self {
            session: hit.session,
            session_title: hit.session_title,
            message: hit.message,
            at_ms: hit.at,
            author: hit.author,
            kind: hit.kind,
            text: hit.text,
            snippet: parts(hit.snippet),
            note: hit.note,
            number: hit.number,
            before: hit.before.map(SearchLine::from),
            after: hit.after.map(SearchLine::from),
            also: hit.also.into_iter().map(SearchLine::from).collect(),
        }
    }
}

impl From<Line> for SearchLine {
    fn from(line: Line) -> Self {
        Self {
            message: line.message,
            at_ms: line.at,
            author: line.author,
            kind: line.kind,
            text: parts(line.text),
        }
    }
}

impl From<Group> for SearchGroup {
    fn from(group: Group) -> Self {
        Self {
            session: group.session,
            title: group.title,
            date: group.date,
            series: group.series,
            total: group.total,
            hits: group.hits,
        }
    }
}

impl From<Facets> for SearchFacets {
    fn from(facets: Facets) -> Self {
        let quoted = |operator: &str, name: String, count| {
            let term = format!("{operator}:\"{}\"", name.replace('"', " "));
            SearchFacet { name, count, term }
        };
        let year = |(year, count): (u32, u64)| SearchFacet {
            name: year.to_string(),
            count,
            term: format!("after:{year} before:{}", year + 1),
        };
        let kind = |(kind, count): (&str, u64)| SearchFacet {
            name: kind.to_owned(),
            count,
            term: format!("kind:{kind}"),
        };
        Self {
            people: facets.people.into_iter().map(|(name, count)| quoted("from", name, count)).collect(),
            years: facets.years.into_iter().map(year).collect(),
            series: facets.series.into_iter().map(|(name, count)| quoted("series", name, count)).collect(),
            kinds: facets.kinds.into_iter().map(kind).collect(),
            are_exact: facets.are_exact,
        }
    }
}

impl From<Place> for SearchPlace {
    fn from(place: Place) -> Self {
        Self { number: place.number, at_ms: place.at, is_spoken: place.is_spoken }
    }
}

impl From<Completion> for SearchCompletion {
    fn from(completion: Completion) -> Self {
        let kind = match completion.kind {
            CompletionKind::Operator => SearchCompletionKind::Operator,
            CompletionKind::Value => SearchCompletionKind::Value,
            CompletionKind::Person => SearchCompletionKind::Person,
            CompletionKind::Series => SearchCompletionKind::Series,
            CompletionKind::Title => SearchCompletionKind::Title,
            CompletionKind::Word => SearchCompletionKind::Word,
        };
        Self { kind, label: completion.label, query: completion.query, count: completion.count }
    }
}

fn parts(parts: Vec<causerie_index::SnippetPart>) -> Vec<SnippetPart> {
    parts.into_iter().map(|part| SnippetPart { text: part.text, hit: part.hit }).collect()
}
