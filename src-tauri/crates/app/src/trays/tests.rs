use std::fs;
use std::path::Path;

use causerie_model::TimeMs;
use serde_json::json;

use super::*;
use crate::{Job, Places, Surroundings};

fn desk(folder: &Path, index: &str) -> App {
    let places = Places { archive: folder.join("archive"), index: folder.join(index) };
    App::open(&places, Surroundings::real()).unwrap()
}

/// Two desks on one archive that holds the sample session.
fn two_desks(folder: &Path) -> (App, App, SessionId) {
    let one = desk(folder, "one");
    let session = one.open_sample(&Job::new()).unwrap();
    let two = desk(folder, "two");
    (one, two, session)
}

fn clip(app: &App, session: SessionId, title: &str) -> String {
    let (from, to) = (TimeMs::new(1_000), TimeMs::new(9_000));
    app.new_clip(session, from, to, title, "Why?", &["turn".to_owned()]).unwrap().id
}

fn titles(tray: &TrayView) -> Vec<&str> {
    fn title(clip: &TrayClip) -> &str {
        match &clip.found {
            TrayFound::Here { title, .. } => title,
            TrayFound::NoteGone { .. } => "note gone",
            TrayFound::SessionGone => "session gone",
        }
    }
    tray.clips.iter().map(title).collect()
}

#[test]
fn two_desks_fill_one_tray_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two, session) = two_desks(folder.path());
    let tray = one.new_tray("  Listening  ").unwrap();
    assert_eq!((tray.text.title.as_str(), tray.clips.len()), ("Listening", 0));
    let [a, b, c] = ["a", "b", "c"].map(|title| clip(&one, session, title));
    one.add_to_tray(&tray.id, session, &a, None).unwrap();
    two.add_to_tray(&tray.id, session, &b, None).unwrap();
    one.add_to_tray(&tray.id, session, &c, Some(0)).unwrap();
    let all = two.add_to_tray(&tray.id, session, &a, Some(0)).unwrap();
    assert_eq!(titles(&all), ["c", "a", "b"], "one that is there stays where it is");
    let TrayFound::Here { from_ms, to_ms, text, tags, messages, session_title, .. } = &all.clips[0].found
    else {
        panic!("{all:?}")
    };
    assert_eq!((from_ms.get(), to_ms.get(), text.as_str(), tags.len()), (1_000, 9_000, "Why?", 1));
    assert!(*messages > 0 && !session_title.is_empty());

    let moved = one.move_in_tray(&tray.id, &b, 0).unwrap();
    assert_eq!(titles(&moved), ["b", "c", "a"]);
    assert_eq!(titles(&two.take_from_tray(&tray.id, &c).unwrap()), ["b", "a"]);
    assert_eq!(one.move_in_tray(&tray.id, &c, 0).unwrap_err().code, Code::NotFound);
    assert_eq!(titles(&one.move_in_tray(&tray.id, &b, 99).unwrap()), ["a", "b"]);
    assert!(two.trays_changed() && !two.trays_changed(), "who looks again sees that there was something");
}

#[test]
fn what_is_said_of_a_tray_is_merged_or_told_in_both_versions() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two, _) = two_desks(folder.path());
    let tray = one.new_tray("Listening").unwrap();
    let seen = tray.text.clone();
    let (title, notes) = ("Listening".to_owned(), "For May".to_owned());
    one.describe_tray(&tray.id, &seen, &TrayText { title, notes: notes.clone() }).unwrap();
    let renamed = TrayText { title: "Turns".into(), notes: String::new() };
    let both = two.describe_tray(&tray.id, &seen, &renamed).unwrap();
    assert_eq!(both.text, TrayText { title: "Turns".into(), notes });
    let late = one.describe_tray(&tray.id, &seen, &TrayText { title: "Pauses".into(), ..seen.clone() });
    let late = late.unwrap_err();
    assert_eq!(late.code, Code::Changed);
    let told = &late.versions[0];
    assert_eq!((told.field.as_str(), &told.mine, &told.theirs), ("title", &json!("Pauses"), &json!("Turns")));
    assert!(one.describe_tray(&tray.id, &both.text, &TrayText::default()).is_err(), "no title");
    assert!(one.new_tray("a\nb").is_err());
    assert_eq!(one.find_tray("turns").unwrap().id, tray.id);
    assert_eq!(one.find_tray(tray.id.get(..8).unwrap()).unwrap().id, tray.id);
    two.new_tray("Turns").unwrap();
    assert!(one.find_tray("Turns").unwrap_err().message.contains("several"));
    assert!(one.find_tray("nothing").unwrap_err().help.contains("Turns"));
}

#[test]
fn a_removed_tray_comes_back_and_what_others_wrote_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two, session) = two_desks(folder.path());
    let tray = one.new_tray("Listening").unwrap();
    let clip = clip(&one, session, "a");
    one.add_to_tray(&tray.id, session, &clip, None).unwrap();
    let file = one.folder().join(format!("trays/{}.json", tray.id));
    let mut fields: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    fields["room"] = json!("12");
    fields["clips"][0]["minutes"] = json!(5);
    fs::write(&file, fields.to_string()).unwrap();
    let text = TrayText { title: "Turns".into(), notes: String::new() };
    two.describe_tray(&tray.id, &tray.text, &text).unwrap();
    one.remove_tray(&tray.id).unwrap();
    assert!(one.trays().unwrap().trays.is_empty());
    assert_eq!(two.tray(&tray.id).unwrap_err().code, Code::NotFound);
    assert_eq!(two.bring_back_tray(&tray.id).unwrap_err().code, Code::NotFound, "it was removed elsewhere");
    let back = one.bring_back_tray(&tray.id).unwrap();
    assert_eq!((back.text.title.as_str(), titles(&back)), ("Turns", vec!["a"]));
    let fields: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!((&fields["room"], &fields["clips"][0]["minutes"]), (&json!("12"), &json!(5)));
}

#[test]
fn what_is_gone_is_told_and_damage_hides_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two, session) = two_desks(folder.path());
    let tray = one.new_tray("Listening").unwrap();
    let [a, b] = ["a", "b"].map(|title| clip(&one, session, title));
    for note in [&a, &b] {
        one.add_to_tray(&tray.id, session, note, None).unwrap();
    }
    two.remove_note(session, &a).unwrap();
    assert_eq!(titles(&one.tray(&tray.id).unwrap()), ["note gone", "b"]);
    let file = one.folder().join(format!("trays/{}.json", tray.id));
    let other = fs::read_to_string(&file).unwrap().replace(&session.to_string(), &Uuid::nil().to_string());
    fs::write(&file, other).unwrap();
    assert_eq!(titles(&one.tray(&tray.id).unwrap()), ["session gone", "session gone"]);

    fs::copy(&file, file.with_file_name("x (conflicted copy).json")).unwrap();
    fs::write(file.with_file_name("half.json"), "{\"id\":").unwrap();
    let list = one.trays().unwrap();
    assert_eq!((list.trays.len(), list.problems.len()), (1, 2), "{list:?}");
    let bookmark = one.add_to_tray(&tray.id, session, &Uuid::nil().to_string(), None);
    assert_eq!(bookmark.unwrap_err().code, Code::NotFound);
}
