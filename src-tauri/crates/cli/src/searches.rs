use causerie_app::App;
use causerie_app::wire::{SavedSearch, SearchAsk};
use serde::Serialize;

use crate::output::{Output, Stop};

#[derive(Serialize)]
struct Answer {
    searches: Vec<Counted>,
}

#[derive(Serialize)]
struct Counted {
    #[serde(flatten)]
    search: SavedSearch,
    total: u64,
}

pub(crate) fn run(
    app: &App,
    rename: &[(String, String)],
    remove: &[String],
    output: &Output,
) -> Result<(), Stop> {
    for (name, new) in rename {
        let search = app.saved_search(name)?;
        app.rename_search(&search.id, &search.name, new)?;
    }
    for name in remove {
        app.remove_search(&app.saved_search(name)?.id)?;
    }
    let mut searches = Vec::new();
    for search in app.saved_searches()? {
        let SavedSearch { query, order, .. } = search.clone();
        let ask = SearchAsk { query, session: None, limit: 0, order, counts_all: true };
        searches.push(Counted { total: app.count_hits(&ask)?.total, search });
    }
    let answer = Answer { searches };
    output.result(&answer, |out| {
        for Counted { search, total } in &answer.searches {
            writeln!(out, "{total:>9}  {}  {}", search.name, search.query)?;
        }
        if answer.searches.is_empty() {
            writeln!(out, "No search is saved yet. Save one: causerie search tea --save 'On tea'")?;
        }
        Ok(())
    })
}
