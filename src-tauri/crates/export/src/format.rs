//! The formats by their names.

use serde::{Deserialize, Serialize};

use crate::{Document, Options, iiif, json, markdown, ohms, page, plain, subrip, table, webvtt};

/// What a session can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// WebVTT.
    Vtt,
    /// SubRip.
    Srt,
    /// A table by RFC 4180.
    Csv,
    /// As `causerie show --json`.
    Json,
    /// Plain text.
    Txt,
    /// Markdown.
    Md,
    /// The Oral History Metadata Synchronizer's XML.
    Ohms,
    /// A IIIF Presentation manifest.
    Iiif,
    /// A web page that plays.
    Html,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Vtt,
        Self::Srt,
        Self::Csv,
        Self::Json,
        Self::Txt,
        Self::Md,
        Self::Ohms,
        Self::Iiif,
        Self::Html,
    ];

    /// Those that clips are written as.
    pub const OF_CLIPS: [Self; 7] =
        [Self::Vtt, Self::Srt, Self::Md, Self::Txt, Self::Csv, Self::Json, Self::Html];

    /// Its name, by which people and the window call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vtt => "vtt",
            Self::Srt => "srt",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Txt => "txt",
            Self::Md => "md",
            Self::Ohms => "ohms",
            Self::Iiif => "iiif",
            Self::Html => "html",
        }
    }

    /// The format of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What its file is called for a session that is called `stem` in files. A IIIF manifest goes by the name in its own id.
    pub fn file_name(self, stem: &str) -> String {
        match self {
            Self::Iiif => "manifest.json".to_owned(),
            Self::Ohms => format!("{stem}.xml"),
            Self::Vtt | Self::Srt | Self::Csv | Self::Json | Self::Txt | Self::Md | Self::Html => {
                format!("{stem}.{}", self.name())
            }
        }
    }
}

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It can't be put into JSON.
    #[error("the session can't be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A IIIF manifest must have something to play.
    #[error("a IIIF manifest needs a recording, and the session has none")]
    NoRecording,
}

/// The document in a format, as UTF-8 that ends with an end of line.
///
/// # Errors
/// If it can't be put into JSON, or has nothing to play for a IIIF manifest.
pub fn write(document: &Document, format: Format, options: &Options) -> Result<String, ExportError> {
    Ok(match format {
        Format::Vtt => webvtt::write(document),
        Format::Srt => subrip::write(document),
        Format::Csv => table::write(document),
        Format::Json => json::write(document)?,
        Format::Txt => plain::write(document),
        Format::Md => markdown::write(document),
        Format::Ohms => ohms::write(document, options),
        Format::Iiif => iiif::write(document, options)?,
        Format::Html => page::write(document, options),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_model::TimeMs;

    use crate::testing::{document, wrote};

    #[test]
    fn every_format_goes_by_its_name_and_writes_a_session_without_messages() {
        for format in Format::ALL {
            assert_eq!(Format::of(format.name()), Some(format));
            let text = write(&document([]), format, &Options::default()).unwrap();
            assert!(text.is_empty() && format == Format::Srt || text.ends_with('\n'), "{format:?}: {text:?}");
        }
        assert_eq!(Format::of("doc"), None);
    }

    #[test]
    fn a_reply_to_what_is_not_in_the_excerpt_quotes_it_in_every_format() {
        let mut whole = document([
            wrote("l1.0", 1_000, "Ben", "long or short?"),
            wrote("l1.1", 29_000, "Cem", "when?"),
            wrote("l1.2", 31_000, "Ana", "short"),
            wrote("l1.3", 32_000, "Ana", "now"),
        ]);
        whole.messages[2].message.reply_to = Some(0);
        whole.messages[3].message.reply_to = Some(1);
        let mut excerpt = whole.span(TimeMs::new(30_000), TimeMs::new(40_000));
        excerpt.pull_in(TimeMs::new(10_000));
        let text = |format| write(&excerpt, format, &Options::default()).unwrap();
        for (format, quote, before) in [
            (
                Format::Vtt,
                "<c.chat>(answering Ben: “long or short?”)\nshort</c>",
                "00:00:00.000 --> 00:00:01.800\n<v Cem><c.chat>(just before) when?",
            ),
            (Format::Srt, "Ana: (answering Ben: “long or short?”)\nshort\n", "Cem: (just before) when?\n"),
            (
                Format::Txt,
                "Ana wrote, answering Ben: “long or short?”: short\n",
                "(just before) Cem wrote: when?\n",
            ),
            (
                Format::Md,
                "**Ana** (answering Ben: “long or short?”) short\n",
                "> **0:00** (just before) **Cem** when?\n",
            ),
            (
                Format::Csv,
                ",short,l1.0,,false,l1,3,Ben: “long or short?”\r\n",
                ",Cem,,when?,,,true,l1,2,\r\n",
            ),
            (
                Format::Html,
                "<blockquote dir=\"auto\">Ben: long or short?</blockquote>",
                "when? <span class=\"tag\">(just before)</span>",
            ),
            (Format::Json, "\"text\": \"long or short?\"", "\"just_before\": [\n      \"l1.1\"\n    ]"),
        ] {
            let text = text(format);
            assert!(text.contains(quote) && text.contains(before), "{format:?}: {text}");
            assert_eq!(text.matches("long or short?").count(), 1, "it is a quote and no message: {text}");
        }
    }
}
