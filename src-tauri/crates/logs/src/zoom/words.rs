//! The words around the names in a header, by language.

use std::collections::BTreeMap;

use super::header::unmarked;
use crate::clock::hms;

/// What stands ahead of the sender's name, and what between it and the recipient's; unused places are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words<'a> {
    pub(super) from: &'a str,
    pub(super) to: [&'a str; 3],
}

const fn words(from: &'static str, to: [&'static str; 3]) -> Words<'static> {
    Words { from, to }
}

/// Seen in files: `From` and `to` or `To`, `Von` and `an`, `De`, `Від` and `до`, `От` and `кому`, `開始` and `終了`, which mean
/// "beginning" and "end". All else is from memory.
const KNOWN: [Words<'static>; 19] = [
    words("From", ["to", "To", ""]),
    words("Von", ["an", "An", ""]),
    // French, Spanish and Portuguese.
    words("De", ["à", "a", "para"]),
    words("Від", ["до", "До", ""]),
    words("От", ["кому", "Кому", "для"]),
    words("開始", ["終了", "", ""]),
    words("送信元", ["宛先", "", ""]),
    words("Da", ["a", "A", ""]),
    words("Van", ["aan", "Aan", "naar"]),
    // Polish and Czech.
    words("Od", ["do", "Do", "komu"]),
    words("Kimden", ["Kime", "kime", ""]),
    words("Från", ["till", "Till", ""]),
    // Danish and Norwegian.
    words("Fra", ["til", "Til", ""]),
    words("从", ["到", "发送至", ""]),
    words("來自", ["到", "至", ""]),
    words("보낸 사람", ["받는 사람", "", ""]),
    words("에서", ["에게", "", ""]),
    words("Từ", ["đến", "Đến", ""]),
    words("Dari", ["kepada", "Kepada", "ke"]),
];

/// What stands behind the recipient's name where nobody else could read it. Those that are not English are from memory.
const PRIVATELY: [&str; 16] = [
    "(Direct Message)",
    "(Privately)",
    "(Direktnachricht)",
    "(Privat)",
    "(Message direct)",
    "(Message privé)",
    "(Mensaje directo)",
    "(Mensagem direta)",
    "(Messaggio diretto)",
    "(Direct bericht)",
    "(Wiadomość bezpośrednia)",
    "(Личное сообщение)",
    "(Особисте повідомлення)",
    "(ダイレクトメッセージ)",
    "(私聊)",
    "(다이렉트 메시지)",
];

/// Bytes of the names in a header that are looked at for words of a language that nobody knows.
const LONGEST_NAMES: usize = 300;
/// Headers that must agree before a language that nobody knows is believed.
const FEWEST: usize = 3;

impl<'a> Words<'a> {
    /// The words that a header begins with, and what follows them: those that are known or, if there are any, `learnt`.
    pub(super) fn at_start(names: &'a str, learnt: Option<Words<'a>>) -> Option<(Words<'a>, &'a str)> {
        learnt.into_iter().chain(KNOWN).find_map(|words| {
            let rest = names.strip_prefix(words.from)?;
            rest.starts_with([' ', '\t']).then_some((words, rest))
        })
    }

    /// The names of who wrote and who could read. A name may hold the word between them itself: newer files set the true
    /// one off by two spaces, in others the last one splits.
    pub(super) fn split<'n>(&self, names: &'n str) -> (&'n str, Option<&'n str>) {
        let last = |gap: &str| {
            let places = self.to.iter().filter(|word| !word.is_empty()).filter_map(|word| {
                names.rmatch_indices(word).find_map(|(at, _)| {
                    let (author, to) = (names.get(..at)?, names.get(at + word.len()..)?);
                    (author.ends_with(gap) && to.starts_with(gap)).then_some((author, to))
                })
            });
            places.max_by_key(|(author, _)| author.len())
        };
        last("  ").or_else(|| last(" ")).map_or((names, None), |(author, to)| (author, Some(to)))
    }

    /// The words of a language that is not known, if the first lines of a log are consistent about them: after its time
    /// each header has the same word, then names, then what `names` cuts off.
    pub(super) fn learn(head: &[&'a str], names: fn(&'a str) -> Option<&'a str>) -> Option<Self> {
        let timed: Vec<&str> = head.iter().filter_map(|line| Some(hms(unmarked(line))?.1)).collect();
        let mut headers: Vec<(&str, Vec<&str>)> = Vec::new();
        for header in timed.iter().filter_map(|rest| names(rest)).filter(|names| names.len() <= LONGEST_NAMES)
        {
            let mut words = header.split_whitespace();
            if let Some(from) = words.next().filter(|word| word.chars().all(char::is_alphabetic)) {
                headers.push((from, words.collect()));
            }
        }
        let (from, _) = *headers.first()?;
        headers.retain(|(word, names)| *word == from && !names.is_empty());
        let names: Vec<&[&str]> = headers.iter().map(|(_, names)| names.as_slice()).collect();
        let is_known = KNOWN.iter().any(|words| words.from == from);
        if is_known || names.len() < FEWEST || names.len() * 4 < timed.len() * 3 || !differ(&names) {
            return None;
        }
        Some(Words { from, to: [recipient(names).unwrap_or_default(), "", ""] })
    }
}

/// Takes the mark of a private message off the end.
pub(super) fn privately(names: &str) -> (&str, bool) {
    let names = names.trim_end();
    PRIVATELY.iter().find_map(|mark| names.strip_suffix(mark)).map_or((names, false), |names| (names, true))
}

/// The word ahead of the recipient: most messages go to the same one, so that most headers end in the same words.
fn recipient<'a>(names: Vec<&[&'a str]>) -> Option<&'a str> {
    let mut ends: BTreeMap<[&str; 2], Vec<&[&str]>> = BTreeMap::new();
    let most = names.len().div_ceil(2);
    for (author, end) in
        names.into_iter().filter_map(<[&str]>::split_last_chunk).filter(|(a, _)| !a.is_empty())
    {
        ends.entry(*end).or_default().push(author);
    }
    let ([mut word, _], mut authors) = ends.into_iter().max_by_key(|(_, authors)| authors.len())?;
    if authors.len() < most {
        return None;
    }
    while let Some(shorter) = without_last(&authors) {
        (word, authors) = shorter;
    }
    Some(word)
}

/// Names without their last word, and that word, if it is the same in all and they still differ: it must belong to the
/// recipient, whose name then has several.
fn without_last<'n, 'a>(names: &[&'n [&'a str]]) -> Option<(&'a str, Vec<&'n [&'a str]>)> {
    let (last, _) = names.first()?.split_last()?;
    let cut = |names: &&'n [&'a str]| {
        let (word, rest) = names.split_last()?;
        (word == last && !rest.is_empty()).then_some(rest)
    };
    let rest: Vec<_> = names.iter().map(cut).collect::<Option<_>>()?;
    differ(&rest).then_some((*last, rest))
}

fn differ(names: &[&[&str]]) -> bool {
    names.iter().any(|other| Some(other) != names.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(head: &[&'static str]) -> Option<(&'static str, &'static str)> {
        Words::learn(head, |rest| rest.split_once(" : ").map(|(names, _)| names))
            .map(|Words { from, to: [to, _, _] }| (from, to))
    }

    #[test]
    fn the_words_of_a_language_nobody_knows_are_learnt() {
        let head = [
            "10:00:00 Frá Ana til Allra : Hi",
            "10:00:05 Frá Ben Lee til Allra : Ho",
            "10:00:09 Frá Ana til Ben : Ha",
        ];
        assert_eq!(learnt(&head), Some(("Frá", "til")), "one message to somebody else does no harm");
        let head = [
            "10:00:00 X Ana y all of you : Hi",
            "10:00:05 X Ben y all of you : Ho",
            "10:00:09 X Cleo y all of you : Ha",
        ];
        assert_eq!(learnt(&head), Some(("X", "y")), "the recipient's name has three words");
        let head = ["10:00:00 X Ana : Hi", "10:00:05 X Ben Lee : Ho", "10:00:09 X Cleo : Ha"];
        assert_eq!(learnt(&head), Some(("X", "")), "no recipient");
    }

    #[test]
    fn nothing_is_learnt_from_what_is_not_consistent() {
        for (head, why) in [
            (["10:00:00 X Ana : Hi", "10:00:05 Y Ben : Ho", "10:00:09 Z Cleo : Ha"], "three words"),
            (["10:00:00 X Ana : Hi", "10:00:05 X Ben : Ho", "and so on"], "two headers"),
            (
                ["10:00:00 X Ana : Hi", "10:00:05 X Ana : Ho", "10:00:09 X Ana : Ha"],
                "one name may be no name",
            ),
            (["10:00:00 <Ana> a : b", "10:00:05 <Ana> c : d", "10:00:09 <Ana> e : f"], "no word"),
        ] {
            assert_eq!(learnt(&head), None, "{why}");
        }
    }

    #[test]
    fn names_are_split_at_the_last_word_or_at_the_one_set_off() {
        let de = Words::at_start("De Ana", None).unwrap().0;
        for (names, expected) in [
            (" Ana para Todos", (" Ana", Some(" Todos"))),
            (" Ana à Tout le monde", (" Ana", Some(" Tout le monde"))),
            ("  Ana a Mano  a  Todos a uno", ("  Ana a Mano ", Some("  Todos a uno"))),
            (" Pasta", (" Pasta", None)),
        ] {
            let (author, to) = de.split(names);
            assert_eq!(
                (author.trim(), to.map(str::trim)),
                (expected.0.trim(), expected.1.map(str::trim)),
                "{names}"
            );
        }
    }
}
