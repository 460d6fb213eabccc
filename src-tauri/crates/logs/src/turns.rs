//! Words and short pieces of speech, each with a time, joined to sentences.

use causerie_model::{Kind, Message, TimeMs, Word};

use crate::format::message;

/// A word, or a few.
pub(crate) struct Piece {
    pub(crate) line: u32,
    pub(crate) start: TimeMs,
    pub(crate) end: Option<TimeMs>,
    /// Empty where it is not told.
    pub(crate) speaker: String,
    pub(crate) text: String,
}

/// A silence that ends a sentence whose end is not marked.
const PAUSE: TimeMs = TimeMs::new(2_000);
/// Pieces in a sentence at most.
const MOST_PIECES: usize = 100;

/// Whether most of the pieces are single words, so that they must be joined to be read.
pub(crate) fn are_words(pieces: &[Piece]) -> bool {
    pieces.iter().filter(|piece| !piece.text.trim().contains(char::is_whitespace)).count() * 2 > pieces.len()
}

impl Piece {
    /// A message of its own.
    pub(crate) fn into_message(self) -> Message {
        let mut spoken = message(self.line, self.start, Kind::Transcript, self.text.trim().to_owned());
        spoken.end = self.end.filter(|end| *end >= self.start);
        spoken.author = self.speaker;
        spoken
    }
}

/// One message a sentence: up to a mark that ends one, a pause or another speaker. A piece without a speaker goes on in
/// the voice of the one before it.
pub(crate) fn joined(pieces: Vec<Piece>) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for piece in pieces {
        let text = piece.text.trim();
        match messages.last_mut() {
            Some(sentence) if goes_on(sentence, &piece) => {
                sentence.text.push(' ');
                sentence.text.push_str(text);
                sentence.end = piece.end.max(sentence.end);
                let words = sentence.words.get_or_insert_default();
                if let Some(above) = words.last_mut() {
                    above.text.push(' ');
                }
                words.push(Word { source: piece.start, text: text.to_owned() });
            }
            Some(_) | None => {
                let word = Word { source: piece.start, text: text.to_owned() };
                let mut sentence = piece.into_message();
                sentence.words = Some(vec![word]);
                messages.push(sentence);
            }
        }
    }
    messages
}

fn goes_on(sentence: &Message, piece: &Piece) -> bool {
    let words = sentence.words.as_deref().unwrap_or_default();
    let heard = sentence.end.or(words.last().map(|word| word.source)).unwrap_or(sentence.source);
    let closed = sentence
        .text
        .trim_end_matches(['"', '”', '’', ')'])
        .ends_with(['.', '?', '!', '…', '。', '？', '！']);
    (piece.speaker.is_empty() || piece.speaker == sentence.author)
        && !closed
        && piece.start >= sentence.source
        && piece.start - heard < PAUSE
        && words.len() < MOST_PIECES
}

/// The words of a text that is known as a whole: each begins where it is found, and takes all up to the next. What has no
/// time, or is not found, goes with the word before it. `None` if that leaves fewer than two.
pub(crate) fn words(text: &str, timed: impl Iterator<Item = (Option<TimeMs>, String)>) -> Option<Vec<Word>> {
    /// Bytes between one word and the next at most.
    const REACH: usize = 100;
    let mut begins: Vec<(TimeMs, usize)> = Vec::new();
    let mut from = 0;
    for (time, word) in timed {
        let word = word.trim();
        let mut reach = text.len().min(from + word.len() + REACH);
        while !text.is_char_boundary(reach) {
            reach += 1;
        }
        let Some(at) = text.get(from..reach).and_then(|rest| rest.find(word)).filter(|_| !word.is_empty())
        else {
            continue;
        };
        if let Some(time) = time {
            begins.push((time, from + at));
        }
        from += at + word.len();
    }
    if begins.len() < 2 {
        return None;
    }
    if let Some((_, first)) = begins.first_mut() {
        *first = 0;
    }
    let ends = begins.iter().skip(1).map(|(_, at)| *at).chain([text.len()]);
    let word = |((source, from), to): (&(TimeMs, usize), usize)| {
        Some(Word { source: *source, text: text.get(*from..to)?.to_owned() })
    };
    begins.iter().zip(ends).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(start: i64, speaker: &str, text: &str) -> Piece {
        let (start, end) = (TimeMs::new(start), Some(TimeMs::new(start + 200)));
        Piece { line: 1, start, end, speaker: speaker.into(), text: text.into() }
    }

    #[test]
    fn words_are_joined_to_sentences() {
        let pieces = vec![
            piece(0, "Ana", "Good"),
            piece(300, "", "morning."),
            piece(600, "Ana", "So"),
            piece(900, "Ben", "Yes"),
            piece(5_000, "Ben", "indeed"),
        ];
        assert!(are_words(&pieces));
        let all: Vec<_> = joined(pieces)
            .into_iter()
            .map(|m| (m.source.get(), m.author, m.text, m.words.unwrap().len()))
            .collect();
        let expected = [
            (0, "Ana", "Good morning.", 2),
            (600, "Ana", "So", 1),
            (900, "Ben", "Yes", 1),
            (5_000, "Ben", "indeed", 1),
        ];
        assert_eq!(all, expected.map(|(at, who, text, words)| (at, who.to_owned(), text.to_owned(), words)));
    }

    #[test]
    fn words_are_found_in_their_text() {
        let timed =
            [(Some(1), " Well,"), (None, "1,000"), (Some(3), "é"), (Some(4), "missing"), (Some(5), "on.")];
        let timed = timed.map(|(time, text)| (time.map(TimeMs::new), text.to_owned()));
        let found = words("“Well, 1,000 é go on.", timed.into_iter()).unwrap();
        let found: Vec<_> = found.iter().map(|word| (word.source.get(), word.text.as_str())).collect();
        assert_eq!(found, [(1, "“Well, 1,000 "), (3, "é go "), (5, "on.")], "they are the text when joined");
        assert_eq!(
            words("Hi", [(Some(TimeMs::ZERO), "Hi".to_owned())].into_iter()),
            None,
            "one word tells nothing"
        );
    }

    proptest::proptest! {
        #[test]
        fn words_are_their_text(text in "[a-cé ,]{0,40}", timed in proptest::collection::vec((proptest::option::of(0..9_i64), "[a-cé ]{0,3}"), 0..20)) {
            let timed = timed.into_iter().map(|(time, word)| (time.map(TimeMs::new), word));
            if let Some(words) = words(&text, timed) {
                let joined: String = words.iter().map(|word| word.text.as_str()).collect();
                proptest::prop_assert_eq!(joined, text);
            }
        }
    }
}
