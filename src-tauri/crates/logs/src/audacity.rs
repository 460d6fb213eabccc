//! `2.150000⇥6.100000⇥label`: Audacity's label tracks, as its manual describes them
//! (<https://manual.audacityteam.org/man/importing_and_exporting_labels.html>): where a label begins and ends in seconds, and what it says. A line that
//! begins with `\` gives the frequencies of the label above it.

use causerie_model::{Kind, TimeBase, TimeMs};

use crate::format::{
    Format, Parsed, Sample, Source, Warnings, append_line, line_confidence, message, number,
};
use crate::lines::Lines;

/// Audacity's labels, each a marker.
pub(crate) struct Labels;

impl Format for Labels {
    fn name(&self) -> &'static str {
        "audacity-labels"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let written =
            sample.head.iter().filter(|line| !line.trim().is_empty() && !is_frequencies(line)).count();
        let fitting = sample.head.iter().filter(|line| label(line).is_some()).count();
        line_confidence(fitting, written, written)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut messages = Vec::new();
        let mut warnings = Warnings::default();
        for line in Lines::new(source.text) {
            if let Some(Label { start, end, text }) = label(line.text) {
                let mut marker = message(line.number, start, Kind::Marker, text.trim().to_owned());
                marker.end = (end > start).then_some(end);
                messages.push(marker);
            } else if !line.text.trim().is_empty() && !is_frequencies(line.text) {
                let above = messages.last_mut();
                let kept = if above.is_some() { "kept with the label above" } else { "left out" };
                warnings.add(line.number, format!("no label with two times; {kept}"));
                match above {
                    Some(above) if above.text.is_empty() => above.text = line.text.trim().to_owned(),
                    Some(above) => append_line(&mut above.text, line.text.trim()),
                    None => {}
                }
            }
        }
        number(&mut messages);
        Parsed { time_base: TimeBase::Relative, started_at: None, messages, warnings }
    }
}

struct Label<'a> {
    start: TimeMs,
    end: TimeMs,
    text: &'a str,
}

fn label(line: &str) -> Option<Label<'_>> {
    let (start, rest) = line.split_once('\t')?;
    let (end, text) = rest.split_once('\t').unwrap_or((rest, ""));
    Some(Label { start: seconds(start)?, end: seconds(end)?, text })
}

/// Seconds with a fraction, by a point or, where Audacity's surroundings write it so, a comma.
fn seconds(text: &str) -> Option<TimeMs> {
    let (whole, fraction) = text.split_once(['.', ','])?;
    let digits =
        |text: &str| !text.is_empty() && text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole.strip_prefix('-').unwrap_or(whole)) && digits(fraction))
        .then(|| format!("{whole}.{fraction}").parse().ok().map(TimeMs::from_seconds))?
}

fn is_frequencies(line: &str) -> bool {
    line.starts_with("\\\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_two_times() {
        let read = |line| label(line).map(|l| (l.start.get(), l.end.get(), l.text));
        assert_eq!(read("2.150000\t6.100000\tfirst\tpart"), Some((2_150, 6_100, "first\tpart")));
        assert_eq!(read("2,15\t2,15"), Some((2_150, 2_150, "")));
        for line in
            ["2\t3\tints are no label's", "1.0 2.0 x", "1.0\tx", "\\\t1.0\t2.0", "NaN\t1.0", "1e5.0\t1.0", ""]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn frequencies_are_no_labels_and_other_lines_are_kept() {
        let text =
            "0.500000\t0.500000\tclap\n\\\t100.000000\t200.000000\n\nand more\n1.000000\t2.500000\ttalk\n";
        let parsed = Labels.parse(&Source::of(text));
        let found: Vec<_> = parsed
            .messages
            .iter()
            .map(|m| (m.source.get(), m.end.map(TimeMs::get), m.text.as_str()))
            .collect();
        assert_eq!(found, [(500, None, "clap\nand more"), (1_000, Some(2_500), "talk")]);
        let lines: Vec<_> = parsed.warnings.into_sorted().iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [4]);
    }
}
