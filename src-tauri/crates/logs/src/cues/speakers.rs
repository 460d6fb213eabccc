//! `Name: text`, as Zoom and many others write who speaks.

use std::collections::BTreeMap;

use causerie_model::Message;

use super::draft::cut_start;

/// Words that stand before a colon and are nobody's name.
const HEADINGS: [&str; 9] =
    ["answer", "example", "music", "note", "question", "remember", "tip", "update", "warning"];

const LONGEST_NAME: usize = 60;

/// Moves names from the start of texts to the authors, if the file is consistent about them: most cues begin with what
/// may be a name, or else the same clear name comes back. Does nothing where voices are marked up.
pub(super) fn name(messages: &mut [Message]) {
    if messages.iter().any(|message| !message.author.is_empty()) {
        return;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in messages.iter().filter_map(|message| prefix(&message.text)) {
        *counts.entry(name).or_default() += 1;
    }
    let most = counts.values().sum::<usize>() * 2 > messages.len();
    counts.retain(
        |name, count| {
            if most { *count > 1 || !is_heading(name) } else { *count > 1 && is_clear(name) }
        },
    );
    let names: Vec<String> = counts.into_keys().map(str::to_owned).collect();
    for message in messages {
        let Some(name) =
            prefix(&message.text).and_then(|name| names.binary_search_by(|n| n.as_str().cmp(name)).ok())
        else {
            continue;
        };
        if let Some(name) = names.get(name) {
            cut_start(message, name.len() + 1);
            message.author = crate::format::clean_name(name).to_owned();
        }
    }
}

/// What stands before a colon at the start of a text, if it may be a name.
fn prefix(text: &str) -> Option<&str> {
    let (name, rest) = text.split_at_checked(memchr::memchr2(b':', b'\n', text.as_bytes())?)?;
    let may_be_name = name.len() <= LONGEST_NAME * 4
        && name.chars().count() <= LONGEST_NAME
        && name.split_whitespace().count() <= 6
        && name.contains(char::is_alphabetic)
        && !name.contains(['?', '!', ';', '"', '“', '<', '>']);
    let rest = rest.strip_prefix(':')?;
    (may_be_name && rest.starts_with(char::is_whitespace)).then_some(name)
}

fn is_heading(name: &str) -> bool {
    HEADINGS.contains(&name.trim().to_lowercase().as_str())
}

/// Whether it is a name even where most cues have none: few words, none of them all lower case, no sentence.
fn is_clear(name: &str) -> bool {
    !is_heading(name)
        && !name.contains([',', '/', '='])
        && name.split_whitespace().count() <= 4
        && name.split_whitespace().all(|word| !word.starts_with(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use causerie_model::{Kind, TimeMs};

    use super::*;
    use crate::format::message;

    fn named(cues: &[&str]) -> Vec<(String, String)> {
        let cue = |text: &&str| message(1, TimeMs::ZERO, Kind::Transcript, (*text).to_owned());
        let mut messages: Vec<_> = cues.iter().map(cue).collect();
        name(&mut messages);
        messages.into_iter().map(|message| (message.author, message.text)).collect()
    }

    fn authors(cues: &[&str]) -> Vec<String> {
        named(cues).into_iter().map(|(author, _)| author).collect()
    }

    #[test]
    fn where_most_cues_have_a_name_all_have() {
        let cues = ["Ana Lee: Hi", "ben (he/him): Hello: you", "Ana Lee: Note: this", "yes, and"];
        assert_eq!(authors(&cues), ["Ana Lee", "ben (he/him)", "Ana Lee", ""]);
        assert_eq!(named(&cues)[1].1, "Hello: you", "only the name is cut");
    }

    #[test]
    fn elsewhere_only_a_clear_name_that_comes_back_counts() {
        let cues = [
            "Travis: When you",
            "get started",
            "in this",
            "Note: this",
            "and so: on",
            "Travis: well",
            "you see",
            "it",
        ];
        assert_eq!(authors(&cues), ["Travis", "", "", "", "", "Travis", "", ""]);
        assert_eq!(authors(&["one", "Note: this", "two"]), ["", "", ""], "a heading is nobody");
        assert_eq!(
            authors(&["Note: a", "Ana: b", "Ana: c"]),
            ["", "Ana", "Ana"],
            "not even where most have a name"
        );
    }

    #[test]
    fn a_colon_makes_no_name() {
        for text in
            ["https://example.org", "At 10:30 then", "What? said he: yes", ": nothing", "12: 30", "a\nb: c"]
        {
            assert_eq!(authors(&[text, text]), ["", ""], "{text}");
        }
    }
}
