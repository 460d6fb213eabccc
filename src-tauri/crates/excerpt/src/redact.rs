//! Redacted spans on a document: what was said and written in them is masked, and what went is told for the check.
//!
//! The mask is the same plain word in all formats, in square brackets as transcripts have them. ASCII survives any encoding and
//! font, and a screen reader says it, which it does not for black squares. It is not translated, so that it can be found
//! by itself in files of any language.

use std::collections::BTreeSet;

use causerie_export::{Document, Placed};
use causerie_model::{Kind, LogId, Message, TimeMs, Word};

use crate::find::{Finder, Letters, Needle, apart_from, folded};
use crate::own;

/// What stands in place of what is redacted.
pub const MASK: &str = "[redacted]";

/// So many words in a row tell what was said.
const TELLING: usize = 3;
/// The least letters of a single word that tells something.
const LONG: usize = 5;

/// A span of the timeline of which nothing is to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redaction {
    /// Its beginning.
    pub from: TimeMs,
    /// Its end, which no longer belongs to it.
    pub to: TimeMs,
    /// Whether a tone stands in place of the sound, rather than silence.
    pub tone: bool,
}

impl Redaction {
    /// Whether what lasts from one moment to another is touched; at one moment, whether that lies in the span.
    fn touches(&self, from: TimeMs, to: TimeMs) -> bool {
        from < self.to && (to > self.from || from >= self.from)
    }
}

/// Those that reach into a stretch of the timeline, as seen from its start.
pub fn between(redactions: &[Redaction], from: TimeMs, to: TimeMs) -> Vec<Redaction> {
    let touching = redactions.iter().filter(|one| one.from < to && one.to > from);
    let seen = |one: &Redaction| Redaction {
        from: (one.from - from).max(TimeMs::ZERO),
        to: one.to.min(to) - from,
        ..*one
    };
    touching.map(seen).collect()
}

/// What was redacted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redacted {
    /// How many messages lost words.
    pub messages: usize,
    /// What must not be found in anything that is written: all three words in a row that went, and single words of five letters
    /// or more, as far as neither stands in what is left. Call [`apart_from`] with what the packet says by
    /// itself, beside its documents.
    pub needles: Vec<Needle>,
}

/// Masks what lies in redacted spans: words whose own times are known one by one, else the whole passage that a span touches;
/// messages sent within, chapters that begin within, and what later replies quote of them. Reactions to what was masked go.
pub fn redact(document: &mut Document, redactions: &[Redaction]) -> Redacted {
    let ends = ends(document);
    let mut gone: Vec<(LogId, u32, String)> = Vec::new();
    let words: Vec<Vec<Word>> = document.messages.iter().map(|placed| document.words(placed)).collect();
    for ((placed, end), words) in document.messages.iter_mut().zip(ends).zip(words) {
        let touches = |from, to| redactions.iter().any(|redaction| redaction.touches(from, to));
        let is_masked_already = placed.message.text.trim() == MASK;
        if is_masked_already || !touches(placed.at, end) {
            continue;
        }
        let seq = placed.message.seq;
        let lost = mask(placed, end, &words, touches);
        gone.extend(lost.into_iter().map(|text| (placed.log.clone(), seq, text)));
    }
    let messages: BTreeSet<(&LogId, u32)> = gone.iter().map(|(log, seq, _)| (log, *seq)).collect();
    let messages = messages.len();
    unquote(document, &gone);
    let rest = rest(document);
    let needles = telling(gone.iter().map(|(_, _, text)| text.as_str()), &rest);
    Redacted { messages, needles: apart_from(own::text(), needles) }
}

/// When each message ends on the timeline. Where the log does not tell, speech lasts until its log's next begins.
fn ends(document: &Document) -> Vec<TimeMs> {
    let spoken = |placed: &Placed| placed.message.kind.is_spoken();
    document
        .messages
        .iter()
        .enumerate()
        .map(|(n, placed)| match document.end(placed) {
            Some(end) => end,
            None if !spoken(placed) => placed.at,
            None => {
                let behind = document.messages.iter().skip(n + 1);
                let next =
                    behind.filter(|next| spoken(next) && next.log == placed.log && next.at > placed.at);
                next.map(|next| next.at).next().unwrap_or(document.session.duration).max(placed.at)
            }
        })
        .collect()
}

/// Masks a message, and gives the runs of text that went.
fn mask(
    placed: &mut Placed,
    end: TimeMs,
    times: &[Word],
    touches: impl Fn(TimeMs, TimeMs) -> bool,
) -> Vec<String> {
    let message = &mut placed.message;
    let words = message.words.take();
    let is_text =
        |words: &[Word]| words.iter().map(|word| word.text.as_str()).collect::<String>() == message.text;
    let words = words
        .filter(|words| message.kind == Kind::Transcript && words.len() == times.len() && is_text(words));
    let Some(words) = words else {
        let text = std::mem::replace(&mut message.text, MASK.to_owned());
        message.reactions.clear();
        return vec![text];
    };
    let next = times.iter().skip(1).map(|word| word.source).chain([end]);
    let spans: Vec<bool> =
        times.iter().zip(next).map(|(word, next)| touches(word.source, next.max(word.source))).collect();
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    let mut gone: Vec<String> = Vec::new();
    let mut is_masking = false;
    for (word, is_masked) in words.into_iter().zip(spans) {
        match (is_masked, is_masking) {
            (false, _) => kept.push(word),
            (true, false) => {
                kept.push(Word { source: word.source, text: masked(&word.text) });
                gone.push(word.text);
            }
            (true, true) => {
                if let (Some(mask), Some(run)) = (kept.last_mut(), gone.last_mut()) {
                    let gap = word.text.len() - word.text.trim_end().len();
                    mask.text.truncate(mask.text.trim_end().len());
                    mask.text.push_str(word.text.get(word.text.len() - gap..).unwrap_or_default());
                    run.push_str(&word.text);
                }
            }
        }
        is_masking = is_masked;
    }
    message.text = kept.iter().map(|word| word.text.as_str()).collect();
    message.words = Some(kept);
    if !gone.is_empty() {
        message.reactions.clear();
    }
    gone
}

/// The mask with the white space that stood around.
fn masked(text: &str) -> String {
    let body = text.trim();
    if body.is_empty() { format!("{text}{MASK}") } else { text.replacen(body, MASK, 1) }
}

/// Masks what replies quote of what went.
fn unquote(document: &mut Document, gone: &[(LogId, u32, String)]) {
    for placed in &mut document.messages {
        let Message { text, words, reply_to: Some(answered), .. } = &mut placed.message else { continue };
        let quotable = gone.iter().filter(|(log, seq, _)| *log == placed.log && seq == answered);
        let needles: Vec<Needle> = quotable.flat_map(|(_, _, text)| quotes(text)).map(Needle::word).collect();
        if needles.is_empty() {
            continue;
        }
        let mut hits = Finder::new(&needles).look(&Letters::from(text.as_str()), true);
        hits.sort_by_key(|hit| hit.range.start);
        let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
        for hit in hits {
            match ranges.last_mut() {
                Some(last) if hit.range.start <= last.end => last.end = last.end.max(hit.range.end),
                _ => ranges.push(hit.range),
            }
        }
        for range in ranges.iter().rev() {
            text.replace_range(range.clone(), MASK);
            *words = None;
        }
    }
}

/// A text's words in a row, three at a time, without the marks around them; all of it if they are fewer.
fn quotes(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined = |run: &[&str]| run.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    if words.len() < TELLING {
        let is_long = text.chars().filter(|c| c.is_alphanumeric()).count() >= LONG;
        return if is_long { vec![joined(&words)] } else { Vec::new() };
    }
    words.windows(TELLING).map(joined).collect()
}

/// What went and tells something that is not left in the rest.
fn telling<'a>(gone: impl Iterator<Item = &'a str>, rest: &str) -> Vec<Needle> {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    for text in gone {
        texts.extend(quotes(text));
        let words = text.split(|c: char| !c.is_alphanumeric());
        let is_long = |word: &&str| word.chars().filter(|c| c.is_alphanumeric()).count() >= LONG;
        texts.extend(words.filter(is_long).map(str::to_owned));
    }
    let mut needles: Vec<Needle> = texts.into_iter().map(Needle::word).collect();
    needles.dedup_by_key(|needle| folded(&needle.text));
    let letters = Letters::from(rest);
    let left: BTreeSet<usize> =
        Finder::new(&needles).find(&letters).into_iter().map(|hit| hit.needle).collect();
    let needles = needles.into_iter().enumerate();
    needles.filter(|(n, _)| !left.contains(n)).map(|(_, needle)| needle).collect()
}

/// All that a document still says.
fn rest(document: &Document) -> String {
    crate::names::texts(document).join("\n")
}

#[cfg(test)]
mod tests {
    use causerie_model::Reaction;

    use super::*;
    use crate::testing::{document, said, wrote};

    fn span(from: i64, to: i64) -> Redaction {
        Redaction { from: TimeMs::new(from), to: TimeMs::new(to), tone: false }
    }

    fn texts(document: &Document) -> Vec<&str> {
        document.messages.iter().map(|placed| placed.message.text.as_str()).collect()
    }

    #[test]
    fn words_go_one_by_one_and_passages_whole() {
        let mut document = document([
            said("l1.0", 0, "Ana", "My number is five one two, call me"),
            said("l1.1", 10_000, "Ben", "That reaches into it"),
            said("l1.2", 20_000, "Ben", "and that does not"),
        ]);
        let words = ["My ", "number ", "is ", "five ", "one ", "two, ", "call ", "me"];
        let words = words
            .into_iter()
            .zip(0..)
            .map(|(text, n)| Word { source: TimeMs::new(n * 1_000), text: text.into() });
        document.messages[0].message.words = Some(words.collect());
        document.messages[0].message.end = Some(TimeMs::new(8_000));
        let redacted = redact(&mut document, &[span(3_500, 6_000), span(12_000, 13_000)]);
        assert_eq!(texts(&document), ["My number is [redacted] call me", "[redacted]", "and that does not"]);
        let words = document.messages[0].message.words.as_ref().unwrap();
        let starts: Vec<_> = words.iter().map(|word| (word.source.get(), word.text.as_str())).collect();
        assert_eq!(
            starts[3..],
            [(3_000, "[redacted] "), (6_000, "call "), (7_000, "me")],
            "the words are the text"
        );
        assert_eq!(redacted.messages, 2);
        let needles: Vec<&str> = redacted.needles.iter().map(|needle| needle.text.as_str()).collect();
        assert_eq!(
            needles,
            ["That reaches into", "five one two", "reaches", "reaches into it"],
            "no common short word"
        );
        let again = document.clone();
        redact(&mut document, &[span(3_500, 6_000), span(12_000, 13_000)]);
        assert_eq!(document, again, "twice is once");
    }

    #[test]
    fn what_was_written_goes_with_its_reactions_and_quotes() {
        let mut document = document([
            wrote("l1.0", 999, "Ana", "before"),
            wrote("l1.1", 1_000, "Ana", "the safe is behind the cellar map"),
            wrote("l1.2", 2_000, "Ben", "just after"),
            wrote("l1.3", 9_000, "Ben", "> The safe is behind the…\nreally?"),
        ]);
        document.messages[1].message.reactions =
            vec![Reaction { emoji: "👍".into(), by: vec!["Ben".into()] }];
        document.messages[3].message.reply_to = Some(1);
        let redacted = redact(&mut document, &[span(1_000, 2_000)]);
        assert_eq!(texts(&document), ["before", MASK, "just after", "> [redacted]…\nreally?"]);
        assert!(document.messages[1].message.reactions.is_empty());
        let has = |text: &str| redacted.needles.iter().any(|needle| needle.text == text);
        assert!(has("cellar") && has("safe is behind") && !has("map"), "{redacted:?}");
    }

    #[test]
    fn what_is_said_elsewhere_too_is_no_needle() {
        let mut document = document([
            wrote("l1.0", 1_000, "Ana", "thank you everyone, really"),
            wrote("l1.1", 5_000, "Ben", "Thank you everyone!"),
        ]);
        let redacted = redact(&mut document, &[span(0, 2_000)]);
        let needles: Vec<&str> = redacted.needles.iter().map(|needle| needle.text.as_str()).collect();
        assert_eq!(needles, ["really", "you everyone, really"]);
    }

    #[test]
    fn words_that_do_not_make_up_the_text_hide_it_all() {
        let mut document = document([said("l1.0", 0, "Ana", "one two three")]);
        document.messages[0].message.words = Some(vec![Word { source: TimeMs::ZERO, text: "one".into() }]);
        redact(&mut document, &[span(0, 1)]);
        assert_eq!((texts(&document), &document.messages[0].message.words), (vec![MASK], &None));
    }
}
