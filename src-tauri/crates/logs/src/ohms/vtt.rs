//! The WebVTT within an OHMS file of version 6.

use causerie_model::Message;

use crate::cues::WebVtt;
use crate::format::{Format, Source, Warnings};

/// Stands for a break within a cue, as an empty line would end it.
const BREAK: &str = "\u{2028}";

/// Reads a transcript that begins on `line` of the file. A cue without a voice is a further paragraph by the one above.
pub(super) fn read(line: u32, text: &str, warnings: &mut Warnings) -> Vec<Message> {
    let above = text.len() - text.trim_start().len();
    let skipped = text.get(..above).unwrap_or_default().matches('\n').count();
    let offset = line.saturating_sub(1) + u32::try_from(skipped).unwrap_or(u32::MAX);
    let text = text.trim_start().replace("<br>", BREAK).replace("<br/>", BREAK).replace("<br />", BREAK);
    let parsed = WebVtt.parse(&Source { name: "", text: &text, packed: None });
    for warning in parsed.warnings.into_sorted() {
        warnings.add(warning.line.saturating_add(offset), warning.reason);
    }
    let mut voice = String::new();
    let mut messages = parsed.messages;
    for message in &mut messages {
        message.line = message.line.saturating_add(offset);
        message.text = message.text.replace(BREAK, "\n");
        for word in message.words.iter_mut().flatten() {
            word.text = word.text.replace(BREAK, "\n");
        }
        if message.author.is_empty() {
            message.author.clone_from(&voice);
        } else {
            voice.clone_from(&message.author);
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_goes_on_and_lines_are_those_of_the_file() {
        let text = "\n\nWEBVTT\n\n00:01.000 --> 00:02.000\n<v ANA>one<br><br>two\n\n00:02.000 --> 00:01.000\nthree\n";
        let mut warnings = Warnings::default();
        let messages = read(10, text, &mut warnings);
        let found: Vec<_> = messages.iter().map(|m| (m.line, m.author.as_str(), m.text.as_str())).collect();
        assert_eq!(found, [(14, "ANA", "one\n\ntwo"), (17, "ANA", "three")]);
        assert_eq!(warnings.into_sorted()[0].line, 17);
    }
}
