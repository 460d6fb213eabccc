//! Searches that the archive keeps under a name, for everybody who uses it: a file each, so that two desks that save one
//! at once both keep theirs.

use causerie_archive::Kept;
use serde_json::{Map, Value, json};

use crate::Result;
use crate::open::{App, lock};
use crate::wire::{AppError, Code, SavedSearch, SearchAsk, SearchCount};

impl App {
    /// The saved searches by name. A file that this version does not understand is passed over.
    ///
    /// # Errors
    /// If their folder can't be read.
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>> {
        let kept = self.archive.kept(Kept::Searches)?;
        let mut all: Vec<SavedSearch> =
            kept.into_iter().filter_map(|(id, fields)| understood(id, fields)).collect();
        all.sort_by_cached_key(|one| (one.name.to_lowercase(), one.id.clone()));
        Ok(all)
    }

    /// The saved search of this name.
    ///
    /// # Errors
    /// If there is none, or several.
    pub fn saved_search(&self, name: &str) -> Result<SavedSearch> {
        let all = self.saved_searches()?;
        let mut named = all.iter().filter(|one| one.name == name.trim() || one.id == name);
        match (named.next(), named.next()) {
            (Some(one), None) => Ok(one.clone()),
            (Some(one), Some(other)) => Err(AppError::new(
                Code::Failed,
                format!("two saved searches are called {name:?}"),
                format!("Rename one of them: {} or {}.", one.id, other.id),
            )),
            (None, _) => {
                let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
                let help = match names.as_slice() {
                    [] => "The archive keeps no searches yet.".to_owned(),
                    names => format!("The archive keeps: {}.", names.join(", ")),
                };
                Err(AppError::new(Code::NotFound, format!("there is no saved search {name:?}"), help))
            }
        }
    }

    /// Keeps a search under its name, and gives it with its id. One that was removed since the archive was opened comes
    /// back, under its id, with all that its file had.
    ///
    /// # Errors
    /// If it has no name or asks for nothing, another one is called so, or the archive can't be written.
    pub fn save_search(&self, search: &SavedSearch) -> Result<SavedSearch> {
        let name = self.free_name(&search.name, &search.id)?;
        if search.query.trim().is_empty() {
            let help = "Type what to look for, then save it.";
            return Err(AppError::new(Code::Failed, "there is nothing to save", help));
        }
        let id = match search.id.as_str() {
            "" => (self.surroundings.fresh_id)().to_string(),
            id => id.to_owned(),
        };
        let search = SavedSearch { id, name, ..search.clone() };
        let kept = self.archive.change_kept(Kept::Searches, &search.id, |known| {
            let known = known.or_else(|| lock(&self.removed_searches).remove(&search.id));
            Ok::<_, AppError>(with(known.unwrap_or_default(), &search))
        })?;
        Ok(SavedSearch { id: kept, ..search })
    }

    /// Gives a saved search another name than it `was` called; all else in its file stays.
    ///
    /// # Errors
    /// If there is no such search, another one has that name, or the archive can't be written; [`Code::Changed`] if
    /// somebody else renamed it meanwhile.
    pub fn rename_search(&self, id: &str, was: &str, name: &str) -> Result<()> {
        let name = self.free_name(name, id)?;
        self.archive.change_kept(Kept::Searches, id, |known| {
            let mut fields = known.ok_or_else(|| gone(id))?;
            match fields.get("name").and_then(Value::as_str) {
                Some(theirs) if theirs != was && theirs != name => Err(AppError::new(
                    Code::Changed,
                    format!("somebody else called this search {theirs:?} meanwhile"),
                    "Look at it again, and rename it once more if that is not better.",
                )),
                Some(_) | None => {
                    fields.insert("name".to_owned(), json!(name));
                    Ok(fields)
                }
            }
        })?;
        Ok(())
    }

    /// Removes a saved search. It can be saved again, under its id, while the archive is open.
    ///
    /// # Errors
    /// If there is no such search, or the archive can't be written.
    pub fn remove_search(&self, id: &str) -> Result<()> {
        let (id, fields) = self.archive.kept_one(Kept::Searches, id)?;
        self.archive.forget_kept(Kept::Searches, &id)?;
        lock(&self.removed_searches).insert(id, fields);
        Ok(())
    }

    /// How many hits a search has, counted as far as that is quick. It is asked beside the search that is being typed, and
    /// stops none.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn count_hits(&self, ask: &SearchAsk) -> Result<SearchCount> {
        let answer = self.beside_search(|reader| reader.search(&ask.query()))?;
        Ok(SearchCount { total: answer.total, is_exact: answer.total_is_exact })
    }

    /// A name without what surrounds it, if no other search has it.
    fn free_name(&self, name: &str, id: &str) -> Result<String> {
        let name = name.trim();
        if name.is_empty() {
            let help = "Give it one by which you will know what it finds.";
            return Err(AppError::new(Code::Failed, "a saved search needs a name", help));
        }
        if self.saved_searches()?.iter().any(|one| one.name == name && one.id != id) {
            let help = "Choose another name, or rename or remove that one first.";
            return Err(AppError::new(
                Code::Failed,
                format!("there is a saved search {name:?} already"),
                help,
            ));
        }
        Ok(name.to_owned())
    }
}

/// The fields of a file with those of a search in their place.
fn with(mut fields: Map<String, Value>, search: &SavedSearch) -> Map<String, Value> {
    let SavedSearch { id: _, name, query, order } = search;
    fields.insert("name".to_owned(), json!(name));
    fields.insert("query".to_owned(), json!(query));
    fields.insert("order".to_owned(), json!(order));
    fields
}

fn understood(id: String, fields: Map<String, Value>) -> Option<SavedSearch> {
    match serde_json::from_value::<SavedSearch>(Value::Object(fields)) {
        Ok(search) => Some(SavedSearch { id, ..search }),
        Err(error) => {
            tracing::warn!(%error, %id, "a saved search was passed over");
            None
        }
    }
}

fn gone(id: &str) -> AppError {
    AppError::new(Code::NotFound, format!("the saved search {id} is gone"), "Somebody removed it meanwhile.")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::wire::SearchOrder;
    use crate::{Job, Places, Surroundings};

    fn desk(folder: &std::path::Path, index: &str) -> App {
        let places = Places { archive: folder.join("archive"), index: folder.join(index) };
        App::open(&places, Surroundings::real()).unwrap()
    }

    fn search(name: &str, query: &str) -> SavedSearch {
        let (id, order) = (String::new(), SearchOrder::Newest);
        SavedSearch { id, name: name.into(), query: query.into(), order }
    }

    fn names(app: &App) -> Vec<String> {
        app.saved_searches().unwrap().into_iter().map(|one| one.name).collect()
    }

    #[test]
    fn two_desks_keep_theirs_and_see_each_others() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (desk(folder.path(), "one"), desk(folder.path(), "two"));
        let tea = one.save_search(&search(" Tea: \"green\" / black ", "tea kind:chat")).unwrap();
        let cake = two.save_search(&search("cake", "cake")).unwrap();
        assert_eq!(names(&one), ["cake", "Tea: \"green\" / black"], "a name may hold what no file's may");
        assert_eq!(names(&one), names(&two));
        assert_eq!(two.saved_search("Tea: \"green\" / black").unwrap(), tea);
        let taken = two.save_search(&search("cake", "other")).unwrap_err();
        assert!(taken.message.contains("already") && two.save_search(&search(" ", "x")).is_err());

        one.rename_search(&cake.id, "cake", "Cake").unwrap();
        let late = two.rename_search(&cake.id, "cake", "Buns").unwrap_err();
        assert_eq!((late.code, two.saved_search("Cake").unwrap().query.as_str()), (Code::Changed, "cake"));
        two.rename_search(&cake.id, "Cake", "Buns").unwrap();
        two.remove_search(&cake.id).unwrap();
        assert_eq!(one.rename_search(&cake.id, "Buns", "Rolls").unwrap_err().code, Code::NotFound);
        assert_eq!(one.saved_search("Buns").unwrap_err().code, Code::NotFound);
    }

    #[test]
    fn what_is_removed_comes_back_with_what_others_wrote_into_it() {
        let folder = tempfile::tempdir().unwrap();
        let app = desk(folder.path(), "index");
        let saved = app.save_search(&search("tea", "tea")).unwrap();
        let file = app.folder().join(format!("searches/{}.json", saved.id));
        let mut fields: Map<String, Value> = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        fields.insert("colour".into(), json!("green"));
        fs::write(&file, Value::Object(fields).to_string()).unwrap();
        app.remove_search(&saved.id).unwrap();
        assert!(!file.exists() && names(&app).is_empty());
        assert_eq!(app.save_search(&saved).unwrap(), saved);
        assert!(fs::read_to_string(&file).unwrap().contains("\"colour\": \"green\""));

        fs::write(file.with_file_name("a copy (conflicted).json"), fs::read(&file).unwrap()).unwrap();
        fs::write(file.with_file_name("half.json"), "{\"name\":").unwrap();
        fs::write(file.with_file_name("other.json"), "{\"name\": 7}").unwrap();
        assert_eq!(names(&app), ["tea", "tea"], "a second version is seen, and what is none hides no other");
        assert!(app.saved_search("tea").unwrap_err().message.contains("two"));
    }

    #[test]
    fn the_hits_of_a_search_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let app = desk(folder.path(), "index");
        app.open_sample(&Job::new()).unwrap();
        let ask = |query: &str| {
            let order = SearchOrder::Relevance;
            let ask = SearchAsk { query: query.into(), session: None, limit: 0, order, counts_all: true };
            app.count_hits(&ask).unwrap()
        };
        let all = app.search("the ", None, 5, true).unwrap().total;
        assert_eq!(ask("the "), SearchCount { total: all, is_exact: true });
        assert_eq!(ask("zzqx "), SearchCount { total: 0, is_exact: true });
    }
}
