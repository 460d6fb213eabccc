//! What the targets share: seeds from the fixtures, and what the model promises of a log.

mod mutation;

use std::path::{Path, PathBuf};
use std::{env, fs};

use causerie_model::ParsedLog;
pub use mutation::{mend_pages, mutate};

/// The fixtures, a folder a format.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../src-tauri/crates/logs/tests/fixtures");

/// A name that says when, as some platforms give one.
pub const NAME: &str = "2026-04-30 19.30.36 chat.txt";

/// The names of the formats in an order that more formats change little: a seed is worth something for long.
pub fn formats() -> Vec<&'static str> {
    let mut formats = causerie_logs::formats();
    formats.sort_unstable();
    formats
}

/// A file of a format, as the tests have it.
pub struct Fixture {
    /// The place of its format in [`formats`].
    pub place: u8,
    /// The file's name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The fixtures of all formats.
pub fn fixtures() -> impl Iterator<Item = Fixture> {
    (0..).zip(formats()).flat_map(|(place, format)| {
        files(&Path::new(FIXTURES).join(format)).into_iter().map(move |file| Fixture {
            place,
            name: file.file_name().expect("a file has a name").to_string_lossy().into_owned(),
            bytes: fs::read(&file).expect("a fixture can be read"),
        })
    })
}

/// Writes seeds into the folder that `CAUSERIE_SEEDS` names, if it names one.
pub fn write_seeds(seeds: impl IntoIterator<Item = Vec<u8>>) {
    let Some(folder) = env::var_os("CAUSERIE_SEEDS").map(PathBuf::from) else { return };
    for (number, seed) in seeds.into_iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed).expect("a seed can be written");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("each format has fixtures");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a folder can be read").path()).collect();
    files.sort();
    files
}

/// Panics if a log breaks a promise of the model.
pub fn check(log: &ParsedLog) {
    assert!((0.0..=1.0).contains(&log.confidence), "a confidence is a share: {}", log.confidence);
    assert!(!log.messages.is_empty(), "a log without messages is an error");
    for (at, message) in log.messages.iter().enumerate() {
        assert_eq!(message.seq as usize, at, "numbers have no gaps");
        assert!(message.line >= 1, "lines are counted from 1: {message:?}");
        assert!(message.reply_to.is_none_or(|to| to < message.seq), "an answer comes after: {message:?}");
        assert!(
            message.end.is_none_or(|end| end >= message.source),
            "nothing ends before it begins: {message:?}"
        );
        if let Some(words) = &message.words {
            let joined: String = words.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(joined, message.text, "words are the text");
        }
        assert!(
            message.reactions.iter().all(|reaction| !reaction.by.is_empty()),
            "somebody reacted: {message:?}"
        );
        assert!(!message.text.contains(['\r', '\0']), "lines are divided by LF alone: {message:?}");
    }
    assert!(log.warnings.is_sorted_by_key(|warning| warning.line), "warnings are in order");
    assert!(log.warnings.len() <= 1001, "of many warnings most are only counted: {}", log.warnings.len());
}
