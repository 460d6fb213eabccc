//! The index of an interview: what it is about, from one moment to the next.

use causerie_model::{Kind, Message, TimeMs};

use crate::format::{Warnings, message};
use crate::plain;
use crate::records::time_or_above;
use crate::xml::Record;

/// The fields of a point in the order in which they are shown, and what stands ahead of each.
const FIELDS: [(&str, &str); 7] = [
    ("title", ""),
    ("synopsis", ""),
    ("partial_transcript", ""),
    ("keywords", "Keywords: "),
    ("subjects", "Subjects: "),
    ("gps_text", "Place: "),
    ("gps", "GPS: "),
];

/// A point as a marker, if it has no time at that of the point above: its title, then a line for each of the other fields that has a text, and for each link.
pub(super) fn marker(point: &Record<'_>, above: TimeMs, warnings: &mut Warnings) -> Message {
    let seconds = point.text("time").and_then(|time| time.parse::<f64>().ok()).filter(|s| s.is_finite());
    let time = time_or_above(seconds.map(TimeMs::from_seconds), above, point.tag.line, warnings);
    let mut lines = Vec::new();
    for (name, label) in FIELDS {
        for leaf in point.leaves.iter().filter(|leaf| leaf.name == name) {
            lines.push(format!(
                "{label}{}",
                if label.is_empty() { plain::html(&leaf.text) } else { list(&leaf.text) }
            ));
        }
    }
    let behind = point.leaves.iter().skip(1).map(Some).chain([None]);
    for (link, behind) in point.leaves.iter().zip(behind).filter(|(leaf, _)| leaf.name == "hyperlink") {
        let url = plain::text(&link.text);
        let shown = behind.filter(|leaf| leaf.name == "hyperlink_text").map(|leaf| plain::html(&leaf.text));
        lines.push(shown.map_or_else(|| url.clone(), |shown| format!("{shown} ({url})")));
    }
    message(point.tag.line, time, Kind::Marker, lines.join("\n"))
}

/// What is divided by semicolons.
fn list(text: &str) -> String {
    let parts = plain::html(text);
    parts.split(';').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}
