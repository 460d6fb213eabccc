//! The line above a cue's times, where a platform tells something in it.

/// What the line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Id<'a> {
    /// `4a5d0f9e-5b1c-4f6e-9d3a-0c2b7e8f1a64/17-0`, as Teams writes it: the cue is a part of utterance 17, which goes on in
    /// `17-1`. Given without the part.
    Part(&'a str),
    /// `1 "Ana Lee" (1262511360)`, as Webex writes it (known at second hand): who speaks; nobody knows in `2 "" (0)`.
    Speaker(&'a str),
}

impl<'a> Id<'a> {
    pub(super) fn of(line: &'a str) -> Option<Self> {
        let line = line.trim();
        part(line).map(Self::Part).or_else(|| speaker(line).map(Self::Speaker))
    }
}

fn part(line: &str) -> Option<&str> {
    let (guid, number) = line.split_once('/')?;
    let (utterance, part) = number.split_once('-')?;
    let is_guid = guid.len() == 36 && guid.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let fits = is_guid && is_number(utterance) && is_number(part);
    fits.then(|| line.get(..guid.len() + 1 + utterance.len()))?
}

fn speaker(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(" \"")?;
    let (name, id) = rest.rsplit_once("\" (")?;
    (is_number(number) && is_number(id.strip_suffix(')')?)).then_some(name)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_write_who_speaks_and_what_belongs_together() {
        let guid = "4a5d0f9e-5b1c-4f6e-9d3a-0c2b7e8f1a64";
        assert_eq!(Id::of(&format!("{guid}/17-1 ")), Some(Id::Part(&format!("{guid}/17"))));
        assert_eq!(Id::of("1 \"Ana Lee\" (1262511360)"), Some(Id::Speaker("Ana Lee")));
        assert_eq!(
            Id::of("12 \"Ana \"the \" (voice)\" Lee\" (7)"),
            Some(Id::Speaker("Ana \"the \" (voice)\" Lee"))
        );
        assert_eq!(Id::of("2 \"\" (0)"), Some(Id::Speaker("")));
    }

    #[test]
    fn most_ids_are_mere_names_of_cues() {
        for line in [
            "",
            "1",
            "intro",
            "3f2a/17-0",
            "a/b-c",
            "1 \"Ana\"",
            "1 \"Ana\" (x)",
            "x \"Ana\" (1)",
            "1 \" (2)",
        ] {
            assert_eq!(Id::of(line), None, "{line}");
        }
    }
}
