//! Bytes to text: by the byte order mark, then as strict UTF-8, then as UTF-16 by where its NULs fall, then by
//! what the bytes look like. Where people's programs wrote into one file in UTF-8 and in Latin-1, as on IRC, each line
//! is read for itself.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::format::Warnings;
use crate::lines::Lines;
use crate::{LIMIT, LogError};

/// Text, and what it took to get it.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) encoding: &'static Encoding,
    pub(crate) warnings: Warnings,
}

/// Bytes that are looked at to tell text from sound and pictures, and UTF-16 from UTF-8.
const SAMPLE: usize = 64 * 1024;

/// One unprintable character in so many makes a file binary. Compressed data has one in ten or more.
const TEXT_PER_CONTROL: usize = 20;

/// The text of a file. Bytes that are none in its encoding, and NULs, become U+FFFD, with a warning for the line.
pub(crate) fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<Decoded<'a>, LogError> {
    let size = bytes.len() as u64;
    if size > LIMIT {
        return Err(LogError::TooLarge { name: name.into(), size });
    }
    let (encoding, marked) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None => (guess(bytes), 0),
    };
    let bytes = bytes.get(marked..).unwrap_or_default();
    let mut warnings = Warnings::default();
    let (text, damaged) = match by_lines(encoding, bytes, &mut warnings) {
        Some(text) => (Cow::Owned(text), true),
        None => encoding.decode_without_bom_handling(bytes),
    };
    if text.trim().is_empty() {
        return Err(LogError::Empty { name: name.into() });
    }
    if is_binary(&text) {
        return Err(LogError::Binary { name: name.into() });
    }
    if damaged {
        for line in Lines::new(&text).filter(|line| line.text.contains('\u{FFFD}')) {
            let reason = format!("bytes that are not {}; shown as \u{FFFD}", encoding.name());
            warnings.add(line.number, reason);
        }
    }
    Ok(Decoded { text: without_nuls(text, &mut warnings), encoding, warnings })
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if let Some(utf_16) = utf_16_by_nuls(sample) {
        return utf_16;
    }
    if std::str::from_utf8(bytes).is_ok() || is_damaged_utf_8(bytes) || is_utf_8_by_lines(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// In UTF-16 every second byte of western letters, digits, spaces and line ends is NUL.
fn utf_16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let nuls = |from: usize| bytes.iter().skip(from).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, pairs) = (nuls(0), nuls(1), bytes.len() / 2);
    let many = |count: usize| count * 5 >= pairs && count > 0;
    let few = |count: usize| count * 50 <= pairs;
    if many(odd) && few(even) {
        Some(UTF_16LE)
    } else if many(even) && few(odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether what is valid beyond ASCII outweighs what is not by far: a damaged byte or a cut end must not
/// turn every other letter of a file into another encoding's.
fn is_damaged_utf_8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid > 4 * invalid
}

/// Whether so many lines are all UTF-8 that those which are not must be from another program.
fn is_utf_8_by_lines(bytes: &[u8]) -> bool {
    let (mut utf_8, mut latin_1) = (0_usize, 0_usize);
    for line in bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_ascii()) {
        utf_8 += usize::from(std::str::from_utf8(line).is_ok());
        latin_1 += usize::from(is_latin_1(line));
    }
    utf_8 * 4 >= latin_1 && utf_8 > 0
}

/// Whether nothing in a line is UTF-8 beyond ASCII.
fn is_latin_1(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_err() && line.utf8_chunks().all(|chunk| chunk.valid().is_ascii())
}

/// The text of a file in UTF-8 with lines in Latin-1, or `None` if there are no such lines. A character that is cut off
/// by the end of the file does not make one.
fn by_lines(encoding: &Encoding, bytes: &[u8], warnings: &mut Warnings) -> Option<String> {
    let cut = |line: &[u8]| {
        !line.ends_with(b"\n") && std::str::from_utf8(line).is_err_and(|e| e.error_len().is_none())
    };
    let other = |line: &[u8]| is_latin_1(line) && !cut(line);
    if encoding != UTF_8 || std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    let mut number = 1_u32;
    let mut found = false;
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let decoded = if other(line) {
            found = true;
            warnings.add(number, "bytes that are not UTF-8; this line is read as windows-1252");
            WINDOWS_1252.decode_without_bom_handling(line).0
        } else {
            String::from_utf8_lossy(line)
        };
        number = number.saturating_add(Lines::new(&decoded).count() as u32);
        text.push_str(&decoded);
    }
    found.then_some(text)
}

fn is_binary(text: &str) -> bool {
    let (mut all, mut odd) = (0_usize, 0_usize);
    for c in text.chars().take(SAMPLE) {
        all += 1;
        odd += usize::from(c == '\u{FFFD}' || (c.is_control() && !matches!(c, '\t'..='\r' | '\u{1B}')));
    }
    odd * TEXT_PER_CONTROL > all
}

fn without_nuls<'a>(text: Cow<'a, str>, warnings: &mut Warnings) -> Cow<'a, str> {
    if memchr::memchr(0, text.as_bytes()).is_none() {
        return text;
    }
    for line in Lines::new(&text).filter(|line| line.text.contains('\0')) {
        warnings.add(line.number, "a NUL character; shown as \u{FFFD}");
    }
    Cow::Owned(text.replace('\0', "\u{FFFD}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, String, Vec<u32>) {
        let decoded = decode("chat.txt", bytes).unwrap();
        let lines = decoded.warnings.into_sorted().iter().map(|warning| warning.line).collect();
        (decoded.text.into_owned(), decoded.encoding.name().to_ascii_lowercase(), lines)
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn utf_16_is_found_with_and_without_a_mark() {
        let text = "10:00:00 From Zoë to Everyone:\r\n\tGrüße 👍";
        for (encoding, bytes) in
            [("utf-16le", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("utf-16be", u16::to_be_bytes)]
        {
            let expected = (text.to_owned(), encoding.to_owned(), vec![]);
            assert_eq!(decoded(&utf_16(text, bytes)), expected, "{encoding} by its NULs");
            assert_eq!(
                decoded(&utf_16(&format!("\u{FEFF}{text}"), bytes)),
                expected,
                "{encoding} by its mark"
            );
        }
    }

    #[test]
    fn older_encodings_are_guessed() {
        let (bytes, ..) =
            encoding_rs::GBK.encode("今天的谈话从这里开始，请大家把问题写在这里。谢谢你们的耐心等待。");
        assert_eq!(decoded(&bytes).1, "gbk");
        let (bytes, ..) = WINDOWS_1252.encode("Zoë a réagi à « ça alors », déjà vu, à bientôt");
        let (text, encoding, _) = decoded(&bytes);
        assert_eq!((text.contains("déjà"), encoding.as_str()), (true, "windows-1252"));
    }

    #[test]
    fn a_damaged_byte_does_not_change_the_encoding_of_the_rest() {
        let mut bytes = "één\r\ntwéé drié viér vijf €\r\n".as_bytes().to_vec();
        bytes.push(0xC3);
        let (text, encoding, lines) = decoded(&bytes);
        assert_eq!((text.contains("twéé"), encoding.as_str(), lines), (true, "utf-8", vec![3]), "{text}");
    }

    #[test]
    fn lines_of_two_encodings_in_one_file_are_each_read_for_itself() {
        let bytes = [
            "<zoë> één\r\n".as_bytes(),
            b"<ben> caf\xE9\r\n",
            b"<ben> \xE0 bient\xF4t\n",
            "<zoë> à\n".as_bytes(),
        ];
        let (text, encoding, lines) = decoded(&bytes.concat());
        assert_eq!(text, "<zoë> één\r\n<ben> café\r\n<ben> à bientôt\n<zoë> à\n");
        assert_eq!((encoding.as_str(), lines), ("utf-8", vec![2, 3]));
    }

    #[test]
    fn a_nul_is_counted_and_shown() {
        let (text, encoding, lines) = decoded(b"a line of some length\nand one\0 with a NUL in it\n");
        assert_eq!((encoding.as_str(), lines), ("utf-8", vec![2]));
        assert!(text.contains("one\u{FFFD} with"), "{text}");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let refused = |bytes: &[u8]| decode("x", bytes).err();
        let name = || "x".to_owned();
        assert_eq!(refused(b""), Some(LogError::Empty { name: name() }));
        assert_eq!(refused("\u{FEFF} \r\n".as_bytes()), Some(LogError::Empty { name: name() }));
        let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x02\0\x08\x02\0\0\0{\x1aC\xad";
        assert_eq!(refused(picture), Some(LogError::Binary { name: name() }));
        let quiet_sound: Vec<u8> = (0..4000_u16).flat_map(|n| (n % 200).to_le_bytes()).collect();
        assert_eq!(
            refused(&quiet_sound),
            Some(LogError::Binary { name: name() }),
            "looks like UTF-16, is no text"
        );
        let vast = vec![b' '; usize::try_from(LIMIT).unwrap() + 1];
        assert_eq!(refused(&vast), Some(LogError::TooLarge { name: name(), size: LIMIT + 1 }));
    }
}
