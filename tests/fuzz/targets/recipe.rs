//! A log that no format knows, read by a recipe: the first line is the recipe as JSON or else a line pattern, the
//! rest is the log.
#![no_main]

use causerie_fuzz::{Fixture, NAME, check, fixtures, write_seeds};
use causerie_logs::{Recipe, Shape, column_names, propose, read_if_fitting, read_with};
use causerie_model::ParsedLog;
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: write_seeds(fixtures().map(seed)),
    |input: &[u8]| {
        let end = input.iter().position(|&byte| byte == b'\n').unwrap_or(input.len());
        let (recipe, bytes) = input.split_at(end);
        let bytes = bytes.get(1..).unwrap_or_default();
        let recipe = serde_json::from_slice(recipe)
            .unwrap_or_else(|_| Recipe::pattern(String::from_utf8_lossy(recipe)));
        let kept = serde_json::to_vec(&recipe).expect("a recipe can be kept");
        assert_eq!(serde_json::from_slice::<Recipe>(&kept).ok().as_ref(), Some(&recipe), "it is kept as it is");
        follow(&recipe, bytes);
        if let Some(log) = read_if_fitting(&recipe, NAME, bytes) {
            check(&log);
        }
        if let Ok(proposed) = propose(NAME, bytes) {
            proposed.check().expect("what is proposed can be followed");
            if let Shape::Csv { delimiter, columns } = &proposed.shape {
                let names = column_names(NAME, bytes, *delimiter).expect("it is text");
                assert!(columns.keys().all(|name| names.contains(name)), "{columns:?} are of the table: {names:?}");
            }
            follow(&proposed, bytes);
        }
    }
);

fn seed(Fixture { bytes, .. }: Fixture) -> Vec<u8> {
    let recipe = propose(NAME, &bytes).unwrap_or_else(|_| Recipe::pattern("{? [{time}]} {author}: {text}"));
    [&serde_json::to_vec(&recipe).expect("a recipe can be kept"), &b"\n"[..], &bytes].concat()
}

fn follow(recipe: &Recipe, bytes: &[u8]) {
    if let Ok(log) = read_with(recipe, NAME, bytes) {
        recipe.check().expect("a recipe that is wrong reads nothing");
        check(&log);
        check_order_and_size(&log, bytes);
    }
}

/// Panics if messages are not in the order of their lines, or are more than the file has.
fn check_order_and_size(log: &ParsedLog, bytes: &[u8]) {
    assert!(
        log.messages.is_sorted_by_key(|message| message.line),
        "messages are in the order of their lines"
    );
    let ends = bytes.iter().filter(|&&byte| matches!(byte, b'\r' | b'\n')).count();
    let last = log.messages.last().map_or(0, |message| message.line as usize);
    assert!(last <= ends + 1, "line {last} is in the file, which has {ends} ends of lines");
    let held: usize = log
        .messages
        .iter()
        .map(|message| message.text.len() + message.author.len() + message.to.as_ref().map_or(0, String::len))
        .sum();
    // A byte of an old encoding has up to three in UTF-8, and a row that lacks its text is kept whole beside its name.
    assert!(held <= 6 * bytes.len(), "{held} bytes of messages are of {} bytes", bytes.len());
}
