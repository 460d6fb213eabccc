//! Whole files: each fixture against its golden reading, each against every format, and hostile input.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod recipes;

use std::fs;
use std::path::{Path, PathBuf};

use causerie_logs::{LIMIT, LogError, formats, read, read_as};
use proptest::prelude::*;

/// The fixtures: their format, which is the name of their folder, and their path.
fn fixtures() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut all = Vec::new();
    for format in fs::read_dir(root).unwrap().map(|entry| entry.unwrap()) {
        for file in fs::read_dir(format.path()).unwrap().map(|entry| entry.unwrap()) {
            all.push((format.file_name().into_string().unwrap(), file.path()));
        }
    }
    all.sort();
    all
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn fixtures_are_read_as_their_goldens_say() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for (format, path) in fixtures() {
        let log = read(name(&path), &fs::read(&path).unwrap()).unwrap();
        assert_eq!(log.format, format, "{} is in the folder of its format", path.display());
        let json = serde_json::to_string_pretty(&log).unwrap() + "\n";
        let golden = golden.join(format!("{format}.{}.json", name(&path)));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &json).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(json, expected, "{} is read otherwise; UPDATE_GOLDEN=1 rewrites it", golden.display());
    }
}

#[test]
fn messages_hold_what_the_model_promises() {
    for (_, path) in fixtures() {
        let log = read(name(&path), &fs::read(&path).unwrap()).unwrap();
        check(&log);
    }
}

#[test]
fn what_is_damaged_anywhere_is_read_soundly() {
    for (format, path) in fixtures() {
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(whole.len() / 30 + 1) {
            let hole = [&whole[..at], &whole[(at + 7).min(whole.len())..]].concat();
            for damaged in [&whole[..at], &hole] {
                if let Ok(log) = read_as(&format, name(&path), damaged) {
                    check(&log);
                }
            }
        }
    }
}

fn check(log: &causerie_model::ParsedLog) {
    for (at, message) in log.messages.iter().enumerate() {
        assert_eq!(message.seq as usize, at, "numbers have no gaps");
        assert!(message.line >= 1, "lines are counted from 1");
        assert!(message.end.is_none_or(|end| end >= message.source), "nothing ends before it begins");
        if let Some(to) = message.reply_to {
            assert!(to < message.seq, "an answer comes after what it answers");
        }
        if let Some(words) = &message.words {
            let joined: String = words.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(joined, message.text, "words are the text");
        }
        assert!(
            message.reactions.iter().all(|reaction| !reaction.by.is_empty()),
            "somebody gave each reaction"
        );
        assert!(!message.text.contains(['\r', '\0']), "lines are divided by LF alone");
    }
    assert!(log.warnings.is_sorted_by_key(|warning| warning.line), "warnings are in order");
}

#[test]
fn neither_the_name_nor_the_first_line_decides() {
    let chat = "WEBVTT is what I asked about\n10:00:00 From Ana to Everyone : Hi\n10:00:05 From Ben to Everyone : Ho\n";
    assert_eq!(read("talk.vtt", chat.as_bytes()).unwrap().format, "zoom-one-line");
    let srt = "10:00:00 From Ana to Everyone : Hi\n\n1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:02,000 --> 00:00:03,000\ntwo\n\n3\n00:00:03,000 --> 00:00:04,000\nthree\n";
    assert_eq!(read("chat.txt", srt.as_bytes()).unwrap().format, "srt");
}

#[test]
fn a_named_format_is_certain() {
    let chat = b"10:00:00 From Ana to Everyone : Hi\n";
    let log = read_as("zoom-one-line", "chat.txt", chat).unwrap();
    assert_eq!((log.format.as_str(), log.confidence), ("zoom-one-line", 1.0));
    let other = read_as("webvtt", "chat.txt", chat).unwrap_err();
    assert_eq!(other, LogError::NoMessages { name: "chat.txt".into(), format: "webvtt".into() });
    let unknown = read_as("zoom", "chat.txt", chat).unwrap_err();
    assert!(unknown.help().contains("zoom-cloud"), "{}", unknown.help());
}

#[test]
fn refusals_name_the_file_and_say_what_to_do() {
    let prose = "Dear Ben,\nthank you for your letter of the third.\nYours, Ana\n".repeat(20);
    let cases: [(&[u8], LogError); 4] = [
        (b" \r\n", LogError::Empty { name: "a.txt".into() }),
        (prose.as_bytes(), LogError::Unrecognised { name: "a.txt".into(), considered: Vec::new() }),
        (
            b"GIF89a\x01\0\x01\0\x80\x01\0\0\0\0\xff\xff\xff!\xf9\x04\x01",
            LogError::Binary { name: "a.txt".into() },
        ),
        (&vec![b'a'; LIMIT as usize + 1], LogError::TooLarge { name: "a.txt".into(), size: LIMIT + 1 }),
    ];
    for (bytes, expected) in cases {
        let error = read("a.txt", bytes).unwrap_err();
        assert_eq!(error, expected);
        assert!(error.to_string().contains("a.txt") && error.help().len() > 20, "{error}: {}", error.help());
    }
}

#[test]
fn what_is_not_recognised_is_told_with_the_formats_that_came_nearest() {
    let odd = "10:00:00 From Ana to Everyone : Hi\n".to_owned() + &"10:00 Ana = Hi\n".repeat(20);
    let error = read("odd.txt", odd.as_bytes()).unwrap_err();
    let LogError::Unrecognised { considered, .. } = &error else {
        panic!("{error}");
    };
    let nearest = considered.first().unwrap();
    assert_eq!(
        (nearest.format, nearest.reason.as_str()),
        ("zoom-one-line", "1 of the first 21 lines fit, line 2 does not")
    );
    assert!(error.to_string().contains(&nearest.reason), "{error}");
    let prose = read("letter.txt", b"Dear Ben,\nyours\n").unwrap_err();
    assert!(prose.to_string().contains("no line of it fits any"), "{prose}");
}

#[test]
fn replies_are_linked_in_a_long_log() {
    let mut chat = String::new();
    for n in 0..50_000 {
        chat += &format!("10:00:00 From P{n} to Everyone : message {n:05} of many\n");
        chat += &format!(
            "10:00:01 From Q{n} to Everyone : Replying to \"message {n:05} of m...\"\n\nyes {n:05}\n"
        );
        chat += &format!("10:00:02 From R{n} to Everyone : Reacted to \"message 00000 of man...\" with 👍\n");
    }
    let log = read("chat.txt", chat.as_bytes()).unwrap();
    assert_eq!(log.messages.len(), 100_000);
    assert!(log.messages.chunks(2).all(|pair| pair[1].reply_to == Some(pair[0].seq)), "each finds its own");
    assert_eq!(log.messages[0].reactions[0].by.len(), 50_000, "all are gathered under one");
}

/// Lines that formats look for, whole, cut and crossed.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("WEBVTT".to_owned()),
        Just(String::new()),
        Just("1".to_owned()),
        Just("\u{FEFF}10:00:00 From  Ana  to  Ben(Direct Message) : \u{2028}".to_owned()),
        Just("23:59:59 From Ana to Everyone:".to_owned()),
        Just("00:00:01\tAna:\tReplying to \"Hi...\" yes".to_owned()),
        Just("\tReacted to \"Hi\" with 👍".to_owned()),
        Just("\tRemoved a 👍 reaction from \"Hi\"".to_owned()),
        Just("00:00:01.000 --> 00:00:00.500".to_owned()),
        Just("00:00:01,000 --> 00:00:02,000 x".to_owned()),
        Just("<v Ana>Hi <00:00:01.500> &amp; <c>\0<".to_owned()),
        Just("\u{200E}[31/12/23, 9:05:07\u{202F}PM] Ana: \u{200E}<attached: a.jpg>".to_owned()),
        Just("1/2/24, 10:00 - Ana: Hi".to_owned()),
        Just("[2024-05-31 10:00:07] Ana: Hi  ".to_owned()),
        Just("(- Ana: 👍 -)![a](./media/a)  ".to_owned()),
        Just("> Hi".to_owned()),
        Just("10:00 <@ana> #topic \u{3}4,5Hi".to_owned()),
        Just("2023-05-01T10:00:00Z  * ana waves".to_owned()),
        Just("[31 Dec 10:00] *** Joins: ana (a@b)".to_owned()),
        Just("--- Day changed Tue May 02 2023".to_owned()),
        Just("time,name,text".to_owned()),
        Just("10:00,Ana,\"Hi".to_owned()),
        Just("Ana: Hi".to_owned()),
        Just("Hi".to_owned()),
        "[ -~\t\u{2028}é👍]{0,30}",
    ]
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read("strange", &bytes);
        for format in formats() {
            let _ = read_as(format, "strange", &bytes);
        }
    }

    #[test]
    fn any_lines_in_any_order_are_read_soundly(
        lines in prop::collection::vec((line(), prop_oneof!["\n", "\r\n", "\r", "\r\r\n"]), 0..40)
    ) {
        let text: String = lines.into_iter().map(|(line, ending)| line + &ending).collect();
        for format in formats() {
            if let Ok(log) = read_as(format, "strange", text.as_bytes()) {
                check(&log);
            }
        }
    }

    #[test]
    fn no_line_is_lost(lines in prop::collection::vec(prop::option::of(0..3_usize), 1..40)) {
        let starts = [
            ("zoom-one-line", ["10:00:00 From Ana to Ben : Hi", "10:0x:00 From Ana : Hi", ""]),
            ("zoom-two-line", ["10:00:00 From Ana to Ben:\r", "10:00:00 From Ana", "\tReacted to \"Hi\" with 👍"]),
            ("zoom-cloud", ["10:00:00\tAna:\tHi", "10:00:00\tAna", "00:00:01\tBen:\tReacted to \"Hi\" with 👍"]),
            ("whatsapp", ["1/2/24, 10:00 - Ana: Hi", "1/2/24, 10:0x - Ana: Hi", "[1/2/24, 10:00] Ana: \u{200E}Hi"]),
            ("signal", ["[2024-05-31 10:00:07] Ana: Hi", "[2024-05-31 10:00:0x] Ana: Hi", "(- Ana: 👍 -)"]),
            ("irc", ["10:00 <ana> Hi", "10:0x <ana> Hi", "--- Day changed Tue May 02 2023"]),
            ("srt", ["00:00:01,000 --> 00:00:02,000", "00:00:0x,000 --> 00:00:02,000", "\n7"]),
            ("webvtt", ["\n00:01.000 --> 00:02.000", "\n0:01.000 --> 00:02.000", ""]),
        ];
        for (format, starts) in starts {
            // A cue comes first, since what stands above a WebVTT file's first cue is its header.
            let mut text = if format == "webvtt" { "WEBVTT\n".to_owned() } else { String::new() };
            text += &format!("{}\nfirst\n", starts[0]);
            for (n, start) in lines.iter().enumerate() {
                text += &start.map_or(format!("line{n:03}"), |start| starts[start].to_owned());
                text.push('\n');
            }
            let log = read_as(format, "strange", text.as_bytes()).unwrap();
            let all: String = log.messages.iter().map(|message| message.text.clone() + "\n").collect();
            for n in lines.iter().enumerate().filter(|(_, start)| start.is_none()).map(|(n, _)| n) {
                prop_assert!(all.contains(&format!("line{n:03}")), "{format} keeps line {n} of {text:?}: {all:?}");
            }
        }
    }

    #[test]
    fn a_chat_comes_back_as_it_was_written(
        messages in prop::collection::vec(("[A-Z][a-z]{1,8}( [A-Z][a-z]{1,8})?", "[a-z][a-z :é👍]{0,30}[a-z]"), 1..20)
    ) {
        let written: Vec<_> = messages.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
        type Shape = fn(&str, &str) -> String;
        let shapes: [(&str, Shape); 7] = [
            ("whatsapp", |name, text| format!("[31/12/23, 9:05:07\u{202F}PM] {name}: {text}\r\n")),
            ("whatsapp", |name, text| format!("31.12.23, 21:05 - {name}: {text}\n")),
            ("signal", |name, text| format!("[2023-12-31 21:05:07] {name}: {text}  \n\n")),
            ("irc", |name, text| format!("2023-12-31 21:05:07\t{name}\t{text}\n")),
            ("zoom-one-line", |name, text| format!("10:00:00 From {name} to Everyone : {text}\n")),
            ("zoom-two-line", |name, text| format!("10:00:00 From {name} to Everyone:\r\n\t{text}\n")),
            ("zoom-cloud", |name, text| format!("10:00:00\t{name}:\t{text}\r\n")),
        ];
        for (format, shape) in shapes {
            let text: String = messages.iter().map(|(name, text)| shape(name, text)).collect();
            let log = read("chat.txt", text.as_bytes()).unwrap();
            let found: Vec<_> = log.messages.iter().map(|m| (m.author.clone(), m.text.clone())).collect();
            prop_assert_eq!(&log.format, format);
            prop_assert_eq!(&found, &written);
            prop_assert_eq!(log.warnings.len(), 0);
        }
    }
}
