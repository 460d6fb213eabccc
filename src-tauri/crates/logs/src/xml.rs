//! XML as logs are written in it.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};

use crate::format::Warnings;

/// The element around all others.
#[derive(Debug)]
pub(crate) struct Root {
    /// Its name, without a prefix.
    pub(crate) name: String,
    /// Its attributes, as they are written, namespaces among them.
    pub(crate) attributes: BTreeMap<String, String>,
}

/// The root of a text; `None` if it is no XML.
pub(crate) fn root(text: &str) -> Option<Root> {
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => {
                let mut attributes = start.attributes();
                let attributes = attributes.with_checks(false).flatten();
                let name = start.local_name().as_ref().to_owned();
                return (!name.is_empty()).then(|| Root {
                    name,
                    attributes: attributes
                        .map(|a| (a.key.as_ref().to_owned(), a.value.into_owned()))
                        .collect(),
                });
            }
            Event::Decl(_) | Event::Comment(_) | Event::DocType(_) | Event::PI(_) | Event::Text(_) => {}
            Event::End(_) | Event::CData(_) | Event::GeneralRef(_) | Event::Eof => return None,
        }
    }
}

/// What a walk through XML comes by.
pub(crate) enum Step<'a> {
    /// An element begins.
    Open(Tag<'a>),
    /// An element ends.
    Close(Closed<'a>),
}

/// The start of an element.
pub(crate) struct Tag<'a> {
    /// The line on which it ends, from 1.
    pub(crate) line: u32,
    start: BytesStart<'a>,
}

impl Tag<'_> {
    /// Its name, without a prefix.
    pub(crate) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// The value of an attribute, with its references resolved.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found =
            attributes.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
        Some(htmlize::unescape_attribute(found.value).into_owned())
    }
}

/// The end of an element.
pub(crate) struct Closed<'a> {
    /// The line on which its text begins, from 1.
    pub(crate) line: u32,
    /// What is written in it, behind the last element within it if there is one; references resolved, lines divided by LF.
    pub(crate) text: String,
    end: BytesEnd<'a>,
}

impl Closed<'_> {
    /// Its name, without a prefix.
    pub(crate) fn name(&self) -> &str {
        self.end.local_name().into_inner()
    }
}

/// A walk through all elements of a text, which stops where it is no XML any more. Entities that the text itself
/// defines are left as they are written, so it can't grow.
pub(crate) struct Walk<'a> {
    bytes: &'a [u8],
    reader: Reader<&'a [u8]>,
    /// So many bytes are counted into `line`.
    counted: usize,
    line: u32,
    /// Where the text that is being gathered begins.
    text_line: u32,
    text: String,
    /// A step that was taken back.
    pending: Option<Step<'a>>,
    is_done: bool,
    /// Where it is no XML any more, and why.
    broken: Option<(u32, String)>,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            bytes: text.as_bytes(),
            reader,
            counted: 0,
            line: 1,
            text_line: 1,
            text: String::new(),
            pending: None,
            is_done: false,
            broken: None,
        }
    }

    /// All that is written in an element that has just begun. It ends at its end, or where another of its name begins.
    pub(crate) fn record(&mut self, tag: Tag<'a>) -> Record<'a> {
        let mut leaves = Vec::new();
        while let Some(step) = self.next() {
            match step {
                Step::Open(inner) if inner.name() == tag.name() => {
                    self.pending = Some(Step::Open(inner));
                    break;
                }
                Step::Open(_) => {}
                Step::Close(closed) => {
                    let is_end = closed.name() == tag.name();
                    let text = closed.text.trim();
                    if !text.is_empty() {
                        let name = closed.name().to_owned();
                        leaves.push(Leaf { name, text: text.to_owned() });
                    }
                    if is_end {
                        break;
                    }
                }
            }
        }
        Record { tag, leaves }
    }

    /// Adds why the walk stopped ahead of the end, if it did.
    pub(crate) fn warn(self, warnings: &mut Warnings) {
        if let Some((line, why)) = self.broken {
            warnings.add(line, format!("no XML from here on, so nothing below is read: {why}"));
        }
    }

    /// Counts the lines up to where the reader is.
    fn count(&mut self) {
        let here = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.bytes.len());
        let passed = self.bytes.get(self.counted..here).unwrap_or_default();
        self.line += u32::try_from(memchr::memchr_iter(b'\n', passed).count()).unwrap_or(u32::MAX);
        self.counted = here;
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Step<'a>;

    fn next(&mut self) -> Option<Step<'a>> {
        if let Some(step) = self.pending.take() {
            return Some(step);
        }
        while !self.is_done {
            let event = self.reader.read_event();
            let began = self.line;
            self.count();
            match event {
                Ok(Event::Start(start) | Event::Empty(start)) => {
                    self.text.clear();
                    self.text_line = self.line;
                    return Some(Step::Open(Tag { line: self.line, start }));
                }
                Ok(Event::End(end)) => {
                    let text = std::mem::take(&mut self.text);
                    let line = std::mem::replace(&mut self.text_line, self.line);
                    return Some(Step::Close(Closed { line, text, end }));
                }
                Ok(Event::Text(text)) => self.text.push_str(&text.xml10_content()),
                Ok(Event::CData(text)) => self.text.push_str(&text.xml10_content()),
                Ok(Event::GeneralRef(reference)) => {
                    let name = format!("&{};", reference.into_inner());
                    self.text.push_str(&htmlize::unescape(name));
                }
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
                Ok(Event::Eof) => self.is_done = true,
                Err(error) => {
                    self.is_done = true;
                    self.broken = Some((began, error.to_string()));
                }
            }
        }
        None
    }
}

/// An element with all that is written in it.
pub(crate) struct Record<'a> {
    pub(crate) tag: Tag<'a>,
    /// The elements within it that have text, in the order in which they end.
    pub(crate) leaves: Vec<Leaf>,
}

impl Record<'_> {
    /// The text of the first element of a name.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.leaves.iter().find(|leaf| leaf.name == name).map(|leaf| leaf.text.as_str())
    }
}

/// An element with text.
pub(crate) struct Leaf {
    /// Its name, without a prefix.
    pub(crate) name: String,
    /// Without the white space around it; never empty.
    pub(crate) text: String,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_root_stands_below_what_introduces_it() {
        let root =
            root("<?xml version=\"1.0\"?>\n<!-- a talk -->\n<a:ROOT xmlns:a=\"x\" id='7'>\n<b/>").unwrap();
        assert_eq!(root.name, "ROOT");
        assert_eq!(root.attributes.get("id").map(String::as_str), Some("7"));
        assert_eq!(root.attributes.get("xmlns:a").map(String::as_str), Some("x"));
    }

    #[test]
    fn what_is_no_xml_has_none() {
        assert!(
            ["", "Ana <ana@example.org>", "<", "<>", "</a>", "<!--"]
                .into_iter()
                .all(|text| root(text).is_none())
        );
    }

    /// The steps as `+name` and `-name line text`.
    fn steps(text: &str) -> (Vec<String>, bool) {
        let mut walk = Walk::new(text);
        let steps = walk
            .by_ref()
            .map(|step| match step {
                Step::Open(tag) => format!("+{} {}", tag.name(), tag.line),
                Step::Close(closed) => format!("-{} {} {}", closed.name(), closed.line, closed.text.trim()),
            })
            .collect();
        (steps, walk.broken.is_some())
    }

    #[test]
    fn a_walk_gives_texts_with_their_lines() {
        let (steps, broken) =
            steps("<?xml version=\"1.0\"?>\n<r>\n<x:a>1 &amp; 2\r\n<![CDATA[<3>]]></x:a><b/>\n</r>");
        assert_eq!(steps, ["+r 2", "+a 3", "-a 3 1 & 2\n<3>", "+b 4", "-b 4 ", "-r 4 "]);
        assert!(!broken);
    }

    #[test]
    fn what_is_cut_off_gives_what_is_whole() {
        let (steps, broken) = steps("<r><a>1</a><b");
        assert_eq!(steps, ["+r 1", "+a 1", "-a 1 1"]);
        assert!(broken, "and the cut is known");
    }

    #[test]
    fn entities_of_the_text_itself_do_not_grow() {
        let text = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><r>&b;&#65; & B</r>";
        assert_eq!(steps(text).0, ["+r 1", "-r 1 &b;A & B"]);
    }

    #[test]
    fn a_record_ends_at_its_end_or_at_the_next() {
        let mut walk = Walk::new("<e n='1 &lt; 2'><a>x</a><b> y </b><e><a>z</a></e>");
        let mut records = Vec::new();
        while let Some(step) = walk.next() {
            if let Step::Open(tag) = step {
                records.push(walk.record(tag));
            }
        }
        let texts: Vec<_> =
            records.iter().map(|r| (r.tag.attribute("n"), r.text("a"), r.text("b"))).collect();
        assert_eq!(texts, [(Some("1 < 2".into()), Some("x"), Some("y")), (None, Some("z"), None)]);
    }

    /// What the formats in XML look for, whole and cut.
    fn part() -> impl Strategy<Value = String> {
        let parts = [
            "<root>",
            "<Message time='1'>",
            "<MSG>",
            "</MSG>",
            "<SND>",
            "<label>",
            "</label>",
            "</Message>",
            "<fileName>",
            "<recording meeting_id='a-1'>",
            "<event timestamp='7' eventname='PublicChatEvent'>",
            "<message>",
            "</message>",
            "<event timestamp='9' eventname='RecordStatusEvent'>",
            "<status>true</status>",
            "</event>",
            "<popcorn>",
            "<chattimeline in='1' id='a' replyToMessageId='a' message='&lt;a href=x&gt;&#13;&#0;'/>",
            "<ROOT>",
            "<point>",
            "<time>1</time>",
            "<title>",
            "</title>",
            "</point>",
            "<sync>1:|1(2)|2(1)|9(9)</sync>",
            "<transcript>",
            "ANA: a b\n",
            "</transcript>",
            "<vtt_transcript>WEBVTT\n\n00:01.000 --> 00:02.000\n&lt;v A&gt;x &lt;br&gt;",
            "</vtt_transcript>",
            "<TIME_SLOT TIME_SLOT_ID='t'/>",
            "<TIER TIER_ID='x'>",
            "<ANNOTATION_VALUE>",
            "</ANNOTATION_VALUE>",
            "<ALIGNABLE_ANNOTATION ANNOTATION_ID='a' TIME_SLOT_REF1='t' TIME_SLOT_REF2='t'>",
            "</ALIGNABLE_ANNOTATION>",
            "<REF_ANNOTATION ANNOTATION_ID='b' ANNOTATION_REF='b'>",
            "</REF_ANNOTATION>",
            "<chapter start='1:00' title='&#13;'/>",
        ];
        prop_oneof![prop::sample::select(parts.to_vec()).prop_map(str::to_owned), "[ -~\n\réß]{0,9}"]
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[<>/!?&;#a=\"' \n\\[\\]-]{0,60}") {
            let _ = steps(&text);
            let _ = root(&text);
        }

        #[test]
        fn no_parts_are_too_strange(parts in prop::collection::vec(part(), 1..60)) {
            let text = parts.concat();
            let formats =
                ["adobe-connect", "bigbluebutton-events", "bigbluebutton-slides", "ohms", "elan", "podlove-chapters"];
            for log in formats.into_iter().filter_map(|format| crate::read_as(format, "a.xml", text.as_bytes()).ok()) {
                for (at, message) in log.messages.iter().enumerate() {
                    prop_assert_eq!(message.seq as usize, at, "numbers have no gaps");
                    prop_assert!(message.reply_to.is_none_or(|to| to < message.seq), "an answer comes later");
                    prop_assert!(!message.text.contains(['\r', '\0']), "lines are divided by LF alone: {:?}", message.text);
                    if let Some(words) = &message.words {
                        let joined: String = words.iter().map(|word| word.text.as_str()).collect();
                        prop_assert_eq!(&joined, &message.text, "words are the text");
                    }
                }
            }
        }
    }
}
