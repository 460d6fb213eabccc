//! What people typed, made safe to stand in markup.

/// Text within XML or HTML, or an attribute in double quotes. What XML 1.0 can't hold (section 2.2) becomes U+FFFD.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// The lines that hold anything, without the white space behind them; what ends a line for some reader ends it for all.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let ends = ['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'];
    text.split(ends).map(str::trim_end).filter(|line| !line.trim().is_empty())
}

/// Text on one line, as names are.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(
            xml("<a href=\"x\">&amp;\u{0}\u{1b}"),
            "&lt;a href=&quot;x&quot;&gt;&amp;amp;\u{FFFD}\u{FFFD}"
        );
    }

    #[test]
    fn empty_lines_are_none() {
        assert_eq!(lines("a \r\n\n \u{2028}b").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(one_line(" Ana\n\tRuiz "), "Ana Ruiz");
    }
}
