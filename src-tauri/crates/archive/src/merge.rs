//! Two changes to one thing, made into one: field by field, against what both began with.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Fields that only make sense whole: half of one alignment and half of another align nothing.
const WHOLE: [&str; 2] = ["alignment", "recipe"];

/// A field that two people changed, each in another way.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldConflict {
    /// Which: names with dots between, and in lists the id or name of the entry: `logs.l1.alignment`.
    pub field: String,
    /// What was to be written; null if it was to be removed.
    pub mine: Value,
    /// What is there; null if it was removed.
    pub theirs: Value,
}

/// What both changes make of what they began with; or every field that they disagree on. Entries of lists go by their
/// `id` or `name`, and lists of words are taken as sets.
pub fn merge(base: &Value, mine: &Value, theirs: &Value) -> Result<Value, Vec<FieldConflict>> {
    let mut conflicts = Vec::new();
    let merged = field("", Some(base), Some(mine), Some(theirs), &mut conflicts);
    if conflicts.is_empty() { Ok(merged.unwrap_or_default()) } else { Err(conflicts) }
}

/// Where two versions differ: `mine` is the one, `theirs` the other.
pub fn differences(one: &Value, other: &Value) -> Vec<FieldConflict> {
    merge(&Value::Null, one, other).err().unwrap_or_default()
}

fn field(
    name: &str,
    base: Option<&Value>,
    mine: Option<&Value>,
    theirs: Option<&Value>,
    conflicts: &mut Vec<FieldConflict>,
) -> Option<Value> {
    if mine == theirs || base == mine {
        return theirs.cloned();
    }
    if base == theirs {
        return mine.cloned();
    }
    let is_whole = WHOLE.iter().any(|whole| name.rsplit('.').next() == Some(whole));
    let merged = match (mine, theirs) {
        (Some(Value::Object(mine)), Some(Value::Object(theirs))) if !is_whole => {
            let none = Map::new();
            let base = base.and_then(Value::as_object).unwrap_or(&none);
            let keys: BTreeSet<&String> = mine.keys().chain(theirs.keys()).collect();
            let merged = keys.into_iter().filter_map(|key| {
                let value =
                    field(&inner(name, key), base.get(key), mine.get(key), theirs.get(key), conflicts);
                value.map(|value| (key.clone(), value))
            });
            Some(Value::Object(merged.collect()))
        }
        (Some(Value::Array(mine)), Some(Value::Array(theirs)))
            if !is_whole && base.is_none_or(|base| base.is_array() || base.is_null()) =>
        {
            let base = base.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            list(name, base, mine, theirs, conflicts)
        }
        (_, _) => None,
    };
    if merged.is_none() {
        let told = |value: Option<&Value>| value.cloned().unwrap_or_default();
        conflicts.push(FieldConflict { field: name.to_owned(), mine: told(mine), theirs: told(theirs) });
    }
    merged
}

fn inner(name: &str, key: &str) -> String {
    if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") }
}

/// Lists whose entries can be told apart. `None` if they can't, or both put them in another order.
fn list(
    name: &str,
    base: &[Value],
    mine: &[Value],
    theirs: &[Value],
    conflicts: &mut Vec<FieldConflict>,
) -> Option<Value> {
    let (base, mine, theirs) = (keyed(base)?, keyed(mine)?, keyed(theirs)?);
    let order = order(&keys(&base), &keys(&mine), &keys(&theirs))?;
    let of = |list: &[(String, Value)], key: &str| {
        list.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone())
    };
    let merged = order.into_iter().filter_map(|key| {
        let (base, mine, theirs) = (of(&base, key), of(&mine, key), of(&theirs, key));
        field(&inner(name, key), base.as_ref(), mine.as_ref(), theirs.as_ref(), conflicts)
    });
    Some(Value::Array(merged.collect()))
}

/// Entries with what tells them apart, if that is so.
fn keyed(list: &[Value]) -> Option<Vec<(String, Value)>> {
    let key = |value: &Value| match value {
        Value::String(word) => Some(word.clone()),
        Value::Object(entry) => {
            ["id", "name"].iter().find_map(|key| entry.get(*key)?.as_str().map(str::to_owned))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    };
    let keyed: Vec<_> = list.iter().map(|value| Some((key(value)?, value.clone()))).collect::<Option<_>>()?;
    let several: BTreeSet<_> = keys(&keyed).into_iter().collect();
    (several.len() == keyed.len()).then_some(keyed)
}

fn keys(list: &[(String, Value)]) -> Vec<&str> {
    list.iter().map(|(key, _)| key.as_str()).collect()
}

/// The order of whoever changed it, then what only the other added.
fn order<'a>(base: &[&str], mine: &[&'a str], theirs: &[&'a str]) -> Option<Vec<&'a str>> {
    let among = |list: &[&'a str], others: &[&str]| -> Vec<&'a str> {
        let others: BTreeSet<_> = others.iter().collect();
        list.iter().filter(|key| others.contains(key)).copied().collect()
    };
    let moved = |list: &[&'a str]| {
        let (kept, before) = (among(list, base), list);
        let there: BTreeSet<_> = before.iter().collect();
        kept.iter().ne(base.iter().filter(|key| there.contains(key)))
    };
    let (first, second) = match (moved(mine), moved(theirs)) {
        (true, true) if among(mine, theirs) != among(theirs, mine) => return None,
        (true, _) => (mine, theirs),
        (false, _) => (theirs, mine),
    };
    let known: BTreeSet<_> = first.iter().collect();
    Some(first.iter().chain(second.iter().filter(|key| !known.contains(key))).copied().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn base() -> Value {
        json!({
            "title": "Talk", "date": null, "subjects": ["birds"], "people": [{ "name": "Ana", "also": ["ana"] }],
            "recordings": [{ "id": "r1", "path": "a" }, { "id": "r2", "path": "b" }],
            "logs": [{ "id": "l1", "alignment": { "method": "assumed", "anchors": [[0, 0]] } }]
        })
    }

    fn with(pointer: &str, value: Value) -> Value {
        let mut changed = base();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    }

    #[test]
    fn changes_to_different_fields_are_both_kept() {
        let mine = with("/title", json!("Mine"));
        let theirs = with("/people/0/also", json!(["ana", "A."]));
        let mut both = mine.clone();
        both["people"] = theirs["people"].clone();
        assert_eq!(merge(&base(), &mine, &theirs), Ok(both.clone()));
        assert_eq!(merge(&base(), &theirs, &mine), Ok(both), "whoever comes first");
        assert_eq!(
            merge(&base(), &base(), &theirs),
            Ok(theirs.clone()),
            "who changed nothing overwrites nothing"
        );
        let mut more = base();
        more["rights"] = json!("CC BY");
        assert_eq!(merge(&base(), &mine, &more).unwrap()["rights"], "CC BY", "a field may be new");
    }

    #[test]
    fn words_are_a_set_and_entries_go_by_their_names() {
        let merged = merge(
            &base(),
            &with("/subjects", json!(["birds", "songs"])),
            &with("/subjects", json!(["wind"])),
        );
        assert_eq!(merged.unwrap()["subjects"], json!(["wind", "songs"]), "one added, one removed and added");
        let mine = with("/people", json!([{ "name": "Ben" }, { "name": "Ana", "also": ["ana"] }]));
        let theirs = with("/people", json!([{ "name": "Ana", "also": [] }, { "name": "Cem" }]));
        let merged = merge(&base(), &mine, &theirs).unwrap();
        let names: Vec<_> = merged["people"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(names, ["Ana", "Cem", "Ben"]);
        assert_eq!(merged["people"][0]["also"], json!([]));
    }

    #[test]
    fn a_list_that_both_began_holds_what_either_put_in() {
        let base = serde_json::json!({});
        let [mine, theirs] = ["north", "south"].map(|word| serde_json::json!({ "subjects": [word] }));
        let merged = merge(&base, &mine, &theirs).unwrap();
        let words = merged["subjects"].as_array().unwrap();
        assert!(
            words.len() == 2 && words.contains(&"north".into()) && words.contains(&"south".into()),
            "{merged}"
        );
    }

    #[test]
    fn who_changed_the_order_is_followed() {
        let turned = json!([{ "id": "r2", "path": "b" }, { "id": "r1", "path": "a" }]);
        let mine = with("/recordings", turned.clone());
        let theirs = with("/recordings/0/path", json!("c"));
        let merged = merge(&base(), &mine, &theirs).unwrap();
        assert_eq!(merged["recordings"], json!([{ "id": "r2", "path": "b" }, { "id": "r1", "path": "c" }]));
        assert_eq!(merge(&base(), &theirs, &mine).unwrap(), merged);
        assert_eq!(merge(&base(), &mine, &mine).unwrap()["recordings"], turned);
    }

    #[test]
    fn the_same_field_changed_twice_is_told_with_both_versions() {
        let conflict = |pointer: &str, mine: Value, theirs: Value| {
            let found = merge(&base(), &with(pointer, mine), &with(pointer, theirs)).unwrap_err();
            assert_eq!(found.len(), 1, "{found:?}");
            found[0].clone()
        };
        let found = conflict("/title", json!("Mine"), json!("Theirs"));
        assert_eq!(
            found,
            FieldConflict { field: "title".into(), mine: json!("Mine"), theirs: json!("Theirs") }
        );
        let found = conflict(
            "/logs/0/alignment",
            json!({ "method": "manual", "anchors": [[0, 0]] }),
            json!({ "method": "assumed", "anchors": [[0, 9]] }),
        );
        assert_eq!(found.field, "logs.l1.alignment", "half of each would align nothing");
        let found = conflict("/logs", json!([]), json!([{ "id": "l1", "alignment": null }]));
        assert_eq!((found.field.as_str(), found.mine), ("logs.l1", Value::Null), "removed and changed");
    }

    #[test]
    fn two_versions_are_compared_field_by_field() {
        let fields = |found: Vec<FieldConflict>| found.into_iter().map(|one| one.field).collect::<Vec<_>>();
        assert_eq!(fields(differences(&base(), &with("/title", json!("x")))), ["title"]);
        assert_eq!(fields(differences(&base(), &base())), [""; 0]);
        let merged = merge(&base(), &with("/date", json!("2008")), &with("/date", json!("2008")));
        assert_eq!(merged.unwrap()["date"], "2008", "of one mind");
    }
}
