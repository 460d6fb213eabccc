//! The parsing rules of WebVTT, one by one: <https://www.w3.org/TR/webvtt1/#file-parsing> and
//! <https://www.w3.org/TR/webvtt1/#cue-text-parsing-rules>.

use causerie_model::Message;

use super::WebVtt;
use crate::format::{Format, Parsed, Source};

/// A rule, a file, and its cues as `begin-end text`.
type Rule = (&'static str, &'static str, &'static [&'static str]);

fn cues(text: &str) -> Vec<String> {
    let cue = |m: &Message| {
        format!("{}-{} {}", m.source.get(), m.end.map_or("?".into(), |end| end.get().to_string()), m.text)
    };
    WebVtt.parse(&Source::of(text)).messages.iter().map(cue).collect()
}

fn hold(rules: &[Rule]) {
    for (rule, text, expected) in rules {
        assert_eq!(cues(text), *expected, "{rule}: {text:?}");
    }
}

#[test]
fn of_the_signature_and_the_header() {
    hold(&[
        (
            "the signature may be all of the first line",
            "WEBVTT\n\n00:01.000 --> 00:02.000\na",
            &["1000-2000 a"],
        ),
        (
            "a blank may follow it, and any words",
            "WEBVTT our talk\n\n00:01.000 --> 00:02.000\na",
            &["1000-2000 a"],
        ),
        ("or a tab", "WEBVTT\tour talk\n\n00:01.000 --> 00:02.000\na", &["1000-2000 a"]),
        ("but nothing else", "WEBVTT: our talk\n\n00:01.000 --> 00:02.000\na", &[]),
        ("nothing stands above it", "\nWEBVTT\n\n00:01.000 --> 00:02.000\na", &[]),
        ("it is written in capitals", "WebVTT\n\n00:01.000 --> 00:02.000\na", &[]),
        ("times on its line are no times", "WEBVTT 00:01.000 --> 00:02.000\na", &[]),
        (
            "the header lasts to an empty line",
            "WEBVTT\nby: Ana\nfor: Ben\n\n00:01.000 --> 00:02.000\na",
            &["1000-2000 a"],
        ),
        ("or to the first times", "WEBVTT\nby: Ana\nfor: Ben\n00:01.000 --> 00:02.000\na", &["1000-2000 a"]),
        ("a line of a blank is not empty", "WEBVTT\n \n00:01.000 --> 00:02.000\na", &["1000-2000 a"]),
    ]);
}

#[test]
fn of_blocks() {
    hold(&[
        (
            "lines end with CR, LF or both",
            "WEBVTT\r\r00:01.000 --> 00:02.000\ra\nb\r\n\n\r00:03.000 --> 00:04.000\r\nc",
            &["1000-2000 a\nb", "3000-4000 c"],
        ),
        (
            "a cue ends at an empty line",
            "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n\n\n00:03.000 --> 00:04.000\nb\n",
            &["1000-2000 a", "3000-4000 b"],
        ),
        (
            "a line of blanks is a cue's",
            "WEBVTT\n\n00:01.000 --> 00:02.000\na\n \nb\n",
            &["1000-2000 a\n \nb"],
        ),
        (
            "the line above the times is the cue's name",
            "WEBVTT\n\n first \n00:01.000 --> 00:02.000\na\n",
            &["1000-2000 a"],
        ),
        (
            "an arrow ends a cue, even one without any times",
            "WEBVTT\n\n00:01.000 --> 00:02.000\na\n--> b\n00:03.000 --> 00:04.000\nc\n",
            &["1000-2000 a", "3000-4000 c"],
        ),
        (
            "an arrow that is broken is none",
            "WEBVTT\n\n00:01.000 --> 00:02.000\na -> b -- > c\n",
            &["1000-2000 a -> b -- > c"],
        ),
        (
            "a third line makes a block one without a cue, up to its arrow",
            "WEBVTT\n\nNOTE one\ntwo\n00:01.000 --> 00:02.000\na\n",
            &["1000-2000 a"],
        ),
        (
            "a note says nothing",
            "WEBVTT\n\nNOTE\n00:01.000 -- 00:02.000\n\n00:01.000 --> 00:02.000\na\n\nNOTE b\n",
            &["1000-2000 a"],
        ),
        (
            "a style and a region say nothing",
            "WEBVTT\n\nSTYLE \n::cue {}\n\nREGION\t\nid:a\n\n00:01.000 --> 00:02.000 region:a\na\n\nSTYLE\n::cue {}\n",
            &["1000-2000 a"],
        ),
        ("a cue may be called STYLE", "WEBVTT\n\nSTYLE\n00:01.000 --> 00:02.000\na\n", &["1000-2000 a"]),
        (
            "a cue without text is none to us",
            "WEBVTT\n\n00:01.000 --> 00:02.000\n\n00:03.000 --> 00:04.000\nb\n",
            &["3000-4000 b"],
        ),
        (
            "cues at the same time are all of them cues",
            "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n00:01.000 --> 00:02.000\na\n\n00:01.000 --> 00:02.000\na\n",
            &["1000-2000 a"; 3],
        ),
    ]);
}

/// The times of a line, if a cue begins with it. Another cue is there to keep SubRip's rules out.
fn times(line: &str) -> Option<String> {
    let cues = cues(&format!("WEBVTT\n\n00:07.000 --> 00:08.000\nx\n\n{line}\na\n"));
    (cues.len() == 2).then(|| cues[1].clone())
}

#[test]
fn of_times() {
    for (rule, line, expected) in [
        ("hours may be missing in either", "00:01.000 --> 00:00:02.000", "1000-2000 a"),
        ("hours have one digit or many", "0:00:01.000 --> 0100:00:02.000", "1000-360002000 a"),
        ("a first number above 59 counts hours", "60:00:01.000 --> 60:00:02.000", "216001000-216002000 a"),
        (
            "blanks, tabs and form feeds may stand around each",
            " \t\u{C}00:01.000 \t\u{C}-->\u{C}\t 00:02.000 ",
            "1000-2000 a",
        ),
        ("or nothing", "00:01.000-->00:02.000", "1000-2000 a"),
        (
            "whatever follows is a setting, if any",
            "00:01.000 --> 00:02.000x align:\u{FFFD} region: size:200%",
            "1000-2000 a",
        ),
        ("a cue may last no time", "00:01.000 --> 00:01.000", "1000-1000 a"),
        (
            "one that ends before it begins is a cue, its end to us unknown",
            "00:02.000 --> 00:01.999",
            "2000-? a",
        ),
    ] {
        assert_eq!(times(line).as_deref(), Some(expected), "{rule}: {line:?}");
    }
    for (rule, line) in [
        ("minutes have two digits", "0:01.000 --> 00:02.000"),
        ("and with hours too", "00:1:01.000 --> 00:00:02.000"),
        ("not three", "00:001:01.000 --> 00:00:02.000"),
        ("three digits are no minutes", "000:01.000 --> 00:02.000"),
        ("nor is what counts beyond 59", "60:01.000 --> 00:02.000"),
        ("minutes below hours end at 59", "00:60:01.000 --> 01:00:02.000"),
        ("so do seconds", "00:01.000 --> 00:60.000"),
        ("seconds have two digits", "00:1.000 --> 00:02.000"),
        ("thousandths are three", "00:01.00 --> 00:02.000"),
        ("neither less nor more", "00:01.0000 --> 00:02.000"),
        ("and needed", "00:01 --> 00:02.000"),
        ("in the end as well", "00:01.000 --> 00:02"),
        ("a comma is no point", "00:01,000 --> 00:02,000"),
        ("fields are divided once", "00::01.000 --> 00:02.000"),
        ("a time is not negative", "-00:01.000 --> 00:02.000"),
        ("digits are those of ASCII", "00:0\u{661}.000 --> 00:02.000"),
        ("a vertical tab is no blank", "\u{B}00:01.000 --> 00:02.000"),
        ("nor is a no-break space", "00:01.000\u{A0}--> 00:02.000"),
        ("a NUL is a character like any other", "00:01.000 -->\u{FFFD}00:02.000"),
        ("nothing else stands ahead", "x 00:01.000 --> 00:02.000"),
        ("nor between", "00:01.000 to --> 00:02.000"),
        ("both times are needed", "00:01.000 -->"),
        ("the arrow is whole", "00:01.000 --> --> 00:02.000"),
    ] {
        assert_eq!(times(line), None, "{rule}: {line:?}");
    }
}

/// What a cue from 1 s to 9 s says: `voice: text`, with `@ms` ahead of words that have their own time.
fn said(text: &str) -> Vec<String> {
    let Parsed { messages, .. } =
        WebVtt.parse(&Source::of(&format!("WEBVTT\n\n00:01.000 --> 00:09.000\n{text}")));
    let timed = |m: &Message| {
        let words = m.words.iter().flatten().map(|word| format!("@{}{}", word.source.get(), word.text));
        if m.words.is_some() { words.collect() } else { m.text.clone() }
    };
    messages.iter().map(|m| format!("{}: {}", m.author, timed(m))).collect()
}

#[test]
fn of_a_cues_text() {
    for (rule, text, expected) in [
        (
            "tags with a meaning are no text",
            "<b>a</b> <i>b</i> <u>c</u> <c>d</c> <lang nl>e</lang>",
            ": a b c d e",
        ),
        ("tags without one neither", "a<x> </x>b<> c</>", ": a b c"),
        ("classes and annotations may follow a name", "<b.loud.red so>a</b><c.>b</c>", ": ab"),
        ("lines may break in a tag", "<c.x\ny>a</\nc>b", ": ab"),
        ("a tag that is not closed lasts to the end", "a <i>b\nc", ": a b\nc"),
        ("a closing tag without its like is nothing", "a</b> b</v>", ": a b"),
        ("tags that cross are closed where they may be", "<b>a<i>b</b>c</i>d", ": abcd"),
        ("a tag that the text ends in is a tag", "a <b", ": a"),
        ("`<` within a tag is the tag's", "a<i <b>b", ": ab"),
        ("ruby holds its base and what is above it", "<ruby>a<rt>b</rt>c<rt>d</ruby>e", ": abcde"),
        ("above nothing there is no rt", "<rt>a</rt>b", ": ab"),
        (
            "character references are those of HTML",
            "&amp;&lt;&gt;&lrm;&nbsp;x&copy;&notin;&#65;&#x42;",
            ": &<>\u{200E}\u{A0}x©∉AB",
        ),
        ("some even without the semicolon", "&amp &copy &notit;", ": & © ¬it;"),
        ("what is no reference is text", "& &; &1; &nosuch; &<c>x", ": & &; &1; &nosuch; &x"),
        ("one to a CR is to us the end of a line", "a&#13;b&#xd;&#10;c", ": a\nb\nc"),
        ("what a reference makes is no tag", "&lt;b>a", ": <b>a"),
        ("a voice has a name", "<v Ana>a", "Ana: a"),
        ("of which blanks are one", "<v.loud \t Ana \n Lee >a", "Ana Lee: a"),
        ("with references", "<v Ana &amp; Ben &lt;3>a", "Ana & Ben <3: a"),
        ("or it has none", "<v>a", ": a"),
        ("and only blanks of ASCII divide it from the tag", "<v\u{A0}Ana>a", ": a"),
        ("names of tags are in small letters", "<V Ana>a", ": a"),
        ("a time is where the next words begin", "a <00:02.000>b<00:00:03.500> c", ": @1000a @2000b@3500 c"),
        ("hours may be many", "a<100:00:00.000>b", ": @1000a@360000000b"),
        ("what is no time is nothing", "a<0:02.000>b<00:02>c<00:02.000 >d", ": abcd"),
    ] {
        assert_eq!(said(text), [expected], "{rule}: {text:?}");
    }
    assert_eq!(said("<v Ana>a</v>b<v Ben>c<i>d"), ["Ana: a", ": b", "Ben: cd"], "a voice ends with its tag");
    assert_eq!(said("<v Ana>a <v Ben>b</v> c"), ["Ana: a", "Ben: b", "Ana: c"], "or with one within it");
}
