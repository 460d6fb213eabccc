//! Rich Text Format as plain text: <https://www.biblioscape.com/rtf15_spec.htm>. Only what text needs; pictures, fonts,
//! colours and all that is marked as not for every reader are left out.

use encoding_rs::{Encoding, WINDOWS_1252};

/// Groups within groups; deeper ones share the state of the last.
const MOST_DEPTH: usize = 1000;

/// Groups that hold no text of the document.
const NO_TEXT: [&str; 12] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "footer",
    "headerl",
    "footerl",
    "listtable",
    "themedata",
];

/// Whether a text begins as RTF does.
pub(super) fn is_rtf(text: &str) -> bool {
    text.trim_start().starts_with("{\\rtf")
}

/// The text of a document, a line for each of its paragraphs and line breaks.
pub(super) fn plain(rtf: &str) -> String {
    let mut reader = Reader {
        rest: rtf,
        text: String::new(),
        bytes: Vec::new(),
        high: None,
        encoding: WINDOWS_1252,
        groups: vec![Group::default()],
        deeper: 0,
        fallback: 0,
    };
    while let Some(c) = reader.rest.chars().next() {
        reader.rest = reader.rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '{' => reader.open(),
            '}' => reader.close(),
            '\\' => reader.control(),
            '\r' | '\n' => {}
            c => reader.write(c),
        }
    }
    reader.flush();
    reader.text
}

/// What holds within braces.
#[derive(Debug, Clone, Copy)]
struct Group {
    hidden: bool,
    /// Characters that follow a `\u` for readers that do not know it.
    fallback: usize,
}

impl Default for Group {
    fn default() -> Self {
        Self { hidden: false, fallback: 1 }
    }
}

struct Reader<'a> {
    rest: &'a str,
    text: String,
    /// Of characters in the document's own encoding, which may take two each.
    bytes: Vec<u8>,
    /// The first half of a character beyond U+FFFF.
    high: Option<u16>,
    encoding: &'static Encoding,
    groups: Vec<Group>,
    deeper: usize,
    /// Characters still to be left out behind a `\u`.
    fallback: usize,
}

impl Reader<'_> {
    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or_default()
    }

    fn open(&mut self) {
        self.fallback = 0;
        if self.groups.len() < MOST_DEPTH {
            self.groups.push(self.group());
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        self.fallback = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if self.groups.len() > 1 {
            self.groups.pop();
        }
    }

    /// `\word-12 `, `\'e9` or `\~`.
    fn control(&mut self) {
        let letters = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let Some((word, rest)) = self.rest.split_at_checked(letters).filter(|(word, _)| !word.is_empty())
        else {
            return self.symbol();
        };
        let signed = rest.strip_prefix('-').unwrap_or(rest);
        let sign = rest.len() - signed.len();
        let digits = signed.bytes().take_while(u8::is_ascii_digit).count();
        let length = if digits == 0 { 0 } else { sign + digits };
        let value = rest.get(..length).and_then(|number| number.parse::<i64>().ok());
        let rest = rest.get(length..).unwrap_or_default();
        self.rest = rest.strip_prefix(' ').unwrap_or(rest);
        self.word(word, value);
    }

    fn symbol(&mut self) {
        let Some(symbol) = self.rest.chars().next() else { return };
        self.rest = self.rest.get(symbol.len_utf8()..).unwrap_or_default();
        match symbol {
            '\'' => {
                let Some((hex, rest)) = self.rest.split_at_checked(2) else { return };
                let Ok(byte) = u8::from_str_radix(hex, 16) else { return };
                self.rest = rest;
                if self.fallback > 0 {
                    self.fallback -= 1;
                } else if !self.group().hidden {
                    self.bytes.push(byte);
                }
            }
            '*' => self.hide(),
            '~' => self.write('\u{A0}'),
            '_' => self.write('\u{2011}'),
            '\r' | '\n' => self.write('\n'),
            '{' | '}' | '\\' => self.write(symbol),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, value: Option<i64>) {
        match word {
            "par" | "line" | "sect" | "page" | "row" => self.write('\n'),
            "tab" | "cell" => self.write('\t'),
            "emdash" => self.write('—'),
            "endash" => self.write('–'),
            "bullet" => self.write('•'),
            "lquote" => self.write('‘'),
            "rquote" => self.write('’'),
            "ldblquote" => self.write('“'),
            "rdblquote" => self.write('”'),
            "u" => self.unit(value),
            "uc" => {
                if let Some(group) = self.groups.last_mut() {
                    group.fallback = value.and_then(|value| usize::try_from(value).ok()).unwrap_or(1).min(16);
                }
            }
            "ansicpg" => {
                let label = format!("windows-{}", value.unwrap_or(1252));
                self.encoding = Encoding::for_label(label.as_bytes()).unwrap_or(match value {
                    Some(932) => encoding_rs::SHIFT_JIS,
                    Some(936) => encoding_rs::GBK,
                    Some(949) => encoding_rs::EUC_KR,
                    Some(950) => encoding_rs::BIG5,
                    Some(_) | None => WINDOWS_1252,
                });
            }
            "bin" => {
                let count = value.and_then(|value| usize::try_from(value).ok()).unwrap_or_default();
                self.rest = self.rest.get(count..).unwrap_or_default();
            }
            word if NO_TEXT.contains(&word) => self.hide(),
            _ => {}
        }
    }

    fn hide(&mut self) {
        if let Some(group) = self.groups.last_mut().filter(|_| self.deeper == 0) {
            group.hidden = true;
        }
    }

    /// A character of the text.
    fn write(&mut self, c: char) {
        if self.fallback > 0 {
            self.fallback -= 1;
        } else if !self.group().hidden {
            self.flush();
            self.text.push(c);
        }
    }

    /// A unit of UTF-16, negative from 0x8000 on.
    fn unit(&mut self, value: Option<i64>) {
        self.fallback = self.group().fallback;
        if self.group().hidden {
            return;
        }
        let value = value.map(|value| if value < 0 { value + 0x1_0000 } else { value });
        let unit = value.and_then(|value| u16::try_from(value).ok()).unwrap_or(0xFFFD);
        let high = self.high.take();
        self.flush();
        if (0xD800..0xDC00).contains(&unit) {
            self.high = Some(unit);
        } else {
            let units = high.into_iter().chain([unit]);
            self.text.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')));
        }
    }

    /// Writes what has been held back.
    fn flush(&mut self) {
        if self.high.take().is_some() {
            self.text.push('\u{FFFD}');
        }
        if !self.bytes.is_empty() {
            let (text, _) = self.encoding.decode_without_bom_handling(&self.bytes);
            self.text.push_str(&text);
            self.bytes.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_out_and_the_rest_stays() {
        for (rtf, expected) in [
            (
                "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\*\\generator x;}\\f0\\fs20 Hi \\b you\\b0 .\\par\r\nHo}",
                "Hi you.\nHo",
            ),
            ("{\\rtf1\\ansicpg1251 \\'cf\\'f0\\'e8}", "При"),
            ("{\\rtf1\\ansicpg932 \\'82\\'a0}", "あ"),
            ("{\\rtf1 caf\\u233? \\uc0\\u-10179\\u-9155{\\uc2 \\u8364\\'80x}!}", "café \u{1F43D}€!"),
            ("{\\rtf1 a\\{b\\}\\\\c\\~d\\line e\\emdash f\\tab g}", "a{b}\\c\u{A0}d\ne—f\tg"),
            ("{\\rtf1{\\pict\\bin5 }}}}}a}{\\b b}}", "b"),
            ("{\\rtf1 \\u-10179 ?x", "\u{FFFD}x"),
        ] {
            assert_eq!(plain(rtf), expected, "{rtf}");
        }
    }

    #[test]
    fn what_is_damaged_ends_in_text() {
        assert_eq!(plain("{\\rtf1 a}}}} b\\"), "a b");
        assert_eq!(
            plain("{\\rtf1 a\\'zz\\'é\\u99999999999999? b\\bin99999 c"),
            "azzé\u{FFFD} b",
            "what can't be read is left out"
        );
        let deep = "{".repeat(1_000_000) + "a" + &"}".repeat(1_000_000);
        assert_eq!(plain(&format!("{{\\rtf1 {deep} b")), "a b", "groups without end take no memory");
    }
}
