//! Logs that no format knows, read by recipes.

use causerie_logs::{LogError, Recipe, column_names, propose, read_if_fitting, read_with};
use causerie_model::{Kind, ParsedLog, TimeBase};
use proptest::prelude::*;

fn by_pattern(pattern: &str, log: &str) -> ParsedLog {
    read_with(&Recipe::pattern(pattern), "chat.txt", log.as_bytes()).unwrap()
}

/// Each message as `time author: text`.
fn shown(log: &ParsedLog) -> Vec<String> {
    let one = |m: &causerie_model::Message| format!("{} {}: {}", m.source, m.author, m.text);
    log.messages.iter().map(one).collect()
}

#[test]
fn a_pattern_reads_what_no_format_knows() {
    let log = by_pattern(
        "#{time} {author}{? >> {to}} = {text}",
        "a heading\n#10:01 Ana = Hi\nand more\n#10:02 Ben >> Ana = psst\n#7:00 Ana = tomorrow\n",
    );
    assert_eq!((log.format.as_str(), log.confidence, log.time_base), ("pattern", 1.0, TimeBase::WallClock));
    let expected = [
        "10:01:00 : a heading",
        "10:01:00 Ana: Hi\nand more",
        "10:02:00 Ben: psst",
        "31:00:00 Ana: tomorrow",
    ];
    assert_eq!(shown(&log), expected, "lines that do not fit go on, and a time far back is of the next day");
    assert_eq!((log.messages[2].kind, log.messages[2].to.as_deref()), (Kind::Private, Some("Ana")));
    assert_eq!(log.warnings.iter().map(|warning| warning.line).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn what_times_count_from_is_found_out_or_said() {
    let log = "0:34 Ana: one\n1:10 Ben: two\n";
    let counted = by_pattern("{time} {author}: {text}", log);
    assert_eq!((counted.time_base, counted.messages[1].source.get()), (TimeBase::Relative, 70_000));
    let clock: Recipe = serde_json::from_str(
        r#"{"kind": "pattern", "pattern": "{time} {author}: {text}", "times": "clock", "holds": "transcript"}"#,
    )
    .unwrap();
    let clock = read_with(&clock, "chat.txt", log.as_bytes()).unwrap();
    assert_eq!((clock.time_base, clock.messages[1].source.get()), (TimeBase::WallClock, 4_200_000));
    assert_eq!(clock.messages[0].kind, Kind::Transcript);
    let none = by_pattern("{author}: {text}", "Ana: one\nBen: two\n");
    assert_eq!((none.time_base, none.messages.len()), (TimeBase::None, 2));
}

#[test]
fn dates_are_read_in_the_order_that_the_log_shows_or_the_recipe_says() {
    let log = "3/4/2024 10:00 Ana: one\n4/4/2024 10:00 Ana: two\n";
    let found = by_pattern("{time} {author}: {text}", log);
    assert_eq!(
        found.started_at.as_deref(),
        Some("2024-04-03T10:00:00"),
        "the first number changes more often"
    );
    let recipe =
        r#"{"kind": "pattern", "pattern": "{time} {author}: {text}", "date_order": "month-day-year"}"#;
    let said = read_with(&serde_json::from_str(recipe).unwrap(), "chat.txt", log.as_bytes()).unwrap();
    assert_eq!(said.started_at.as_deref(), Some("2024-03-04T10:00:00"));
    assert_eq!(said.messages[1].source.get(), (31 * 24 + 10) * 3_600_000, "a month later");
}

#[test]
fn a_text_may_stand_below_its_header() {
    let log = by_pattern("{author} {time}", "Ana 0:03\nHello\nyou\n\nBen Lee 0:09\nHi\n");
    assert_eq!(shown(&log), ["0:03 Ana: Hello\nyou", "0:09 Ben Lee: Hi"]);
    assert!(log.warnings.is_empty(), "{:?}", log.warnings);
}

#[test]
fn columns_can_be_changed() {
    let table = "A;B;C\n10:01;Hi;Ana\n10:02;Ho;Ben\n";
    let recipe = r#"{"kind": "csv", "delimiter": ";", "columns": {"A": "time", "B": "text", "C": "author"}}"#;
    let recipe: Recipe = serde_json::from_str(recipe).unwrap();
    let log = read_with(&recipe, "chat.csv", table.as_bytes()).unwrap();
    assert_eq!(shown(&log), ["10:01:00 Ana: Hi", "10:02:00 Ben: Ho"]);
    let again: Recipe = serde_json::from_str(&serde_json::to_string(&recipe).unwrap()).unwrap();
    assert_eq!(again, recipe, "a recipe can be kept");
    let error = read_with(&recipe, "chat.csv", b"X;Y\n1;2\n").unwrap_err();
    assert_eq!(error.to_string(), "chat.csv has no column for the text; its columns are X, Y");
}

#[test]
fn what_divides_cells_is_ascii() {
    let recipe = r#"{"kind": "csv", "delimiter": "é", "columns": {"Text": "text"}}"#;
    let recipe: Recipe = serde_json::from_str(recipe).unwrap();
    // In Latin-1 é is E9, with which 音 begins in UTF-8.
    let table = "Text\nHi\n音\nHo\n".as_bytes();
    let error = read_with(&recipe, "chat.csv", table).unwrap_err();
    assert!(matches!(error, LogError::NoText { .. }), "a part of the table is worse than none: {error}");
    assert!(column_names("chat.csv", table, 'é').unwrap().is_empty());
}

#[test]
fn a_wrong_pattern_is_refused_with_the_place() {
    let error = read_with(&Recipe::pattern("[{when}] {text}"), "chat.txt", b"Hi\n").unwrap_err();
    let text = error.to_string();
    assert!(text.contains("character 2, {when}"), "{text}");
    assert!(error.help().contains("{author}"), "{}", error.help());
    let none = read_with(&Recipe::pattern("[{time}] {text}"), "chat.txt", b"Hi\n").unwrap_err();
    assert_eq!(none, LogError::NoMessages { name: "chat.txt".into(), format: "pattern".into() });
}

#[test]
fn a_recipe_made_for_another_log_fits_where_it_reads_nearly_all() {
    let recipe = Recipe::pattern("#{time} {author} = {text}");
    let fits = |recipe: &Recipe, log: &str| read_if_fitting(recipe, "chat.txt", log.as_bytes());
    let good = "#10:01 Ana = Hi\n".repeat(19);
    assert_eq!(fits(&recipe, &format!("{good}and more\n")).unwrap().confidence, 0.95);
    assert_eq!(fits(&recipe, &format!("{good}a\nb\nc\n")), None, "too much is not understood");
    assert_eq!(fits(&recipe, "Dear Ben,\nyours\n"), None);
    assert_eq!(fits(&Recipe::pattern("{text}"), &good), None, "what fits anything tells nothing");
    let below = Recipe::pattern("{author} {time}");
    assert!(fits(&below, "Ana 0:03\nHello\n\nBen 0:09\nHi\n").is_some(), "texts stand below");
    let letter = format!("Ana 0:03\n{}", "and so it went on\n".repeat(20));
    assert_eq!(fits(&below, &letter), None, "one line that fits makes no log, though no other warns");
    let table = r#"{"kind": "csv", "delimiter": ";", "columns": {"A": "time", "B": "text"}}"#;
    let table: Recipe = serde_json::from_str(table).unwrap();
    assert!(fits(&table, "A;B\n10:01;Hi\n").is_some());
    assert_eq!(fits(&table, "X;B\nsoon;Hi\n"), None, "the column of the times is not there");
}

#[test]
fn a_recipe_in_json_has_the_fields_that_are_known_and_no_others() {
    let table = r#"{"kind": "csv", "delimiter": ";", "columns": {}, "date_order": "day-month-year", "times": "clock"}"#;
    for recipe in [serde_json::from_str(table).unwrap(), Recipe::pattern("{text}")] {
        let json = serde_json::to_value(recipe).unwrap();
        let fields: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        assert!(fields.iter().all(|field| Recipe::FIELDS.contains(&field.as_str())), "{fields:?}");
    }
}

#[test]
fn the_columns_of_a_table_are_told_before_a_recipe_names_any() {
    assert_eq!(column_names("a.csv", b"sep=;\nA;\"B;b\"\n1;2\n", ';').unwrap(), ["A", "B;b"]);
    assert_eq!(
        column_names("a.csv", b"A,B\n", ';').unwrap(),
        ["A,B"],
        "nothing is divided by what is not there"
    );
}

proptest! {
    #[test]
    fn what_is_proposed_reads_or_refuses(
        lines in prop::collection::vec("[\\[({]?[0-9]{0,2}[:/.]?[0-9]{0,2}[\\])}]? ?[A-Za-z<>|;,\"]{0,6}[:;,]? ?[ -~é]{0,12}", 1..20)
    ) {
        let log = lines.join("\n");
        if let Ok(recipe) = propose("strange", log.as_bytes())
            && let Ok(read) = read_with(&recipe, "strange", log.as_bytes())
        {
            prop_assert!(read.messages.iter().zip(0..).all(|(message, seq)| message.seq == seq));
        }
    }

    #[test]
    fn no_pattern_is_too_strange(pattern in "([{}?a: ]|\\{(time|date|author|to|text|skip|end)\\}){0,12}") {
        let _ = read_with(&Recipe::pattern(pattern), "strange", b"10:00 Ana: Hi\nx y z: 1\n");
    }
}
