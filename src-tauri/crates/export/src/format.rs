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
    use crate::testing::document;

    #[test]
    fn every_format_goes_by_its_name_and_writes_a_session_without_messages() {
        for format in Format::ALL {
            assert_eq!(Format::of(format.name()), Some(format));
            let text = write(&document([]), format, &Options::default()).unwrap();
            assert!(text.is_empty() && format == Format::Srt || text.ends_with('\n'), "{format:?}: {text:?}");
        }
        assert_eq!(Format::of("doc"), None);
    }
}
