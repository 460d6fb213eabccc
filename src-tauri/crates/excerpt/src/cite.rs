//! A stretch of a recording cited: by the Publication Manual of the APA (7th edition, sections 9.7 to 10.13), the MLA Handbook
//! (9th edition, chapters 5 and 6) or the Chicago Manual of Style (17th edition, sections 14.20 to 14.23, 14.76 and 14.267).
//!
//! A list of works names the whole recording; where one is pointed at in the text, or in Chicago's footnote, the stretch is told
//! by the times at which it begins and ends. Titles stay as people wrote them: no rule of capitals is applied to them.

mod people;

use causerie_model::TimeMs;

use self::people::Author;

/// Whose rules a citation follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitationStyle {
    /// American Psychological Association, 7th edition.
    Apa,
    /// Modern Language Association, 9th edition.
    Mla,
    /// Chicago Manual of Style, 17th edition, notes and bibliography.
    Chicago,
}

impl CitationStyle {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Apa, Self::Mla, Self::Chicago];

    /// Its name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Apa => "APA",
            Self::Mla => "MLA",
            Self::Chicago => "Chicago",
        }
    }
}

/// What is cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited<'a> {
    /// Who is heard, in the order in which they are to be named.
    pub people: Vec<&'a str>,
    /// What the recording is called.
    pub title: &'a str,
    /// Its day as an ISO 8601 date, which may be only a year or a month.
    pub date: Option<&'a str>,
    /// The series that it belongs to.
    pub series: Option<&'a str>,
    /// How long it plays.
    pub duration: TimeMs,
    /// Where the stretch begins on its timeline.
    pub from: TimeMs,
    /// Where it ends there; as it begins, for a moment.
    pub to: TimeMs,
}

/// A citation in two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The recording in the list of works.
    pub entry: Phrase,
    /// The stretch of it: what stands in brackets in the text, or for Chicago the footnote.
    pub pointer: Phrase,
}

/// Words, some of them in italics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase(Vec<(String, bool)>);

impl Phrase {
    fn plain(mut self, text: &str) -> Self {
        self.0.push((text.to_owned(), false));
        self
    }

    fn italic(mut self, text: &str) -> Self {
        self.0.push((text.to_owned(), true));
        self
    }

    /// Without italics.
    pub fn text(&self) -> String {
        self.0.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// As HTML, with everything escaped that people wrote.
    pub fn html(&self) -> String {
        let run = |(text, is_italic): &(String, bool)| {
            let text = causerie_export::html::text(text);
            if *is_italic { format!("<i>{text}</i>") } else { text }
        };
        self.0.iter().map(run).collect()
    }
}

/// Cites a stretch.
pub fn cite(cited: &Cited<'_>, style: CitationStyle) -> Citation {
    let people: Vec<Author> = cited.people.iter().filter_map(|name| Author::of(name)).collect();
    let date = cited.date.and_then(Date::of);
    match style {
        CitationStyle::Apa => apa(cited, &people, date),
        CitationStyle::Mla => mla(cited, &people, date),
        CitationStyle::Chicago => chicago(cited, &people, date),
    }
}

/// `Reid, C., & Lund, T. (2025, October 16). Title [Audio recording]. In Series.` and `(Reid & Lund, 2025, 0:54–1:30)`.
fn apa(cited: &Cited<'_>, people: &[Author], date: Option<Date>) -> Citation {
    let when = match date {
        Some(Date { year, month: Some(month), day: Some(day) }) => format!("{year}, {} {day}", month.name()),
        Some(Date { year, month: Some(month), day: None }) => format!("{year}, {}", month.name()),
        Some(Date { year, month: None, .. }) => year.clone(),
        None => "n.d.".to_owned(),
    };
    let year = date_year(cited, "n.d.");
    let authors = people::apa_list(people);
    let entry = if authors.is_empty() {
        title(Phrase::default(), cited).plain(&format!(" [Audio recording]. ({when})."))
    } else {
        title(Phrase::default().plain(&format!("{} ({when}). ", ended(&authors))), cited)
            .plain(" [Audio recording].")
    };
    let entry = match cited.series {
        Some(series) => entry.plain(" In ").italic(series).plain("."),
        None => entry,
    };
    let times = format!("{year}, {})", times(cited, |at| at.to_string()));
    let pointer = match people::short(people, " & ") {
        Some(names) => Phrase::default().plain(&format!("({names}, ")),
        None if cited.series.is_some() => {
            // A comma goes within the quotation marks (section 6.7).
            let pointer = Phrase::default().plain(&format!("(“{},” {times}", cited.title));
            return Citation { entry, pointer };
        }
        None => Phrase::default().plain("(").italic(cited.title).plain(", "),
    };
    Citation { entry, pointer: pointer.plain(&times) }
}

/// A part of a series stands upright, a work of its own in italics.
fn title(phrase: Phrase, cited: &Cited<'_>) -> Phrase {
    if cited.series.is_some() { phrase.plain(cited.title) } else { phrase.italic(cited.title) }
}

/// `Reid, Callum, and Tobias Lund. “Title.” Series, 16 Oct. 2025. Audio recording.` and
/// `(Reid and Lund 00:00:54–00:01:30)`.
fn mla(cited: &Cited<'_>, people: &[Author], date: Option<Date>) -> Citation {
    let when = date.map(|date| match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{day} {} {}", month.short(), date.year),
        (Some(month), None) => format!("{} {}", month.short(), date.year),
        (None, _) => date.year,
    });
    let authors = people::mla_list(people);
    let entry = Phrase::default();
    let entry = if authors.is_empty() { entry } else { entry.plain(&format!("{} ", ended(&authors))) };
    let entry = match (cited.series, when) {
        (Some(series), Some(when)) => {
            entry.plain(&format!("“{}” ", ended(cited.title))).italic(series).plain(&format!(", {when}."))
        }
        (Some(series), None) => entry.plain(&format!("“{}” ", ended(cited.title))).italic(series).plain("."),
        (None, Some(when)) => entry.italic(&ended(cited.title)).plain(&format!(" {when}.")),
        (None, None) => entry.italic(&ended(cited.title)),
    };
    let times = format!(" {})", times(cited, full));
    let pointer = match (people::short(people, " and "), cited.series) {
        (Some(names), _) => Phrase::default().plain(&format!("({names}")),
        (None, Some(_)) => Phrase::default().plain(&format!("(“{}”", cited.title)),
        (None, None) => Phrase::default().plain("(").italic(cited.title),
    };
    Citation { entry: entry.plain(" Audio recording."), pointer: pointer.plain(&times) }
}

/// `Reid, Callum, and Tobias Lund. “Title.” October 16, 2025. In Series. Audio recording, 6:15.` and
/// `Callum Reid and Tobias Lund, “Title,” October 16, 2025, in Series, audio recording, 0:54–1:30.`
fn chicago(cited: &Cited<'_>, people: &[Author], date: Option<Date>) -> Citation {
    let when = match date {
        Some(Date { year, month: Some(month), day: Some(day) }) => format!("{} {day}, {year}", month.name()),
        Some(Date { year, month: Some(month), day: None }) => format!("{} {year}", month.name()),
        Some(Date { year, month: None, .. }) => year,
        None => "n.d.".to_owned(),
    };
    let authors = people::chicago_list(people);
    let entry = Phrase::default();
    let entry = if authors.is_empty() { entry } else { entry.plain(&format!("{} ", ended(&authors))) };
    let entry = match cited.series {
        Some(series) => {
            entry.plain(&format!("“{}” {when}. In ", ended(cited.title))).italic(series).plain(".")
        }
        None => entry.italic(&ended(cited.title)).plain(&format!(" {}", ended(&upper(&when)))),
    };
    let entry = entry.plain(&format!(" Audio recording, {}.", cited.duration));
    let authors = people::chicago_note(people);
    let note = Phrase::default();
    let note = if authors.is_empty() { note } else { note.plain(&format!("{authors}, ")) };
    let note = match cited.series {
        Some(series) => note.plain(&format!("“{},” {when}, in ", cited.title)).italic(series),
        None => note.italic(cited.title).plain(&format!(", {when}")),
    };
    let pointer = note.plain(&format!(", audio recording, {}.", times(cited, |at| at.to_string())));
    Citation { entry, pointer }
}

/// What begins a sentence.
fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// With a full stop, unless it ends in a mark that stands for one.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '?', '!', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// From where to where, or where.
fn times(cited: &Cited<'_>, told: impl Fn(TimeMs) -> String) -> String {
    let (from, to) = (told(cited.from), told(cited.to));
    if cited.from == cited.to { from } else { format!("{from}–{to}") }
}

/// Hours, minutes and seconds, as the MLA has them.
fn full(at: TimeMs) -> String {
    let seconds = at.get().max(0) / 1_000;
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn date_year(cited: &Cited<'_>, otherwise: &str) -> String {
    cited.date.and_then(Date::of).map_or_else(|| otherwise.to_owned(), |date| date.year)
}

/// A day, a month or a year.
struct Date {
    year: String,
    month: Option<Month>,
    day: Option<u8>,
}

#[derive(Clone, Copy)]
struct Month(&'static str);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Month {
    const fn name(self) -> &'static str {
        self.0
    }

    /// As the MLA shortens it: months of up to four letters stay whole, September keeps four.
    fn short(self) -> String {
        match self.0 {
            name if name.len() <= 4 => name.to_owned(),
            "September" => "Sept.".to_owned(),
            name => format!("{}.", name.get(..3).unwrap_or(name)),
        }
    }
}

impl Date {
    fn of(iso: &str) -> Option<Self> {
        let mut parts = iso.split('-');
        let year = parts.next().filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
        let month = parts.next().and_then(|month| month.parse::<usize>().ok()?.checked_sub(1));
        let month = month.and_then(|month| MONTHS.get(month)).map(|name| Month(name));
        let day = parts.next().and_then(|day| day.parse().ok()).filter(|_| month.is_some());
        Some(Self { year: year.to_owned(), month, day })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: [&str; 3] = ["Maud Fairley", "Callum Reid", "Tobias Lund"];

    fn cited(people: &[&'static str]) -> Cited<'static> {
        Cited {
            people: people.to_vec(),
            title: "The tape marked miscellaneous",
            date: Some("2025-10-16"),
            series: Some("The Long Table"),
            duration: TimeMs::new(375_000),
            from: TimeMs::new(54_000),
            to: TimeMs::new(90_900),
        }
    }

    fn both(cited: &Cited<'_>, style: CitationStyle) -> [String; 2] {
        let citation = cite(cited, style);
        [citation.entry.text(), citation.pointer.text()]
    }

    #[test]
    fn apa_names_all_and_points_by_year_and_times() {
        assert_eq!(
            both(&cited(&PEOPLE), CitationStyle::Apa),
            [
                "Fairley, M., Reid, C., & Lund, T. (2025, October 16). The tape marked miscellaneous \
                 [Audio recording]. In The Long Table.",
                "(Fairley et al., 2025, 0:54–1:30)"
            ]
        );
        let moment = Cited { to: TimeMs::new(54_000), ..cited(&PEOPLE) };
        assert_eq!(both(&moment, CitationStyle::Apa)[1], "(Fairley et al., 2025, 0:54)");
        let two = Cited { date: Some("2025-10"), series: None, ..cited(&PEOPLE[..2]) };
        assert_eq!(
            both(&two, CitationStyle::Apa),
            [
                "Fairley, M., & Reid, C. (2025, October). The tape marked miscellaneous [Audio recording].",
                "(Fairley & Reid, 2025, 0:54–1:30)"
            ]
        );
        assert!(
            cite(&two, CitationStyle::Apa).entry.html().contains("<i>The tape marked miscellaneous</i> [")
        );
        let nobody = Cited { date: None, ..cited(&[]) };
        assert_eq!(
            both(&nobody, CitationStyle::Apa),
            [
                "The tape marked miscellaneous [Audio recording]. (n.d.). In The Long Table.",
                "(“The tape marked miscellaneous,” n.d., 0:54–1:30)"
            ],
            "the title takes the place of the author"
        );
    }

    #[test]
    fn mla_names_two_at_the_most_and_points_by_times_in_full() {
        assert_eq!(
            both(&cited(&PEOPLE), CitationStyle::Mla),
            [
                "Fairley, Maud, et al. “The tape marked miscellaneous.” The Long Table, 16 Oct. 2025. Audio recording.",
                "(Fairley et al. 00:00:54–00:01:30)"
            ]
        );
        let two = Cited { title: "What now?", date: Some("2025-09"), series: None, ..cited(&PEOPLE[..2]) };
        assert_eq!(
            both(&two, CitationStyle::Mla),
            [
                "Fairley, Maud, and Callum Reid. What now? Sept. 2025. Audio recording.",
                "(Fairley and Reid 00:00:54–00:01:30)"
            ],
            "a mark at the end is enough"
        );
        let may = Cited { date: Some("2025-05-01"), ..cited(&PEOPLE[..1]) };
        assert_eq!(
            both(&may, CitationStyle::Mla)[0],
            "Fairley, Maud. “The tape marked miscellaneous.” The Long Table, 1 May 2025. Audio recording."
        );
        let nobody = Cited { series: None, date: None, ..cited(&[]) };
        assert_eq!(
            both(&nobody, CitationStyle::Mla),
            [
                "The tape marked miscellaneous. Audio recording.",
                "(The tape marked miscellaneous 00:00:54–00:01:30)"
            ]
        );
    }

    #[test]
    fn chicago_has_a_bibliography_and_a_note() {
        assert_eq!(
            both(&cited(&PEOPLE), CitationStyle::Chicago),
            [
                "Fairley, Maud, Callum Reid, and Tobias Lund. “The tape marked miscellaneous.” October 16, 2025. \
                 In The Long Table. Audio recording, 6:15.",
                "Maud Fairley, Callum Reid, and Tobias Lund, “The tape marked miscellaneous,” October 16, 2025, \
                 in The Long Table, audio recording, 0:54–1:30."
            ]
        );
        let four = Cited { series: None, date: Some("2025"), ..cited(&["A Bo", "C Do", "E Fo", "G Ho"]) };
        assert_eq!(
            both(&four, CitationStyle::Chicago),
            [
                "Bo, A, C Do, E Fo, and G Ho. The tape marked miscellaneous. 2025. Audio recording, 6:15.",
                "A Bo et al., The tape marked miscellaneous, 2025, audio recording, 0:54–1:30."
            ]
        );
        let nobody = Cited { series: None, date: None, ..cited(&[]) };
        assert_eq!(
            both(&nobody, CitationStyle::Chicago)[0],
            "The tape marked miscellaneous. N.d. Audio recording, 6:15."
        );
    }

    #[test]
    fn what_people_wrote_is_no_markup() {
        let hostile = Cited { title: "<b>", series: Some("<i>&"), ..cited(&["<u> X"]) };
        for style in CitationStyle::ALL {
            let citation = cite(&hostile, style);
            for html in [citation.entry.html(), citation.pointer.html()] {
                let ours = html.replace("<i>", "").replace("</i>", "");
                assert!(!ours.contains('<'), "{html}");
            }
        }
    }
}
