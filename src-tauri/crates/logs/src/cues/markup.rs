//! The text of a WebVTT cue: tags, voices, times of words, character references.
//! <https://www.w3.org/TR/webvtt1/#webvtt-cue-text-parsing-rules>

use std::borrow::Cow;

use causerie_model::TimeMs;

use super::timings::timestamp;
use crate::format::clean_name;

/// A stretch of a cue by one voice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spoken {
    /// The name in `<v Name>`; empty where a voice has none.
    pub(super) voice: String,
    /// In the order of the text.
    pub(super) pieces: Vec<Piece>,
}

/// Text from one time within the cue to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// `None` ahead of the first time: it begins with the cue.
    pub(super) at: Option<TimeMs>,
    pub(super) text: String,
}

/// Changes of voice in a cue; past that many the text goes on in the last.
const MOST_VOICES: usize = 100;
/// Characters of a voice's name.
const LONGEST_NAME: usize = 200;

/// Takes a cue's text apart. Stretches without any text are left out.
pub(super) fn spoken(text: &str) -> Vec<Spoken> {
    let mut tree = Tree::default();
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let (before, tag) = (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default());
        tree.text(&resolved(before));
        if is_stray(tag) {
            tree.text("<");
            rest = tag;
        } else {
            let (tag, behind) = tag.split_once('>').unwrap_or((tag, ""));
            tree.tag(tag);
            rest = behind;
        }
    }
    tree.text(&resolved(rest));
    tree.spoken.retain(|spoken| spoken.pieces.iter().any(|piece| !piece.text.trim().is_empty()));
    tree.spoken
}

/// A text with its character references resolved. One to a CR ends a line as LF does.
pub(super) fn resolved(text: &str) -> Cow<'_, str> {
    let text = htmlize::unescape(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text }
}

/// Whether `<` begins no tag. The rules of the W3C drop all that follows an unclosed `<`; text such as `a < b` or `<3 you`
/// would be lost, so what can be no tag, and is no mere rest of one, stays.
fn is_stray(tag: &str) -> bool {
    let end = memchr::memchr2(b'<', b'>', tag.as_bytes());
    let closed = end.is_some_and(|end| tag.as_bytes().get(end) == Some(&b'>'));
    let content = end.and_then(|end| tag.get(..end)).unwrap_or(tag);
    let words = content.trim_end().contains(char::is_whitespace) && !content.trim().is_empty();
    !closed && words && !is_known(name_of(content.strip_prefix('/').unwrap_or(content)))
}

/// What divides a tag's name from its annotation.
const SPACE: [char; 4] = [' ', '\t', '\n', '\u{C}'];

fn name_of(tag: &str) -> &str {
    tag.split(|c: char| c == '.' || SPACE.contains(&c)).next().unwrap_or_default()
}

fn is_known(name: &str) -> bool {
    matches!(name, "c" | "i" | "b" | "u" | "ruby" | "rt" | "v" | "lang")
}

/// The tags that are open, and what has been said in them.
#[derive(Default)]
struct Tree<'a> {
    spoken: Vec<Spoken>,
    /// Names of open tags.
    open: Vec<&'a str>,
    /// The voices of those that are `v`.
    voices: Vec<String>,
    /// Whether somebody without a name began to speak.
    changed: bool,
    at: Option<TimeMs>,
}

impl<'a> Tree<'a> {
    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let voice = self.voices.last().map_or("", String::as_str);
        let full = self.spoken.len() >= MOST_VOICES;
        let goes_on =
            |last: &Spoken| full || text.trim().is_empty() || (last.voice == voice && !self.changed);
        if !self.spoken.last().is_some_and(goes_on) {
            self.spoken.push(Spoken { voice: voice.to_owned(), pieces: Vec::new() });
            self.changed = false;
        }
        let Some(spoken) = self.spoken.last_mut() else {
            return;
        };
        match spoken.pieces.last_mut() {
            Some(piece) if piece.at == self.at => piece.text.push_str(text),
            Some(_) | None => spoken.pieces.push(Piece { at: self.at, text: text.to_owned() }),
        }
    }

    fn tag(&mut self, tag: &'a str) {
        if let Some(name) = tag.strip_prefix('/') {
            self.close(name);
        } else if tag.starts_with(|c: char| c.is_ascii_digit()) {
            if let Some((at, "")) = timestamp(tag) {
                self.at = Some(at);
            }
        } else {
            self.open(tag);
        }
    }

    fn open(&mut self, tag: &'a str) {
        let name = name_of(tag);
        if !is_known(name) || (name == "rt" && self.open.last() != Some(&"ruby")) {
            return;
        }
        self.open.push(name);
        if name == "v" {
            let voice = annotation(tag);
            self.changed |= voice == "-";
            self.voices.push(if voice == "-" { String::new() } else { voice });
        }
    }

    fn close(&mut self, name: &str) {
        if name == "ruby" && self.open.last() == Some(&"rt") {
            self.open.pop();
        }
        if self.open.last() == Some(&name) {
            self.open.pop();
            if name == "v" {
                self.voices.pop();
            }
        }
    }
}

/// The name in `v.class Name`, with single spaces. `-` is no name: it says that somebody else speaks.
fn annotation(tag: &str) -> String {
    let text = tag.split_once(SPACE).map_or("", |(_, text)| text);
    let name = resolved(text).split_whitespace().collect::<Vec<_>>().join(" ");
    clean_name(&name).chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        spoken(text).iter().flat_map(|spoken| &spoken.pieces).map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn tags_are_stripped_and_references_resolved() {
        for (text, expected) in [
            ("a<b.x>b</b>c <i>d", "ab".to_owned() + "c d"),
            ("fish &amp; chips &lt;3 &#x2014; &nosuch;", "fish & chips <3 — &nosuch;".to_owned()),
            ("<lang en>yes</lang> <unknown>sir</unknown>", "yes sir".to_owned()),
            ("<ruby>base<rt>over</ruby>line", "baseoverline".to_owned()),
            ("cut <b", "cut ".to_owned()),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn what_can_be_no_tag_is_text() {
        for text in ["if a < b then", "I <3 you all", "a < b and c < d"] {
            assert_eq!(plain(text), text, "nothing of it is lost");
        }
        assert_eq!(plain("a < b <i>c</i>"), "a < b c");
    }

    #[test]
    fn voices_divide_a_cue() {
        let voices: Vec<_> =
            spoken("<v.loud  Ana &amp;  Co>Hi <i>you</i></v> <v Ben>Hello</v><v ->Who?</v><v ->I.")
                .into_iter()
                .map(|spoken| {
                    (spoken.voice, spoken.pieces.into_iter().map(|piece| piece.text).collect::<String>())
                })
                .collect();
        let expected = [("Ana & Co", "Hi you "), ("Ben", "Hello"), ("", "Who?"), ("", "I.")];
        assert_eq!(voices, expected.map(|(voice, text)| (voice.to_owned(), text.to_owned())));
    }

    #[test]
    fn voices_beyond_reason_are_not_told_apart() {
        let all = spoken(&"<v Ana>a</v><v Ben>b</v>".repeat(1000));
        assert_eq!(all.len(), MOST_VOICES, "a hostile cue makes no million messages");
        let text: String =
            all.iter().flat_map(|spoken| &spoken.pieces).map(|piece| piece.text.as_str()).collect();
        assert_eq!(text, "ab".repeat(1000), "and nothing is lost");
        let same = spoken("<v Ana>one</v> <v Ana>two</v>");
        assert_eq!(same.len(), 1, "the same voice goes on");
    }

    #[test]
    fn times_within_a_cue_begin_a_piece() {
        let pieces = spoken("this<00:05.199><c> will</c><00:05.379><c> happen</c><100:00>").remove(0).pieces;
        let pieces: Vec<_> = pieces.iter().map(|p| (p.at.map(TimeMs::get), p.text.as_str())).collect();
        assert_eq!(pieces, [(None, "this"), (Some(5_199), " will"), (Some(5_379), " happen")]);
    }
}
