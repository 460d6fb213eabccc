use super::*;

fn found(needle: &str, how: How, text: &str) -> Vec<String> {
    let finder = Finder::new(&[Needle { text: needle.into(), how }]);
    finder.longest(&text.into()).into_iter().map(|hit| text.get(hit.range).unwrap().to_owned()).collect()
}

fn is_found(needle: &str, text: &str) -> bool {
    !found(needle, How::Word, text).is_empty()
}

#[test]
fn words_are_found_in_any_dress_and_never_within_others() {
    for text in [
        "Ana",
        "thanks, ANA!",
        "@ana",
        "Ana's",
        "ana_x",
        "AnaRuiz",
        "theAna",
        "ana2",
        "2ana",
        "x-ana-y",
        "An\u{200b}a",
        "王Ana芳",
        "&#65;na",
        "%41na",
        "\\u0041na",
        "&amp;#65;na",
        "=41na",
        "Án\u{301}a",
    ] {
        assert!(is_found("Ana", text), "{text}");
    }
    for text in ["banana", "Anatol", "anaconda", "hosanna", "bananA", "BANANA"] {
        assert!(!is_found("Ana", text), "{text}");
    }
}

#[test]
fn accents_and_dividers_do_not_matter() {
    for (needle, text) in [
        ("José", "Jose"),
        ("Jose", "JOSE\u{301}"),
        ("Ana Ruiz", "ana.ruiz@example.org"),
        ("Ana Ruiz", "ana_ruiz"),
        ("Ana Ruiz", "Ana\n  Ruiz"),
        ("Jean-Luc", "Jean Luc"),
        ("Großmann", "GROSSMANN"),
        ("Łukasz", "lukasz"),
        ("O'Neill", "O’Neill’s"),
        ("Андрей", "АНДРЕИ"),
        ("Νίκος", "ΝΙΚΟΣ"),
        ("김민수", "김민수가"),
        ("김민수", "\u{1100}\u{1175}\u{11B7}\u{1106}\u{1175}\u{11AB}\u{1109}\u{116E}"),
        ("王芳", "我和王芳去"),
        ("أحمد", "وأحمد"),
        ("タナカ", "タナカさん"),
    ] {
        assert!(is_found(needle, text), "{needle} in {text}");
    }
    assert_eq!(found("José", How::Word, "Jose\u{301} x"), ["Jose\u{301}"], "an accent goes with its letter");
    for (needle, text) in [("アナ", "アナウンサー"), ("राम", "रामा"), ("기", "김"), ("gros", "groß")]
    {
        assert!(!is_found(needle, text), "{needle} in {text}");
    }
}

#[test]
fn a_word_is_a_name_by_what_stands_around_it() {
    for text in [
        "thanks Will",
        "Will's idea",
        "@will",
        "Will",
        "Will: hi",
        "Rosa, Will and I",
        "Will said so",
        "\"Will\"",
    ] {
        assert!(!found("Will", How::Name, text).is_empty(), "{text}");
    }
    for text in ["I will", "Will you?", "So. Will you?", "WILL YOU", "last will"] {
        assert!(found("Will", How::Name, text).is_empty(), "{text}");
    }
    assert!(found("May", How::Name, "in May, on 5 May 2020, since May").is_empty(), "a month");
    assert_eq!(found("May", How::Name, "so May told me").len(), 1);
}

#[test]
fn a_letter_counts_as_a_field_only() {
    for text in ["J", "@J", "\"author\": \"J\"", "<b>J</b>", "0,J,hi"] {
        assert!(!found("J", How::Field, text).is_empty(), "{text}");
    }
    for text in ["plan J is", "j", "J. S.", "a J b"] {
        assert!(found("J", How::Field, text).is_empty(), "{text}");
    }
}

#[test]
fn digests_hold_no_names() {
    let uuid = "7f3ada1c-0b1e-4ada-8ada-0123456789ab";
    let hash = "9ada0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab";
    let policy = "'sha256-aB3Bo/nTlE0WvXyZaBcDeFgHiJkLmNoPqRsTuVwXyZa='";
    for (needle, text) in [("Ada", uuid), ("Ada", hash), ("Bo", policy)] {
        assert!(!is_found(needle, text), "{needle} in {text}");
    }
    assert!(is_found("Ada", "ada-2024"), "too short for a digest");
}

#[test]
fn the_longest_wins() {
    let needles = ["Ana", "Ana Ruiz", "Ruiz Lind"].map(Needle::word);
    let text = "Ana Ruiz Lind";
    let hits = Finder::new(&needles).longest(&text.into());
    assert_eq!(hits.iter().map(|hit| text.get(hit.range.clone()).unwrap()).collect::<Vec<_>>(), ["Ana Ruiz"]);
}

#[test]
fn what_stands_in_our_own_text_tells_nothing() {
    let own = "max-width: 1rem; <mark>Speed</mark> \"e\"";
    let needles = vec![
        Needle::word("Max"),
        Needle::word("Speed"),
        Needle::word("Ana"),
        Needle { text: "e".into(), how: How::Field },
    ];
    let left = apart_from(own, needles);
    assert_eq!(left, [Needle { text: "Max".into(), how: How::Name }, Needle::word("Ana")]);
}
