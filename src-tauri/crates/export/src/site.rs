//! The catalogue of an archive: a table, or a web page that leads to a page for each session.

use std::fmt::Write;

use causerie_model::{SessionId, TimeMs};

use crate::escape::{one_line, xml};
use crate::options::encoded;
use crate::page;
use crate::table::Row;

/// A session as the catalogue tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: SessionId,
    /// Its title.
    pub title: String,
    /// Its day as an ISO 8601 date, which may be only a year or a month.
    pub date: Option<String>,
    /// Its series.
    pub series: Option<String>,
    /// The length of its timeline.
    pub duration: TimeMs,
    /// How many messages were written.
    pub messages: u64,
    /// How many cues were spoken.
    pub cues: u64,
    /// Its folder in the archive.
    pub folder: String,
    /// Where its page lies, from the catalogue's folder, with `/` between names.
    pub page: Option<String>,
}

const HEADING: [&str; 9] =
    ["id", "title", "date", "series", "duration_ms", "duration", "messages", "cues", "folder"];

/// A line for each session, as RFC 4180 has it, guarded against formulas as a session's own table is.
pub fn catalogue_table(entries: &[Entry]) -> String {
    let mut out = Row::default();
    HEADING.into_iter().for_each(|name| out.text(name));
    out.end();
    for entry in entries {
        out.text(&entry.id.to_string());
        out.text(&entry.title);
        out.text(entry.date.as_deref().unwrap_or_default());
        out.text(entry.series.as_deref().unwrap_or_default());
        out.number(entry.duration.get());
        out.text(&entry.duration.to_string());
        out.number(i64::try_from(entry.messages).unwrap_or(i64::MAX));
        out.number(i64::try_from(entry.cues).unwrap_or(i64::MAX));
        out.text(&entry.folder);
        out.end();
    }
    out.written
}

/// The page that leads to all others: the sessions by series, those without one at the end, in the order given.
pub fn catalogue_page(title: &str, entries: &[Entry]) -> String {
    let mut out = page::head(title, None);
    let count =
        if entries.len() == 1 { "1 session".to_owned() } else { format!("{} sessions", entries.len()) };
    let title = xml(&one_line(title));
    let _ =
        write!(out, "<body>\n<header>\n<h1 dir=\"auto\">{title}</h1>\n<p>{count}</p>\n</header>\n<main>\n");
    let mut series: std::collections::BTreeMap<(bool, &str), Vec<&Entry>> = std::collections::BTreeMap::new();
    for entry in entries {
        let name = entry.series.as_deref().unwrap_or_default();
        series.entry((name.is_empty(), name)).or_default().push(entry);
    }
    for ((is_rest, name), entries) in &series {
        let name = if *is_rest { "Other sessions" } else { name };
        if series.len() > 1 || !is_rest {
            let _ = writeln!(out, "<h2 class=\"group\" dir=\"auto\">{}</h2>", xml(&one_line(name)));
        }
        out.push_str("<ol class=\"list\">\n");
        entries.iter().for_each(|entry| out.push_str(&item(entry)));
        out.push_str("</ol>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn item(entry: &Entry) -> String {
    let title = xml(&one_line(&entry.title));
    let title = match &entry.page {
        Some(page) => format!("<a href=\"{}\" dir=\"auto\">{title}</a>", encoded(page)),
        None => format!("<span dir=\"auto\">{title}</span>"),
    };
    let mut facts: Vec<String> = entry.date.iter().map(|date| xml(&one_line(date))).collect();
    facts.push(entry.duration.to_string());
    for (count, what) in [(entry.messages, "messages"), (entry.cues, "passages said")] {
        if count > 0 {
            facts.push(format!("{count} {what}"));
        }
    }
    format!("<li>{title}<p>{}</p></li>\n", facts.join(" · "))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn entry(title: &str, series: Option<&str>) -> Entry {
        Entry {
            id: SessionId::new(Uuid::from_u128(7)),
            title: title.into(),
            date: Some("2008-05".into()),
            series: series.map(str::to_owned),
            duration: TimeMs::new(61_000),
            messages: 3,
            cues: 0,
            folder: "2008-05 a".into(),
            page: Some("sessions/2008-05 a?.html".into()),
        }
    }

    #[test]
    fn the_table_has_a_line_for_each_session() {
        let table = catalogue_table(&[entry("=a, b", None)]);
        let expected = "id,title,date,series,duration_ms,duration,messages,cues,folder\r\n\
            00000000-0000-0000-0000-000000000007,\"'=a, b\",2008-05,,61000,1:01,3,0,2008-05 a\r\n";
        assert_eq!(table, expected);
    }

    #[test]
    fn the_page_leads_to_each_session_by_its_series() {
        let page = catalogue_page("Talks <b>", &[entry("rest", None), entry("<i>one", Some("<u>Round"))]);
        assert!(page.contains("<h1 dir=\"auto\">Talks &lt;b&gt;</h1>") && page.contains("script-src 'none'"));
        assert!(page.contains("<a href=\"sessions/2008-05%20a%3F.html\" dir=\"auto\">&lt;i&gt;one</a><p>2008-05 · 1:01 · 3 messages</p>"), "{page}");
        let places =
            ["&lt;u&gt;Round", "&lt;i&gt;one", "Other sessions", "rest"].map(|text| page.find(text).unwrap());
        assert!(places.is_sorted(), "what belongs to no series comes last: {page}");
    }
}
