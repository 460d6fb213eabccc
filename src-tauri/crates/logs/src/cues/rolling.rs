//! Captions that roll up, as YouTube writes them: each cue repeats the last lines of the one before it and adds a new one.

use causerie_model::Message;

use super::draft::cut_start;

/// Lines that a caption repeats at most.
const MOST_LINES: usize = 4;

/// Takes the repeated lines out, if at least half of the cues repeat the one before them; fewer may be people who
/// repeat themselves. A cue that only repeats goes, and the one before it lasts until its end.
pub(super) fn unroll(messages: &mut Vec<Message>) {
    let repeated: Vec<usize> = std::iter::once(0)
        .chain(messages.iter().zip(messages.iter().skip(1)).map(|(above, cue)| repeated_bytes(above, cue)))
        .collect();
    let rolling = repeated.iter().filter(|&&bytes| bytes > 0).count();
    if rolling < 2 || rolling * 2 < messages.len().saturating_sub(1) {
        return;
    }
    let mut unrolled: Vec<Message> = Vec::with_capacity(messages.len());
    for (mut message, repeated) in std::mem::take(messages).into_iter().zip(repeated) {
        cut_start(&mut message, repeated);
        match unrolled.last_mut() {
            Some(above) if message.text.is_empty() => above.end = above.end.max(message.end),
            Some(_) | None => unrolled.push(message),
        }
    }
    *messages = unrolled;
}

/// The length of the lines at the start of a cue that are the last lines of the one above, which began earlier.
fn repeated_bytes(above: &Message, cue: &Message) -> usize {
    if above.line == cue.line || above.source >= cue.source || above.author != cue.author {
        return 0;
    }
    let (above, cue) = (above.text.as_str(), cue.text.as_str());
    let last: Vec<&str> = above.rsplit('\n').take(MOST_LINES).map(str::trim).collect();
    let first: Vec<&str> = cue.split('\n').take(MOST_LINES).collect();
    (1..=last.len().min(first.len()))
        .rev()
        .find(|&lines| {
            first.iter().take(lines).map(|line| line.trim()).eq(last.iter().take(lines).rev().copied())
        })
        .map_or(0, |lines| {
            let bytes = first.iter().take(lines).map(|line| line.len() + 1).sum::<usize>();
            bytes.min(cue.len())
        })
}

#[cfg(test)]
mod tests {
    use causerie_model::{Kind, TimeMs};

    use super::*;
    use crate::format::message;

    fn unrolled(cues: &[&str]) -> Vec<String> {
        let cue =
            |(text, n): (&&str, u32)| message(n, TimeMs::new(n.into()), Kind::Transcript, (*text).to_owned());
        let mut messages = cues.iter().zip(1..).map(cue).collect();
        unroll(&mut messages);
        messages.into_iter().map(|message| message.text).collect()
    }

    #[test]
    fn each_line_is_said_once() {
        assert_eq!(unrolled(&["a", "a\nb", "b", "b\nc", "c", "new"]), ["a", "b", "c", "new"]);
        assert_eq!(
            unrolled(&["a\nb\nc", "b\nc\nd", "c\nd\ne"]),
            ["a\nb\nc", "d", "e"],
            "three lines roll up too"
        );
    }

    #[test]
    fn people_who_repeat_themselves_are_left_alone() {
        let said = ["Yes", "Yes", "No", "No", "Perhaps", "Well", "Then"];
        assert_eq!(unrolled(&said), said);
    }
}
