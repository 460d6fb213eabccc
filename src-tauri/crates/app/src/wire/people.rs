use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Somebody who wrote or spoke in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct PersonView {
    /// The name to show.
    pub name: String,
    /// Other names, as the logs write them.
    pub also: Vec<String>,
    /// How many messages there are under all of them.
    #[ts(type = "number")]
    pub messages: u64,
}

/// Names of one person, or likely so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Names {
    /// The one to show.
    pub name: String,
    /// The others.
    pub also: Vec<String>,
}

/// Who is who in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct PeopleView {
    /// Everybody, by name.
    pub people: Vec<PersonView>,
    /// Names that are likely the same person's and are not joined.
    pub twins: Vec<Names>,
    /// What `session.json` says of people, as JSON: what [`PeopleChange::Restore`] takes, and nobody else need read.
    pub stored: String,
}

/// A change to who is who.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum PeopleChange {
    /// Somebody appears under other names too. Whoever went by one of those brings their names along.
    Join {
        /// Any of the person's names; who has but this one is shown by it.
        name: String,
        /// The other names.
        others: Vec<String>,
    },
    /// A name is somebody else's. If it was the one to show, the first of the others is from now on.
    Split {
        /// The name.
        name: String,
    },
    /// As it was before: what undo sends.
    Restore {
        /// [`PeopleView::stored`] as it was then.
        stored: String,
        /// As it is now; if it is something else, it is left alone.
        instead_of: String,
    },
}
