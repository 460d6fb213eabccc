use std::sync::LazyLock;

use causerie_model::{Reaction, TimeMs};

use super::*;
use crate::testing::{document, said, wrote};

const NONE: &[Added] = &[];

fn mask(names: &[&str]) -> (Mask, Document) {
    let messages = names.iter().zip(0..).map(|(name, n)| wrote(&format!("l1.{n}"), n, name, "hello"));
    let document = document(messages);
    (Mask::of(&[&document], Style::MadeUp, "seed", NONE, &[]), document)
}

/// The new names of people, each by their own.
fn new_names(mask: &Mask) -> BTreeMap<String, String> {
    mask.replacements().into_iter().map(|replacement| (replacement.name, replacement.by)).collect()
}

#[test]
fn all_forms_of_a_name_become_the_same() {
    let (mask, _) = mask(&[
        "Ana Ruiz",
        "Ben \"Benny\" Adeyemi (he/him)",
        "José O'Neill-Müller",
        "王芳芳",
        "Ludwig van Beek",
    ]);
    let names = new_names(&mask);
    let ana = &names["Ana Ruiz"];
    for text in [
        "Ana Ruiz",
        "ana",
        "ANA",
        "@Ana",
        "@anaruiz",
        "@\"Ana Ruiz\"",
        "AnaRuiz",
        "ana_ruiz",
        "ana.ruiz",
        "Ruiz, Ana",
        "A.R.",
        "A. R.",
        "A. Ruiz",
        "Ana R.",
        "@aruiz",
        "An%61 Ruiz",
        "&#65;na",
        "Ána",
    ] {
        let expected = if text.starts_with('@') { format!("@{ana}") } else { ana.clone() };
        let expected = if text.contains('"') { format!("@\"{ana}\"") } else { expected };
        assert_eq!(mask.text(text), expected, "{text}");
    }
    assert_eq!(mask.text("Ana's and Ana’s, Anas Boot"), format!("{ana}'s and {ana}’s, {ana}s Boot"));
    assert_eq!(
        mask.text("ana.ruiz@example.org, http://x.org/~ana/?q=ruiz%20x"),
        format!("{ana}@example.org, http://x.org/~{ana}/?q={ana}%20x")
    );
    assert_eq!(mask.text("data/Ana Ruiz 2.mp3"), format!("data/{ana} 2.mp3"));
    let ben = &names["Ben \"Benny\" Adeyemi (he/him)"];
    assert_eq!(mask.text("Benny said: Adeyemi, he/him"), format!("{ben} said: {ben}, he/him"));
    let jose = &names["José O'Neill-Müller"];
    for text in
        ["Jose", "O’Neill", "ONeill", "oneill", "Mueller", "MULLER", "O'Neill-Müller", "joseoneillmuller"]
    {
        assert_eq!(mask.text(text), *jose, "{text}");
    }
    assert_eq!(mask.text("我和王芳芳去，芳芳说"), format!("我和{0}去，{0}说", names["王芳芳"]));
    assert_eq!(mask.text("van Beek's van"), format!("{}'s van", names["Ludwig van Beek"]));
    for text in ["banana", "a bandana", "the ruization", "Banjo"] {
        assert_eq!(mask.text(text), text);
    }
}

#[test]
fn everything_in_a_document_is_replaced_and_its_shape_stays() {
    let mut document = document([
        said("l1.0", 0, "Ana Ruiz", "thanks, Ben Adeyemi and all"),
        wrote("l1.1", 1_000, "ana", "@Ben look"),
        wrote("l1.2", 2_000, "Ben Adeyemi", "> Ana: look\nyes"),
    ]);
    document.names.insert("ana".into(), "Ana Ruiz".into());
    document.session.title = "Ana Ruiz talks".into();
    document.session.series = Some("With Ruiz".into());
    document.session.folder = "2008 ana-ruiz".into();
    document.recordings[0].path = "data/AnaRuiz.mp3".into();
    document.logs[0].path = "data/chat of Ben.txt".into();
    let words = ["thanks, ", "Ben ", "Adeyemi ", "and ", "all"].into_iter().zip(0..);
    document.messages[0].message.words =
        Some(words.map(|(text, n)| Word { source: TimeMs::new(n), text: text.into() }).collect());
    document.messages[1].message.to = Some("Ben Adeyemi (Privately)".into());
    document.messages[2].message.reply_to = Some(1);
    document.messages[2].message.reactions =
        vec![Reaction { emoji: ":ana_wave:".into(), by: vec!["ana".into()] }];
    let mask = Mask::of(&[&document], Style::MadeUp, "seed", NONE, &[]);
    let names = new_names(&mask);
    let (ana, ben) = (names["Ana Ruiz"].as_str(), names["Ben Adeyemi"].as_str());
    let mut masked = document.clone();
    mask.apply(&mut masked);
    let mut expected = document.clone();
    expected.names.clear();
    expected.session.title = format!("{ana} talks");
    expected.session.series = Some(format!("With {ana}"));
    expected.session.folder = format!("2008 {ana}");
    expected.recordings[0].path = format!("data/{ana}.mp3");
    expected.logs[0].path = format!("data/chat of {ben}.txt");
    for (n, author, text) in [
        (0, ana, format!("thanks, {ben} and all")),
        (1, ana, format!("@{ben} look")),
        (2, ben, format!("> {ana}: look\nyes")),
    ] {
        expected.messages[n].message.author = author.into();
        expected.messages[n].message.text = text;
    }
    let words = expected.messages[0].message.words.as_mut().unwrap();
    words[1].text = ben.into();
    words[2].text = " ".into();
    expected.messages[1].message.to = Some(ben.into());
    expected.messages[2].message.reactions =
        vec![Reaction { emoji: format!(":{ana}_wave:"), by: vec![ana.into()] }];
    assert_eq!(masked, expected);
}

#[test]
fn the_same_person_has_the_same_name_everywhere_and_always() {
    let one = document([wrote("l1.0", 0, "Ana Ruiz (she/her)", "a"), wrote("l1.1", 0, "Ben", "a")]);
    let two = document([wrote("l1.0", 0, "ANA RUIZ", "a"), wrote("l1.1", 0, "Cem", "a")]);
    let both = Mask::of(&[&one, &two], Style::MadeUp, "tray", NONE, &[]);
    assert_eq!(both.people.len(), 3);
    let alone = Mask::of(&[&one], Style::MadeUp, "tray", NONE, &[]);
    assert_eq!(both.text("Ana Ruiz"), alone.text("Ana Ruiz"), "whoever else is there");
    let other = Mask::of(&[&one], Style::MadeUp, "other tray", NONE, &[]);
    assert_ne!(other.text("Ana and Ben"), alone.text("Ana and Ben"), "a seed of its own");
}

#[test]
fn no_new_name_is_in_the_document() {
    let (first, mut document) = mask(&["Ana"]);
    let taken = first.text("Ana");
    document.messages[0].message.text = format!("I met {}", taken.to_uppercase());
    let second = Mask::of(&[&document], Style::MadeUp, "seed", NONE, &[]);
    assert_ne!(second.text("Ana"), taken);
}

#[test]
fn initials_are_numbered_where_two_have_the_same() {
    let names = ["Ana Ruiz", "Abe Rowan", "Cem Dal", "E. F."];
    let document = document(names.iter().zip(0..).map(|(name, n)| wrote(&format!("l1.{n}"), n, name, "a")));
    let mask = Mask::of(&[&document], Style::Initials, "seed", NONE, &[]);
    let by = new_names(&mask);
    let mut same = [by["Ana Ruiz"].as_str(), by["Abe Rowan"].as_str()];
    same.sort_unstable();
    assert_eq!((same, by["Cem Dal"].as_str()), (["A. R.", "A. R. 2"], "C. D."));
    assert!(!by["E. F."].contains('.'), "who goes by initials needs a name: {by:?}");
}

#[test]
fn words_that_are_names_are_left_to_the_person() {
    let mut document = document([
        wrote("l1.0", 0, "Will Dunmore", "I will ask"),
        wrote("l1.1", 0, "Rose", "thanks Will, and mark it. Will you?"),
        wrote("l1.2", 0, "Mark", "a rose is a rose"),
    ]);
    let mask = Mask::of(&[&document], Style::MadeUp, "seed", NONE, &[]);
    let by = new_names(&mask);
    let will = &by["Will Dunmore"];
    let expected = format!("thanks {will}, and mark it. Will you?");
    let list = mask.replacements();
    let forms = |name: &str| {
        let found = list.iter().find(|replacement| replacement.name == name).unwrap();
        found.forms.iter().map(|form| (form.text.as_str(), form.count, form.replaced)).collect::<Vec<_>>()
    };
    assert_eq!(forms("Rose"), [("Rose", 1, true), ("rose", 2, false)]);
    assert_eq!(forms("Mark"), [("Mark", 1, true), ("mark", 1, false)]);
    let example = &list.iter().find(|replacement| replacement.name == "Mark").unwrap().forms[1].example;
    assert_eq!(example, "thanks Will, and mark it. Will you?");
    let rose = Added { text: "rose".into(), by: None };
    let more = Mask::of(&[&document], Style::MadeUp, "seed", &[rose, "harbour".into()], &["mark".into()]);
    assert_eq!(more.text("a rose in the harbour, Mark"), format!("a {} in the …, Mark", by["Rose"]));
    mask.apply(&mut document);
    assert_eq!(document.messages[1].message.text, expected);
}

#[test]
fn a_person_can_be_excepted() {
    let mut document = document([wrote("l1.0", 0, "Ana Ruiz", "hi Ben"), wrote("l1.1", 0, "Ben", "hi Ana")]);
    let mask = Mask::of(&[&document], Style::MadeUp, "seed", NONE, &["ana ruiz".into()]);
    mask.apply(&mut document);
    assert_eq!(document.messages[0].message.author, "Ana Ruiz");
    assert_eq!(document.messages[1].message.text, "hi Ana");
    assert!(!document.messages[0].message.text.contains("Ben"));
}

#[test]
fn what_several_share_is_told_by_all_their_names() {
    let (mask, _) = mask(&["Ana Ruiz", "Ana Lind", "Everyone", "Speaker 1", "Host"]);
    let by = new_names(&mask);
    assert_eq!(by.len(), 2, "nobody is called Everyone: {by:?}");
    let text = mask.text("Ana and Everyone");
    let names: BTreeSet<&str> = text.split(" and ").next().unwrap().split('/').collect();
    assert_eq!(names, by.values().map(String::as_str).collect());
}

#[test]
fn new_names_are_many_and_apart() {
    let names: Vec<&str> = include_str!("made-up.txt").split_whitespace().collect();
    let distinct: BTreeSet<String> = names.iter().map(|name| folded(name)).collect();
    assert!(distinct.len() == names.len() && names.len() >= 200, "{}", names.len());
    let people: Vec<String> =
        (0..300).map(|n| format!("Pers{} Fam{}", letters(n), letters(n * 7 + 1))).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let (mask, _) = mask(&people);
    let by: BTreeSet<String> = new_names(&mask).into_values().collect();
    assert_eq!(by.len(), 300, "even when there are more people than names");
}

fn letters(mut n: usize) -> String {
    let mut out = String::new();
    while out.len() < 4 {
        out.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    out
}

/// A mask for names of all shapes, and what finds its needles.
fn prepared(style: Style) -> (Mask, Finder) {
    let names = ["Ana Ruiz", "Will", "Bo", "王芳", "José O'Neill", "J", "ana_x"];
    let document = document(names.iter().zip(0..).map(|(name, n)| wrote(&format!("l1.{n}"), n, name, "a")));
    let mask = Mask::of(&[&document], style, "seed", &["s is".into()], &[]);
    let finder = Finder::new(&mask.needles());
    (mask, finder)
}

static MADE_UP: LazyLock<(Mask, Finder)> = LazyLock::new(|| prepared(Style::MadeUp));
static INITIALS: LazyLock<(Mask, Finder)> = LazyLock::new(|| prepared(Style::Initials));

proptest::proptest! {
    /// Whatever is written, no needle is left, and doing it again changes nothing.
    #[test]
    fn nothing_is_left(parts in proptest::collection::vec("(Ana|ana|RUIZ|Ruiz|Will|will|Bo|王芳|王|Jose\u{301}|O'Neill|ONeill|s|'s|@|\\.|_| |, |%41na|&#65;|\\\\|[a-zA-Z]{1,2}|=41| is|\n|\"|A\\.R\\.|…|J|/)", 0..12), goes_on: bool, initials: bool) {
        let (mask, finder) = if initials { &*INITIALS } else { &*MADE_UP };
        let text = parts.concat();
        let masked = mask.replaced(parts.clone(), goes_on);
        proptest::prop_assert_eq!(masked.len(), parts.len(), "as many words");
        let masked = masked.concat();
        proptest::prop_assert!(goes_on || finder.longest(&masked.as_str().into()).is_empty(), "{} in {}", text, masked);
        proptest::prop_assert_eq!(&mask.replaced(vec![masked.clone()], goes_on).concat(), &masked);
    }
}

#[test]
fn a_new_name_that_was_given_to_somebody_is_theirs_in_every_form() {
    let mut document =
        document([wrote("l1.0", 0, "Ana Ruiz", "hi Ben"), wrote("l1.1", 0, "Ben Lind", "hi Ana")]);
    let given = |by: &str| [Added { text: "Ana Ruiz".into(), by: Some(by.into()) }];
    let mask = Mask::of(&[&document], Style::MadeUp, "seed", &given("Mira Sand"), &[]);
    assert_eq!(new_names(&mask)["Ana Ruiz"], "Mira Sand", "and no other is listed for it");
    mask.apply(&mut document);
    assert_eq!(document.messages[0].message.author, "Mira Sand");
    assert_eq!(document.messages[1].message.text, "hi Mira Sand");
    let unclean = Mask::of(&[&document], Style::MadeUp, "seed", &given("Ben Sand"), &[]);
    assert!(!unclean.text("Ana Ruiz").contains("Ben"), "a name that holds another's is not taken");
}
