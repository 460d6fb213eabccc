//! How to point others to a moment of a session: by a link, which opens it in Causerie, and by a citation.

use causerie_excerpt::{CitationStyle, Cited, cite};
use causerie_model::{SessionId, TimeMs};

use crate::Result;
use crate::gathering::people;
use crate::open::App;
use crate::wire::{AppError, CitationView, Code, Moment, Pointer};

const SESSION: &str = "causerie://session/";
const WHAT_LINKS_ARE: &str =
    "A link to a moment is as causerie://session/9b2f6f6e-4f0a-4f7e-9a53-3c7f2f1f8f60?t=24:10.";

impl App {
    /// How to point others to a stretch of a session, or to a moment, which ends where it begins.
    ///
    /// # Errors
    /// If there is no such session, or it can't be read.
    pub fn pointer(&self, id: SessionId, from: TimeMs, to: TimeMs) -> Result<Pointer> {
        let row = self.row(id)?;
        let session = row.session.clone();
        let document = self.document(row, false)?;
        let people = people(&session, &document);
        let cited = Cited {
            people: people.iter().map(String::as_str).collect(),
            title: &session.title,
            date: session.date.as_deref(),
            series: session.series.as_deref(),
            duration: session.duration(),
            from,
            to,
        };
        let citation = |style: CitationStyle| {
            let citation = cite(&cited, style);
            let text = format!("{} {}", citation.entry.text(), citation.pointer.text());
            CitationView { style: style.label().to_owned(), text }
        };
        Ok(Pointer { link: link(id, from), citations: CitationStyle::ALL.map(citation).into() })
    }

    /// Where a link leads in this archive.
    ///
    /// # Errors
    /// If it is no link to a moment, or its session is not here.
    pub fn follow_link(&self, link: &str) -> Result<Moment> {
        let moment = parse(link).ok_or_else(|| {
            AppError::new(Code::Failed, format!("{link:?} leads nowhere in Causerie"), WHAT_LINKS_ARE)
        })?;
        self.row(moment.session).map_err(|error| {
            if error.code != Code::NotFound {
                return error;
            }
            let message = "the session that the link leads to is not in this archive";
            AppError::new(Code::NotFound, message, "Open the archive that holds it, and the link again.")
        })?;
        Ok(moment)
    }
}

fn link(session: SessionId, at: TimeMs) -> String {
    format!("{SESSION}{session}?t={at}")
}

fn parse(link: &str) -> Option<Moment> {
    let link = link.trim();
    let (scheme, rest) = link.split_at_checked(SESSION.len())?;
    if !scheme.eq_ignore_ascii_case(SESSION) {
        return None;
    }
    let (session, query) = rest.split_once('?').unwrap_or((rest, ""));
    let session = session.trim_end_matches('/').parse().ok()?;
    let at = query.split('&').find_map(|pair| pair.strip_prefix("t="));
    let at_ms = match at {
        Some(at) => Some(at.replace("%3A", ":").replace("%3a", ":").parse().ok()?),
        None => None,
    };
    Some(Moment { session, at_ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "9b2f6f6e-4f0a-4f7e-9a53-3c7f2f1f8f60";

    #[test]
    fn a_link_leads_to_where_it_was_made() {
        let session: SessionId = ID.parse().unwrap();
        let made = link(session, TimeMs::new(1_450_000));
        assert_eq!(made, format!("causerie://session/{ID}?t=24:10"));
        let at = |text: &str| parse(text).map(|moment| moment.at_ms.map(TimeMs::get));
        assert_eq!(at(&made), Some(Some(1_450_000)));
        assert_eq!(at(&format!("CAUSERIE://session/{ID}/?x=1&t=0%3A10.5")), Some(Some(10_500)));
        assert_eq!(at(&format!("causerie://session/{ID}")), Some(None));
        for nothing in
            ["", "causerie://session/", "https://example.org", &format!("{made}:x"), "causerie://säule"]
        {
            assert_eq!(at(nothing), None, "{nothing}");
        }
    }
}
