//! Text as messages have it: no markup, and lines divided by LF alone.

use std::borrow::Cow;

/// Text whose escapes may have held anything: without the white space around it, with LF for every end of a line.
pub(crate) fn text(text: &str) -> String {
    let text = text.trim();
    if !text.contains(['\r', '\0']) {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{FFFD}")
}

/// HTML as plain text: breaks and paragraphs as lines, links as `text (url)` where the two differ.
pub(crate) fn html(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut link: Option<(String, usize)> = None;
    let mut rest = markup;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let (before, tag) = rest.split_at(at);
        out.push_str(&htmlize::unescape(before));
        let inner = tag.get(1..).unwrap_or_default();
        let is_tag = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
        if !is_tag(inner.strip_prefix('/').unwrap_or(inner)) && !inner.starts_with("!--") {
            out.push('<');
            rest = inner;
            continue;
        }
        let Some((inner, behind)) = inner.split_once('>') else {
            out.push_str(&htmlize::unescape(tag));
            rest = "";
            break;
        };
        rest = behind;
        let (name, attributes) =
            inner.split_once(|c: char| c.is_whitespace()).unwrap_or((inner.trim_end_matches('/'), ""));
        match name.to_ascii_lowercase().as_str() {
            "br" => out.push('\n'),
            "p" | "div" | "li" | "tr" | "/p" | "/div" | "/li" | "/tr" if !out.ends_with('\n') => {
                out.push('\n')
            }
            "a" => link = attribute(attributes, "href").map(|href| (href.into_owned(), out.len())),
            "/a" => {
                if let Some((href, from)) = link.take() {
                    add_link(&mut out, &href, from);
                }
            }
            _ => {}
        }
    }
    out.push_str(&htmlize::unescape(rest));
    text(&out).lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Adds where a link leads, unless its text says so. BigBlueButton's old client wrote `event:` ahead of it.
fn add_link(out: &mut String, href: &str, from: usize) {
    let href = href.strip_prefix("event:").unwrap_or(href).trim();
    let shown = out.get(from..).unwrap_or_default().trim();
    let bare = |url: &str| {
        let url = ["https://", "http://", "mailto:"]
            .into_iter()
            .find_map(|scheme| url.strip_prefix(scheme))
            .unwrap_or(url);
        url.trim_end_matches('/').to_owned()
    };
    if href.is_empty() || bare(href) == bare(shown) {
        return;
    }
    let added = if shown.is_empty() { href.to_owned() } else { format!(" ({href})") };
    out.push_str(&added);
}

/// The value of an attribute in the text of a tag.
pub(crate) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let mut rest = attributes;
    loop {
        let (before, after) = rest.split_once('=')?;
        let found = before.rsplit(char::is_whitespace).find(|word| !word.is_empty()).unwrap_or_default();
        let after = after.trim_start();
        let (value, behind) = match after.chars().next()? {
            quote @ ('"' | '\'') => after.get(1..)?.split_once(quote)?,
            _ => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(htmlize::unescape_attribute(value));
        }
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_lines_and_links() {
        for (markup, expected) in [
            ("a &lt; b <br/>c &amp; d", "a < b\nc & d"),
            ("<p>one</p><p>two <b>bold</b></p>", "one\ntwo bold"),
            ("I <3 you, 1 < 2, </3 >", "I <3 you, 1 < 2, </3 >"),
            ("a<!-- not said -->b</p >c", "ab\nc"),
            ("<a href=\"https://example.org/\" target=_blank>example.org</a>", "example.org"),
            (
                "<a class='x' href='https://example.org/a?b=1&amp;c=2'>here</a>!",
                "here (https://example.org/a?b=1&c=2)!",
            ),
            ("<a href='event:http://example.org'><u>http://example.org</u></a>", "http://example.org"),
            ("<a href='https://example.org'></a>", "https://example.org"),
            ("cut <b", "cut <b"),
        ] {
            assert_eq!(html(markup), expected, "{markup}");
        }
    }

    #[test]
    fn lines_are_divided_by_lf_alone() {
        assert_eq!(text(" a\r\nb\rc\0 "), "a\nb\nc\u{FFFD}");
    }

    #[test]
    fn tags_without_an_end_take_no_time() {
        let text = "<a ".repeat(200_000);
        assert_eq!(html(&text), text.trim(), "and nothing is lost");
    }
}
