//! Recipes from the first guess to the archive.

use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::wire::AddOptions;
use crate::{Job, Places, Surroundings};

const PATTERN: &str = "#{time} {author} = {text}";
const ODD: &str = "#0:01 Ana = Good morning\n#0:03 Ben = Hello\n#0:04 Ana = Shall we?\n";

struct Setting {
    folder: TempDir,
    app: App,
}

impl Setting {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places = Places { archive: folder.path().join("archive"), index: folder.path().join("index") };
        Self { app: App::open(&places, Surroundings::real()).unwrap(), folder }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A session of five seconds, with a chat.
    fn add(&self, title: &str, chat: &str, recipe: Option<NamedRecipe>) -> SessionId {
        let paths = [self.file("talk.wav", &wav()), self.file("chat.txt", chat.as_bytes())];
        let options = AddOptions { title: Some(title.to_owned()), recipe, ..AddOptions::default() };
        self.app.add(&paths, &options, &Job::new()).unwrap().sessions[0].id
    }

    fn log(&self, id: SessionId) -> (String, Vec<String>) {
        let session = self.app.open_session(id).unwrap().view;
        let rows = self.app.score_rows(id, 0, 100, false).unwrap();
        let texts = rows.into_iter().flat_map(|row| row.written).map(|message| message.text);
        (session.logs.first().map(|log| log.format.clone()).unwrap_or_default(), texts.collect())
    }

    fn session_json(&self, title: &str) -> Value {
        let file = self.app.folder().join(title).join("session.json");
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    }
}

/// Five seconds of a low hum: 8,000 samples a second of 8 bits.
fn wav() -> Vec<u8> {
    let samples: Vec<u8> = (0..40_000_u32).map(|n| if n / 40 % 2 == 0 { 120 } else { 136 }).collect();
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + 40_000_u32).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend([8_000_u32.to_le_bytes(), 8_000_u32.to_le_bytes()].concat());
    wav.extend(b"\x01\0\x08\0data");
    wav.extend(40_000_u32.to_le_bytes());
    wav.extend(samples);
    wav
}

fn named(name: &str) -> NamedRecipe {
    NamedRecipe { name: Some(name.to_owned()), ..NamedRecipe::pattern(PATTERN) }
}

#[test]
fn what_no_format_knows_is_kept_and_can_be_read_by_a_recipe() {
    let setting = Setting::new();
    let app = &setting.app;
    let id = setting.add("First", ODD, None);
    let unread = app.unread(id).unwrap();
    assert_eq!(unread.len(), 1);
    assert_eq!((unread[0].path.as_str(), unread[0].error.code), ("data/chat.txt", Code::Unrecognised));
    assert_eq!(app.propose_for(id, "data/chat.txt").unwrap().lines.len(), 3);

    app.read_by_recipe(id, "data/chat.txt", &named("Old server")).unwrap();
    let read = setting.log(id);
    assert_eq!(read.0, "recipe:Old server");
    assert_eq!(read.1, ["Good morning", "Hello", "Shall we?"]);
    assert_eq!(app.unread(id).unwrap(), []);
    let again = app.read_by_recipe(id, "data/chat.txt", &named("Old server")).unwrap_err();
    assert!(again.message.contains("already"), "{again}");
    let aside = app.read_by_recipe(id, "session.json", &named("Old server")).unwrap_err();
    assert!(aside.message.contains("data/"), "only what was added is read: {aside}");
    assert_eq!(setting.session_json("First")["logs"][0]["recipe"]["pattern"], PATTERN);
    app.reindex(&Job::new()).unwrap();
    assert_eq!(setting.log(id), read, "every answer is the same without the list of recipes");
}

#[test]
fn a_saved_recipe_reads_the_next_file_of_its_kind_for_good() {
    let setting = Setting::new();
    let app = &setting.app;
    app.save_recipe("Old server", &NamedRecipe::pattern(PATTERN).recipe, false).unwrap();
    app.save_recipe("Anything", &NamedRecipe::pattern("{text}").recipe, false).unwrap();
    let id = setting.add("Second", ODD, None);
    let read = setting.log(id);
    assert_eq!((read.0.as_str(), read.1.len()), ("recipe:Old server", 3));
    app.save_recipe("Old server", &NamedRecipe::pattern("{time} {skip}").recipe, true).unwrap();
    app.reindex(&Job::new()).unwrap();
    assert_eq!(setting.log(id), read, "the session keeps its own");
    app.remove_recipe("Old server").unwrap();
    app.reindex(&Job::new()).unwrap();
    assert_eq!(setting.log(id), read);

    let letter = setting.add("Third", "Dear Ben,\nthank you.\nYours, Ana\n", None);
    assert_eq!(app.unread(letter).unwrap().len(), 1, "what fits anything is not tried");
    let chosen = setting.add("Fourth", ODD, Some(NamedRecipe::pattern(PATTERN)));
    assert_eq!(setting.log(chosen).0, "pattern", "a recipe that was not saved has no name");
    app.reindex(&Job::new()).unwrap();
    assert_eq!(setting.log(chosen).1.len(), 3);
}

#[test]
fn what_others_wrote_into_a_recipe_stays() {
    let setting = Setting::new();
    let recipe = NamedRecipe::pattern(PATTERN).recipe;
    setting.app.save_recipe("Old server", &recipe, false).unwrap();
    let file = setting.app.folder().join("recipes/Old server.json");
    let written = json!({"kind": "csv", "delimiter": ";", "columns": {"A": "text"}, "note": "by Ana"});
    std::fs::write(&file, written.to_string()).unwrap();
    let error = setting.app.save_recipe("Old server", &recipe, false).unwrap_err();
    assert!(error.message.contains("exists already"), "{error}");
    setting.app.save_recipe("Old server", &recipe, true).unwrap();
    let now: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(now, json!({"kind": "pattern", "pattern": PATTERN, "holds": "chat", "note": "by Ana"}));
    assert_eq!(NamedRecipe::in_file(&file).unwrap().recipe, recipe, "the file itself is a recipe");
    for (name, pattern) in [(" ", PATTERN), ("b", "{who}")] {
        assert!(setting.app.save_recipe(name, &NamedRecipe::pattern(pattern).recipe, true).is_err());
    }
    assert_eq!(setting.app.recipes().unwrap().len(), 1);
}

#[test]
fn a_preview_shows_what_comes_of_a_recipe_or_where_it_is_wrong() {
    let setting = Setting::new();
    let chat = setting.file("chat.txt", format!("a heading\n{ODD}").as_bytes());
    let by = |pattern: &str| preview(&chat, &NamedRecipe::pattern(pattern).recipe).unwrap();
    let Preview::Read { rows, messages: 4, warnings: 1, told, .. } = by(PATTERN) else {
        panic!("{:?}", by(PATTERN));
    };
    assert_eq!((rows[1].line, rows[1].author.as_str(), rows[1].source_ms.get()), (2, "Ana", 1_000));
    assert!(told[0].starts_with("line 1: "), "{told:?}");
    let Preview::Wrong { at: Some(9), part, .. } = by("#{time} {who}") else {
        panic!("{:?}", by("#{time} {who}"));
    };
    assert_eq!(part, "{who}");
    assert!(matches!(by("?{time}"), Preview::Wrong { at: None, .. }), "nothing fits");

    let table = setting.file("chat.csv", b"A;B\n0:01;Hi\n");
    let columns = |fields: Value| {
        let recipe = json!({"kind": "csv", "delimiter": ";", "columns": fields});
        preview(&table, &serde_json::from_value(recipe).unwrap()).unwrap()
    };
    let Preview::Wrong { columns: named, .. } = columns(json!({})) else {
        panic!("a column for the text is needed");
    };
    assert_eq!(named, ["A", "B"]);
    assert!(matches!(columns(json!({"B": "text"})), Preview::Read { messages: 1, .. }));
}
