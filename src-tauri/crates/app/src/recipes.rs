//! Recipes for logs that no format knows: kept in the archive under a name, and with every log that is read by one.

use std::path::Path;

use causerie_archive::Kept;
use causerie_logs::Recipe;
use causerie_model::ParsedLog;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Result;
use crate::open::App;
use crate::reading::{bytes_of, name_of};
use crate::wire::{self, AppError, Code, SavedRecipe};

/// A way to read a log, and what it is called, if it was given a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedRecipe {
    /// What it is called.
    pub name: Option<String>,
    /// How it reads.
    pub recipe: wire::Recipe,
}

impl NamedRecipe {
    /// A chat whose messages begin with lines such as `[{time}] {author}: {text}`.
    pub fn pattern(pattern: &str) -> Self {
        Self { name: None, recipe: wire::Recipe(Recipe::pattern(pattern)) }
    }

    /// The recipe in a file of JSON.
    ///
    /// # Errors
    /// If the file can't be read, or holds something else.
    pub fn in_file(path: &Path) -> Result<Self> {
        let (_, bytes) = bytes_of(path)?;
        let recipe = serde_json::from_slice(&bytes).map_err(|e| no_recipe(&name_of(path), &e))?;
        Ok(Self { name: None, recipe: wire::Recipe(recipe) })
    }

    /// Reads a log by it.
    ///
    /// # Errors
    /// If the file can't be read, is too large or no text, if the recipe is wrong or nothing fits it.
    pub fn read(&self, path: &Path) -> Result<ParsedLog> {
        let (name, bytes) = bytes_of(path)?;
        Ok(self.named(causerie_logs::read_with(&self.recipe.0, &name, &bytes)?))
    }

    /// What a log that was read by it calls its format.
    fn named(&self, log: ParsedLog) -> ParsedLog {
        match &self.name {
            Some(name) => ParsedLog { format: format!("recipe:{name}"), ..log },
            None => log,
        }
    }

    /// As it is kept with a log.
    pub(crate) fn to_json(&self) -> Result<Value> {
        serde_json::to_value(&self.recipe).map_err(|e| no_recipe("the recipe", &e))
    }
}

/// The recipes for files that no format knows.
pub(crate) struct Recipes {
    /// The one that somebody chose, which has to fit.
    pub(crate) chosen: Option<NamedRecipe>,
    /// Those of the archive, which may.
    pub(crate) saved: Vec<NamedRecipe>,
}

impl Recipes {
    /// Reads a log by the one that was chosen, else by the one that fits best; `no_log` where there is none.
    ///
    /// # Errors
    /// If the one that was chosen does not read it, or none fits.
    pub(crate) fn read(&self, path: &Path, no_log: AppError) -> Result<(ParsedLog, Value)> {
        if let Some(chosen) = &self.chosen {
            return Ok((chosen.read(path)?, chosen.to_json()?));
        }
        let (name, bytes) = bytes_of(path)?;
        let fitting = self.saved.iter().filter_map(|saved| {
            Some((saved, causerie_logs::read_if_fitting(&saved.recipe.0, &name, &bytes)?))
        });
        let sure = |log: &ParsedLog| (log.confidence, log.messages.len());
        let best = fitting.reduce(|best, next| if sure(&next.1) > sure(&best.1) { next } else { best });
        let (recipe, log) = best.ok_or(no_log)?;
        Ok((recipe.named(log), recipe.to_json()?))
    }
}

/// Reads a log by the recipe that is kept with it.
pub(crate) fn read_again(path: &Path, format: &str, recipe: &Value) -> Result<ParsedLog> {
    let (name, bytes) = bytes_of(path)?;
    let recipe = Recipe::deserialize(recipe).map_err(|e| no_recipe(format, &e))?;
    let log = causerie_logs::read_with(&recipe, &name, &bytes)?;
    Ok(ParsedLog { format: format.to_owned(), ..log })
}

impl App {
    /// The recipes of the archive by name. One that this version can't follow is passed over.
    ///
    /// # Errors
    /// If their folder can't be read.
    pub fn recipes(&self) -> Result<Vec<SavedRecipe>> {
        let understood = |(name, fields): (String, Map<String, Value>)| match understood(&name, &fields) {
            Ok(recipe) => Some(SavedRecipe { name, recipe }),
            Err(error) => {
                tracing::warn!(%error, "a recipe was passed over");
                None
            }
        };
        Ok(self.archive.kept(Kept::Recipes)?.into_iter().filter_map(understood).collect())
    }

    /// A recipe of the archive by its name.
    ///
    /// # Errors
    /// If there is none, or this version can't follow it.
    pub fn recipe(&self, name: &str) -> Result<NamedRecipe> {
        let known = self.archive.kept(Kept::Recipes)?;
        let (name, fields) =
            self.archive.kept_one(Kept::Recipes, name).map_err(|error| match AppError::from(error) {
                AppError { code: Code::NotFound, .. } => {
                    let names: Vec<_> = known.into_keys().collect();
                    let help = match names.as_slice() {
                        [] => "The archive keeps no recipes yet.".to_owned(),
                        names => format!("The archive keeps: {}.", names.join(", ")),
                    };
                    AppError::new(Code::NotFound, format!("there is no recipe {name:?}"), help)
                }
                other => other,
            })?;
        let recipe = understood(&name, &fields)?;
        Ok(NamedRecipe { name: Some(name), recipe })
    }

    /// Keeps a recipe in the archive, and gives the name under which; another one of that name only goes to be
    /// replaced by it. What others wrote into that one's file stays.
    ///
    /// # Errors
    /// If it has no name or can't be followed, the name is taken, or the archive can't be written.
    pub fn save_recipe(&self, name: &str, recipe: &wire::Recipe, replace: bool) -> Result<String> {
        if name.trim().is_empty() {
            let help = "Give it one by which you will know the next log of this kind.";
            return Err(AppError::new(Code::Failed, "a recipe needs a name", help));
        }
        recipe.0.check()?;
        let mut fields =
            self.archive.kept_one(Kept::Recipes, name).map(|(_, fields)| fields).unwrap_or_default();
        fields.retain(|field, _| !Recipe::FIELDS.contains(&field.as_str()));
        let json = serde_json::to_value(recipe).map_err(|e| no_recipe(name, &e))?;
        fields.extend(
            json.as_object().into_iter().flatten().map(|(field, value)| (field.clone(), value.clone())),
        );
        Ok(self.archive.keep(Kept::Recipes, name, &fields, replace)?)
    }

    /// Forgets a recipe. Logs that were read by it are read as before.
    ///
    /// # Errors
    /// If there is none of that name, or the archive can't be written.
    pub fn remove_recipe(&self, name: &str) -> Result<()> {
        Ok(self.archive.forget_kept(Kept::Recipes, name)?)
    }

    /// The recipes for files that are added: the one that was chosen, or those of the archive.
    pub(crate) fn recipes_for(&self, chosen: Option<NamedRecipe>) -> Result<Recipes> {
        let named = |saved: SavedRecipe| NamedRecipe { name: Some(saved.name), recipe: saved.recipe };
        Ok(Recipes { chosen, saved: self.recipes()?.into_iter().map(named).collect() })
    }
}

fn understood(name: &str, fields: &Map<String, Value>) -> Result<wire::Recipe> {
    Recipe::deserialize(fields).map(wire::Recipe).map_err(|e| no_recipe(name, &e))
}

fn no_recipe(name: &str, error: &serde_json::Error) -> AppError {
    let help = "A recipe is JSON such as {\"kind\": \"pattern\", \"pattern\": \"[{time}] {author}: {text}\"}; \
                one of a later version needs that version.";
    AppError::new(Code::Failed, format!("{name} is no recipe that can be followed: {error}"), help)
}
