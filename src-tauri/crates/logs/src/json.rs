//! JSON as logs are written in it: large, on one line or on many, now and then cut off. Values are found by a scan of
//! the bytes and read one by one, so that a bad one costs no other and each knows its line.

use std::collections::BTreeSet;
use std::ops::Range;

/// Bytes whose keys are looked at.
const SAMPLE: usize = 64 * 1024;
/// Keys deeper than this tell no formats apart.
const MOST_DEPTH: usize = 12;

/// The keys in the first bytes of a text, as the paths to them: `messages[].author.name`, and `[].text` where all is an
/// array. A value a line counts as one after the other.
#[derive(Debug, Default)]
pub(crate) struct Keys(BTreeSet<String>);

impl Keys {
    /// The keys of a text; none if it does not begin as an object or an array.
    pub(crate) fn of(text: &str) -> Self {
        let mut keys = Self::default();
        if !text.trim_start().starts_with(['{', '[']) {
            return keys;
        }
        let bytes = text.as_bytes();
        let mut scan = Scan { bytes: bytes.get(..SAMPLE).unwrap_or(bytes), at: 0 };
        let mut path = String::new();
        let mut opened: Vec<(u8, usize)> = Vec::new();
        while let Some(byte) = scan.peek() {
            match byte {
                b'{' | b'[' => {
                    opened.push((byte, path.len()));
                    if byte == b'[' && opened.len() <= MOST_DEPTH {
                        path.push_str("[]");
                    }
                    scan.at += 1;
                }
                b'}' | b']' => {
                    if let Some((_, length)) = opened.pop() {
                        path.truncate(length);
                    }
                    scan.at += 1;
                }
                b'"' => {
                    let Some(string) = scan.string() else { break };
                    if let Some(&(b'{', length)) = opened.last()
                        && scan.peek() == Some(b':')
                        && opened.len() <= MOST_DEPTH
                    {
                        path.truncate(length);
                        if !path.is_empty() {
                            path.push('.');
                        }
                        path.push_str(text.get(string.start + 1..string.end - 1).unwrap_or_default());
                        keys.0.insert(path.clone());
                    }
                }
                _ => scan.at += 1,
            }
        }
        keys
    }

    /// Whether there is such a path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    /// Whether there are all of these paths.
    pub(crate) fn have(&self, paths: &[&str]) -> bool {
        paths.iter().all(|path| self.has(path))
    }
}

/// A value within a larger text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// The line on which it begins, from 1.
    pub(crate) line: u32,
    /// As it is written.
    pub(crate) text: &'a str,
}

impl<'a> Element<'a> {
    /// The whole of a text.
    pub(crate) fn whole(text: &'a str) -> Self {
        Self { line: 1, text }
    }

    /// The value under a key of this object.
    pub(crate) fn get(&self, key: &str) -> Option<Self> {
        let mut scan = Scan::new(self.text);
        (scan.peek()? == b'{').then(|| scan.at += 1)?;
        loop {
            if scan.peek()? == b',' {
                scan.at += 1;
            }
            scan.peek()?;
            let found = scan.string()?;
            (scan.peek()? == b':').then(|| scan.at += 1)?;
            scan.peek()?;
            let begins = scan.at;
            let ends = scan.skip_value();
            if self.text.get(found.start + 1..found.end - 1) == Some(key) {
                // The value may be cut off: then it is what there is of it.
                return self.part(begins..ends.unwrap_or(self.text.len()));
            }
            ends?;
        }
    }

    /// The value at a path of keys.
    pub(crate) fn at(&self, path: &[&str]) -> Option<Self> {
        path.iter().try_fold(*self, |element, key| element.get(key))
    }

    /// The elements of this array that are whole; none if it is no array.
    pub(crate) fn elements(self) -> Elements<'a> {
        let mut scan = Scan::new(self.text);
        let is_array = scan.peek() == Some(b'[');
        scan.at = if is_array { scan.at + 1 } else { self.text.len() };
        Elements { of: self, line: self.line, counted: 0, scan, is_cut: false, rest: None }
    }

    fn part(&self, range: Range<usize>) -> Option<Self> {
        let line = self.line + newlines(self.text.as_bytes().get(..range.start)?);
        Some(Self { line, text: self.text.get(range)? })
    }
}

/// The elements of an array, in order.
pub(crate) struct Elements<'a> {
    of: Element<'a>,
    line: u32,
    counted: usize,
    scan: Scan<'a>,
    /// Whether the text ended within the array; known when there is no more.
    pub(crate) is_cut: bool,
    rest: Option<Element<'a>>,
}

impl<'a> Elements<'a> {
    /// What there is of the element in which the text ended, if it ended in one.
    pub(crate) fn rest(&self) -> Option<Element<'a>> {
        self.rest
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        if self.scan.at >= self.of.text.len() {
            return None;
        }
        if self.scan.peek() == Some(b',') {
            self.scan.at += 1;
        }
        let first = self.scan.peek();
        let begins = self.scan.at;
        if first == Some(b']') {
            self.scan.at = self.of.text.len();
            return None;
        }
        let ends = self.scan.skip_value();
        self.line += newlines(self.of.text.as_bytes().get(self.counted..begins)?);
        self.counted = begins;
        let Some(ends) = ends else {
            self.is_cut = true;
            self.scan.at = self.of.text.len();
            let rest = self.of.text.get(begins..)?;
            self.rest = (!rest.is_empty()).then_some(Element { line: self.line, text: rest });
            return None;
        };
        Some(Element { line: self.line, text: self.of.text.get(begins..ends)? })
    }
}

fn newlines(bytes: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}

/// A place in a text.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0 }
    }

    /// The next byte that is no white space, and steps up to it.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.bytes.get(self.at..)?;
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.bytes.get(self.at).copied()
    }

    /// Steps over a string, and tells where it stands, with its quotes. `None` if none begins here or it does not end.
    fn string(&mut self) -> Option<Range<usize>> {
        let begins = self.at;
        if self.bytes.get(begins) != Some(&b'"') {
            return None;
        }
        let mut at = begins + 1;
        loop {
            at += memchr::memchr2(b'"', b'\\', self.bytes.get(at..)?)?;
            if self.bytes.get(at) == Some(&b'"') {
                self.at = at + 1;
                return Some(begins..at + 1);
            }
            at += 2;
        }
    }

    /// Steps over a value and tells where it ends; `None` if the text ends within it.
    fn skip_value(&mut self) -> Option<usize> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                b'}' | b']' | b',' | b':' => return None,
                _ => {
                    let rest = self.bytes.get(self.at..)?;
                    let ends = |byte: &u8| byte.is_ascii_whitespace() || b",:]}[{\"".contains(byte);
                    self.at += rest.iter().position(ends).unwrap_or(rest.len());
                }
            }
            if depth == 0 {
                return Some(self.at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<'a>(elements: &mut Elements<'a>) -> Vec<(u32, &'a str)> {
        elements.by_ref().map(|element| (element.line, element.text)).collect()
    }

    #[test]
    fn keys_are_paths() {
        let keys = Keys::of(r#"{"a": {"b": 1, "c": [{"d": "x\"y", "e": ["f"]}]}, "g": null}"#);
        assert!(keys.have(&["a", "a.b", "a.c", "a.c[].d", "a.c[].e", "g"]), "{keys:?}");
        assert_eq!(keys.0.len(), 6, "values are no keys: {keys:?}");
        assert!(Keys::of("[{\"a\":1}]").has("[].a"));
        assert!(Keys::of("{\"a\":1}\n{\"b\":2}").have(&["a", "b"]), "a value a line");
        assert!(Keys::of("{\"a\":{\"b").has("a"), "what is cut off has the keys before the cut");
        assert!(Keys::of("a {\"a\":1}").0.is_empty(), "text is no JSON");
    }

    #[test]
    fn values_are_found_by_their_keys() {
        let text = "{\"no\":[1,{\"list\":0}],\n \"chats\" : {\n\"list\":[ 1 ]}}";
        let found = Element::whole(text).at(&["chats", "list"]).unwrap();
        assert_eq!(found, Element { line: 3, text: "[ 1 ]" });
        assert_eq!(Element::whole(text).get("list"), None, "only the object's own keys count");
        assert_eq!(Element::whole("[1]").get("a"), None);
        assert_eq!(Element::whole("{").get("a"), None);
    }

    #[test]
    fn elements_know_their_lines() {
        let mut all = Element { line: 5, text: "[1,\n{\"a\":\n[2]}, \"x,]\" , null\n]" }.elements();
        assert_eq!(texts(&mut all), [(5, "1"), (6, "{\"a\":\n[2]}"), (7, "\"x,]\""), (7, "null")]);
        assert!(!all.is_cut);
        assert_eq!(texts(&mut Element::whole("[]").elements()), []);
        assert_eq!(texts(&mut Element::whole("{\"a\":1}").elements()), [], "no array");
    }

    #[test]
    fn what_is_cut_off_gives_what_is_whole() {
        let root = Element::whole("{\"m\":[{\"a\":1},\n{\"a\":2},{\"a\":");
        let mut all = root.get("m").unwrap().elements();
        assert_eq!(texts(&mut all), [(1, "{\"a\":1}"), (2, "{\"a\":2}")]);
        assert!(all.is_cut, "and it is known to be cut");
        assert_eq!(all.rest(), Some(Element { line: 2, text: "{\"a\":" }), "and what is left is not lost");
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[\\[\\]{}\",:\\\\a1 \n]{0,60}") {
            let keys = Keys::of(&text);
            let element = Element::whole(&text);
            let count = element.elements().count() + element.get("a").map_or(0, |found| found.elements().count());
            proptest::prop_assert!(keys.0.len() + count <= text.len() + 1);
        }
    }
}
