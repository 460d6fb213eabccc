use causerie_model::{SessionId, TimeBase, TimeMs};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::AppError;

/// How to read a log that no format knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Recipe(
    #[ts(type = "({ kind: \"csv\"; delimiter: string; \
        columns: Record<string, \"time\" | \"date\" | \"end\" | \"author\" | \"to\" | \"text\" | \"skip\"> } \
        | { kind: \"pattern\"; pattern: string }) \
        & { date_order?: \"year-month-day\" | \"day-month-year\" | \"month-day-year\" | null; \
        times?: \"recording\" | \"clock\" | null; holds: \"chat\" | \"transcript\" }")]
    pub causerie_logs::Recipe,
);

/// A recipe that the archive keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SavedRecipe {
    /// What it is called.
    pub name: String,
    /// How it reads.
    pub recipe: Recipe,
}

/// A file of a session that looks like a log but is in no known format: a recipe may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Unread {
    /// The session.
    #[ts(type = "string")]
    pub session: SessionId,
    /// Where it lies in the session.
    pub path: String,
    /// Its name, without a folder.
    pub file: String,
    /// Why it was not read.
    pub error: AppError,
}

/// What to begin with when a recipe is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct ImportStart {
    /// A first guess.
    pub recipe: Recipe,
    /// The first lines of the file.
    pub lines: Vec<String>,
}

/// What comes of a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum Preview {
    /// It reads the file.
    Read {
        /// The columns of a table.
        columns: Vec<String>,
        /// What the times count from.
        #[ts(type = "\"relative\" | \"wall_clock\" | \"utc\" | \"none\"")]
        time_base: TimeBase,
        /// The first messages.
        rows: Vec<PreviewRow>,
        /// How many messages there are in all.
        messages: usize,
        /// How many lines were not understood, in all.
        warnings: usize,
        /// The first of the warnings.
        told: Vec<String>,
    },
    /// It reads nothing.
    Wrong {
        /// The columns of a table.
        columns: Vec<String>,
        /// The number of the character from which a pattern is wrong, from 1.
        at: Option<usize>,
        /// The part of the pattern that is wrong.
        part: String,
        /// What is wrong.
        message: String,
    },
}

/// A message, as a preview shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct PreviewRow {
    /// The line of the file on which it begins, from 1.
    pub line: u32,
    /// When, on the log's own clock.
    #[ts(type = "number")]
    pub source_ms: TimeMs,
    /// Who wrote or said it.
    pub author: String,
    /// To whom, if not to all.
    pub to: Option<String>,
    /// The text, if it is long its beginning.
    pub text: String,
}
