//! Records of a log: the elements of a JSON array as values of one type, and the times of what has one.

use causerie_model::TimeMs;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::format::Warnings;
use crate::json::Element;

/// The elements of the array under a key, or of the array that is all of the text if the key is empty, with their lines.
/// What can't be read is left out with a warning that calls it `what`.
pub(crate) fn each<T: DeserializeOwned>(
    text: &str,
    key: &str,
    what: &str,
    warnings: &mut Warnings,
) -> Vec<(u32, T)> {
    let whole = Element::whole(text);
    let Some(array) = (if key.is_empty() { Some(whole) } else { whole.get(key) }) else {
        return Vec::new();
    };
    let mut elements = array.elements();
    let mut all = Vec::new();
    let mut last = array.line;
    for element in elements.by_ref() {
        last = element.line;
        match one(element.text) {
            Ok(value) => all.push((element.line, value)),
            Err(error) => {
                // The error counts lines from the element's own.
                let error = error.to_string();
                let reason = error.split(" at line ").next().unwrap_or_default();
                warnings.add(element.line, format!("this {what} can't be read, so it is left out: {reason}"));
            }
        }
    }
    if elements.is_cut {
        warnings.add(last, format!("the file is cut off behind the {what} that begins here"));
    }
    all
}

/// Python writes `NaN` for what is no number, which is no JSON.
fn one<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    serde_json::from_str(text).or_else(|error| {
        if text.contains(": NaN") {
            serde_json::from_str(&text.replace(": NaN", ": null"))
        } else {
            Err(error)
        }
    })
}

/// A time: seconds, or a clock such as `1:02:03.5`; what is neither is no time.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(crate) enum Time {
    /// Seconds.
    Seconds(f64),
    /// A clock, or seconds in quotes.
    Clock(String),
    /// Anything else.
    Other(IgnoredAny),
    /// Nothing is written.
    #[default]
    Missing,
}

impl Time {
    pub(crate) fn known(&self) -> Option<TimeMs> {
        match self {
            Self::Seconds(seconds) => Some(TimeMs::from_seconds(*seconds)),
            Self::Clock(text) => text.parse().ok(),
            Self::Other(_) | Self::Missing => None,
        }
    }
}

/// The time of what begins on `line`; where there is none, that of what is above, with a warning.
pub(crate) fn time_or_above(
    time: Option<TimeMs>,
    above: TimeMs,
    line: u32,
    warnings: &mut Warnings,
) -> TimeMs {
    time.unwrap_or_else(|| {
        warnings.add(line, "no time that can be read; put behind what is above");
        above
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_element_costs_no_other() {
        let mut warnings = Warnings::default();
        let text = "{\"a\":[\n[1.5],\n[\"x\"], [2.0, 3.0],[4";
        let all: Vec<(u32, Vec<f64>)> = each(text, "a", "list", &mut warnings);
        assert_eq!(all, [(2, vec![1.5]), (3, vec![2.0, 3.0])]);
        let warnings = warnings.into_sorted();
        assert_eq!(warnings.iter().map(|warning| warning.line).collect::<Vec<_>>(), [3, 3]);
        assert!(warnings[0].reason.contains("this list can't be read"), "{warnings:?}");
    }

    #[test]
    fn python_s_numbers_that_are_none_are_nothing() {
        let mut warnings = Warnings::default();
        let all: Vec<(u32, std::collections::BTreeMap<String, Option<f64>>)> =
            each("[{\"a\": NaN, \"b\": 1.0}]", "", "record", &mut warnings);
        assert_eq!(all.len(), 1, "{:?}", warnings.into_sorted());
        assert_eq!(all[0].1.get("a"), Some(&None));
    }

    #[test]
    fn times_are_seconds_or_clocks() {
        let all: Vec<Time> =
            serde_json::from_str("[1.5, 2, \"3.5\", \"1:02.25\", \"soon\", null, [1]]").unwrap();
        let known: Vec<_> = all.iter().map(|time| time.known().map(TimeMs::get)).collect();
        assert_eq!(known, [Some(1_500), Some(2_000), Some(3_500), Some(62_250), None, None, None]);
    }
}
