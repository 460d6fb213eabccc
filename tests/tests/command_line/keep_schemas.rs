//! What is written is what the published schemas say.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use causerie_archive::{Archive, Note, NoteKind};
use causerie_model::TimeMs;
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use uuid::Uuid;

fn schema(name: &str) -> Result<Validator> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/schemas").join(name);
    let schema: Value = serde_json::from_slice(&fs::read(file)?)?;
    jsonschema::meta::validate(&schema).map_err(|error| anyhow::anyhow!("{error}"))?;
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options.build(&schema).map_err(|error| anyhow::anyhow!("{error}"))
}

fn faults(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn session() -> Result<(Desk, Value)> {
    let desk = Desk::new()?;
    let talk = desk.path("Talk: 1.wav");
    write_wav(&talk, 2_000, &[1_000])?;
    let chat = desk.write("chat.txt", "10:00:02 From Ana Ruiz to Everyone:\n\tGood morning\n")?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let bag = bags(&desk.archive())?.remove(0);
    let id = desk.only_session()?["session"]["id"].as_str().context("an id")?.to_owned();
    desk.json(["align", &id, "--offset", "500"])?;
    let person = ["--person", "Ana Ruiz", "--person", "Ben"];
    let rest = ["--subject", "birds", "--rights", "CC BY", "--notes", "One\nTwo", "--date", "2008-05"];
    desk.json(["describe", &id].into_iter().chain(person).chain(rest))?;
    desk.json(["people", &id, "--join", "Ana Ruiz=Ana Ruiz"])?;
    let written = serde_json::from_slice(&fs::read(bag.join("session.json"))?)?;
    Ok((desk, written))
}

#[test]
fn a_session_is_as_its_schema_says() -> Result<()> {
    let schema = schema("session.schema.json")?;
    let (_desk, written) = session()?;
    assert_eq!(faults(&schema, &written), [""; 0], "{written:#}");
    assert_eq!(
        written["recordings"][0]["original_name"], "Talk: 1.wav",
        "a name that not every system can hold"
    );
    let mut more = written.clone();
    more["weather"] = json!("grey");
    assert_eq!(faults(&schema, &more), [""; 0], "what others add is allowed");
    let wrong = [
        ("/id", json!("7")),
        ("/title", json!(7)),
        ("/date", json!("May 2008")),
        ("/recordings/0/path", json!("data/../../x")),
        ("/logs/0/path", json!("/etc/passwd")),
        ("/logs/0/alignment/anchors", json!([[1]])),
        ("/logs/0/alignment/method", json!("guessed")),
        ("/subjects", json!(["birds", "birds"])),
    ];
    for (field, value) in wrong {
        let mut bad = written.clone();
        *bad.pointer_mut(field).with_context(|| format!("{field} in {written:#}"))? = value;
        assert_eq!(faults(&schema, &bad).len(), 1, "{field} is told");
    }
    Ok(())
}

#[test]
fn notes_are_as_their_schema_says() -> Result<()> {
    let schema = schema("note.schema.json")?;
    let (desk, _) = session()?;
    let archive = Archive::open(&desk.archive())?;
    let folder = archive.scan()?.remove(0).folder;
    let (bookmark, clip) = (NoteKind::Bookmark, NoteKind::Clip);
    let [silent, toned] = [false, true].map(|tone| NoteKind::Redaction { tone });
    for (kind, from, to) in [
        (bookmark, 0, None),
        (bookmark, 500, None),
        (clip, 500, Some(1_250)),
        (clip, 60_000, Some(3_600_000)),
        (silent, 0, Some(500)),
        (toned, 500, Some(1_250)),
    ] {
        let note = Note {
            id: Uuid::new_v4(),
            kind,
            from: TimeMs::new(from),
            to: to.map(TimeMs::new),
            title: "Here".into(),
            text: "She laughs".into(),
            created: "2026-03-01T10:00:00Z".into(),
            tags: vec!["humour".into()],
            position: to.map(|to| to as f64),
            unknown: Map::new(),
        };
        archive.save_note(&folder, &note)?;
        let file = desk.archive().join(&folder).join(format!("notes/{}.json", note.id));
        let written: Value = serde_json::from_slice(&fs::read(file)?)?;
        assert_eq!(faults(&schema, &written), [""; 0], "{written:#}");
        for (field, value) in
            [("/target/selector/value", json!("x=1")), ("/id", json!("7")), ("/type", json!("Note"))]
        {
            let mut bad = written.clone();
            *bad.pointer_mut(field).context("it is there")? = value;
            assert_eq!(faults(&schema, &bad).len(), 1, "{field} is told");
        }
    }
    Ok(())
}

#[test]
fn a_tray_is_as_its_schema_says() -> Result<()> {
    let schema = schema("tray.schema.json")?;
    let (desk, _) = session()?;
    let tray = desk.json(["tray", "new", "Listening"])?;
    let id = tray["tray"]["id"].as_str().context("an id")?;
    desk.json(["tray", "add", id, "Talk- 1", "--from", "0", "--to", "0:01", "--title", "The turn"])?;
    desk.json(["tray", "describe", id, "--notes", "For May"])?;
    let file = desk.archive().join(format!("trays/{id}.json"));
    let written: Value = serde_json::from_slice(&fs::read(file)?)?;
    assert_eq!(faults(&schema, &written), [""; 0], "{written:#}");
    let mut more = written.clone();
    more["clips"][0]["minutes"] = json!(5);
    assert_eq!(faults(&schema, &more), [""; 0], "what others add is allowed");
    for (field, value) in [("/id", json!("7")), ("/title", json!(" ")), ("/clips/0/note", json!(7))] {
        let mut bad = written.clone();
        *bad.pointer_mut(field).with_context(|| format!("{field} in {written:#}"))? = value;
        assert_eq!(faults(&schema, &bad).len(), 1, "{field} is told");
    }
    Ok(())
}

#[test]
fn saved_searches_are_as_their_schema_says() -> Result<()> {
    let schema = schema("search.schema.json")?;
    let (desk, _) = session()?;
    desk.json(["search", "morning", "--order", "oldest", "--save", "Mornings"])?;
    desk.json(["search", "kind:chat", "--save", "All: chat"])?;
    let mut written = Vec::new();
    for file in fs::read_dir(desk.archive().join("searches"))? {
        written.push(serde_json::from_slice::<Value>(&fs::read(file?.path())?)?);
    }
    assert_eq!(written.len(), 2);
    for search in &written {
        assert_eq!(faults(&schema, search), [""; 0], "{search:#}");
        for (field, value) in [("name", json!(" ")), ("query", json!(7)), ("order", json!("best"))] {
            let mut bad = search.clone();
            bad[field] = value;
            assert_eq!(faults(&schema, &bad).len(), 1, "{field} is told");
        }
    }
    Ok(())
}
