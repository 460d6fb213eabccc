//! Recipes: how to read logs that no format knows, kept in the archive under names.

use std::path::Path;

use causerie_logs::{Recipe, read_if_fitting, read_with};
use causerie_model::ParsedLog;
use serde_json::{Map, Value};

use crate::Result;
use crate::open::App;
use crate::reading::bytes_of;
use crate::wire::{AppError, Code};

/// What a log's format is called that is read by a recipe of this name.
fn format_of(name: &str) -> String {
    format!("recipe:{name}")
}

/// Reads a log by a line pattern, whose language is that of [`causerie_logs::Shape::Pattern`].
///
/// # Errors
/// If the file can't be read, is too large or no text, if the pattern is wrong or no line fits it.
pub fn read_log_by_pattern(path: &Path, pattern: &str) -> Result<ParsedLog> {
    let (name, bytes) = bytes_of(path)?;
    Ok(read_with(&Recipe::pattern(pattern), &name, &bytes)?)
}

/// Reads a log by a recipe as it is kept with the log.
pub(crate) fn read_log_by(recipe: &Value, path: &Path) -> Result<ParsedLog> {
    let recipe: Recipe = serde_json::from_value(recipe.clone()).map_err(|cause| {
        let help = "Look at the recipe of this log in session.json.";
        AppError::new(Code::Failed, format!("the recipe for {} is wrong: {cause}", path.display()), help)
    })?;
    let (name, bytes) = bytes_of(path)?;
    Ok(read_with(&recipe, &name, &bytes)?)
}

impl App {
    /// Keeps a line pattern in the archive under a name; logs that fit it are read by it from then on.
    ///
    /// # Errors
    /// If the pattern is wrong, the archive can't be written, or another recipe has that name.
    pub fn save_pattern(&self, name: &str, pattern: &str) -> Result<String> {
        let recipe = Recipe::pattern(pattern);
        recipe.check()?;
        Ok(self.archive.save_recipe(name, &object(&recipe)?, false)?)
    }

    /// Reads a log by a recipe of the archive, and gives that as it is to be kept with the log.
    ///
    /// # Errors
    /// If there is no such recipe, or the log can't be read by it.
    pub fn read_log_by_recipe(&self, path: &Path, name: &str) -> Result<(ParsedLog, Value)> {
        let recipe = self.recipe(name)?;
        let mut log = read_log_by(&recipe, path)?;
        log.format = format_of(name);
        Ok((log, recipe))
    }

    /// A recipe of the archive.
    pub(crate) fn recipe(&self, name: &str) -> Result<Value> {
        let missing = |missing: causerie_archive::ArchiveError| {
            let known = self.archive.recipes().unwrap_or_default();
            let known: Vec<String> = known.into_iter().map(|(name, _)| name).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            AppError::new(Code::NotFound, missing.to_string(), format!("The archive's recipes: {known}."))
        };
        self.archive.recipe(name).map(Value::Object).map_err(missing)
    }

    /// Reads a log that no format knows by the first recipe that fits it.
    pub(crate) fn read_log_by_any_recipe(&self, path: &Path) -> Option<(ParsedLog, Value)> {
        let (file, bytes) = bytes_of(path).ok()?;
        self.archive.recipes().ok()?.into_iter().find_map(|(name, kept)| {
            let kept = Value::Object(kept);
            let recipe: Recipe = serde_json::from_value(kept.clone()).ok()?;
            let mut log = read_if_fitting(&recipe, &file, &bytes)?;
            log.format = format_of(&name);
            Some((log, kept))
        })
    }
}

fn object(recipe: &Recipe) -> Result<Map<String, Value>> {
    let failed = |cause: serde_json::Error| {
        AppError::new(
            Code::Failed,
            format!("the recipe can't be written as JSON: {cause}"),
            "Write it otherwise.",
        )
    };
    serde_json::to_value(recipe).and_then(serde_json::from_value).map_err(failed)
}
