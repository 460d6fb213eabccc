use causerie_export::Format;
use causerie_model::SessionId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppError, ClipWish, ExcerptWish};

/// Something that is to be written for others.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum ExportTask {
    /// A session.
    Session {
        /// Which.
        #[ts(type = "string")]
        session: SessionId,
        /// As what.
        #[ts(
            type = "\"vtt\" | \"srt\" | \"csv\" | \"json\" | \"txt\" | \"md\" | \"ohms\" | \"iiif\" | \"html\""
        )]
        format: Format,
        /// How.
        options: ExportOptions,
    },
    /// The list of all sessions.
    Catalogue {
        /// As what.
        format: CatalogueFormat,
        /// How.
        options: ExportOptions,
    },
    /// A clip, into a folder.
    Clip {
        /// Which.
        clip: ClipWish,
        /// What is written beside its sound.
        #[ts(type = "(\"vtt\" | \"srt\" | \"csv\" | \"json\" | \"txt\" | \"md\" | \"html\")[]")]
        with: Vec<Format>,
        /// How.
        wish: ExcerptWish,
    },
    /// All clips of a tray.
    Packet {
        /// Its id.
        tray: String,
        /// Whether it is one ZIP rather than a folder.
        zip: bool,
        /// Whether all clips are joined into one file too.
        reel: bool,
        /// Whether it is a BagIt bag.
        bag: bool,
        /// How.
        wish: ExcerptWish,
    },
}

/// How a session is to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "wire.ts")]
pub struct ExportOptions {
    /// Also what was typed to some only.
    pub private: bool,
    /// Where the recordings of a web page are to be.
    pub sound: ExportSound,
    /// Where the session's folder is to be found on the web: an `http` or `https` address.
    pub base: Option<String>,
    /// The address of a licence or rights statement.
    pub rights: Option<String>,
    /// Whether files that are there already are replaced.
    pub force: bool,
}

/// Where the recordings of a web page are to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum ExportSound {
    /// In a folder beside it, as copies.
    #[default]
    Beside,
    /// In the page itself.
    Embedded,
    /// Nowhere: the page is to be read only.
    Nowhere,
}

/// What a catalogue can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum CatalogueFormat {
    /// A table by RFC 4180.
    Csv,
    /// A web page, with one for each session.
    Html,
}

/// What a place for an export is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum ExportPlace {
    /// A file, with what it would be called.
    File {
        /// Its name, with its ending.
        name: String,
        /// Whether others come to lie beside it.
        alone: bool,
    },
    /// A folder, which is filled.
    Folder {
        /// One beside which it may well be.
        near: String,
    },
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct ExportedView {
    /// The files, in the order in which they were written.
    pub files: Vec<String>,
    /// How many private messages were left out.
    #[ts(type = "number")]
    pub private_left_out: usize,
    /// What is to be known of what was written.
    pub warnings: Vec<String>,
    /// The sessions of a site that could not be written, each with the reason.
    pub refused: Vec<AppError>,
}
