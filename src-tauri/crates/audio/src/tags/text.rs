//! Text in tags: encodings guessed or named, padding cut off.

/// The longest text that is taken, in characters.
const LONGEST: usize = 4096;

/// What is to be shown of a text: up to its first NUL, without the white space around it.
pub(crate) fn clean(text: &str) -> String {
    text.split('\0').next().unwrap_or_default().trim().chars().take(LONGEST).collect()
}

/// Text of an encoding that is not told: UTF-16 if it has a mark, else UTF-8, else ISO 8859-1.
pub(crate) fn guessed(bytes: &[u8]) -> String {
    let bytes = bytes.get(..LONGEST * 4).unwrap_or(bytes);
    match bytes {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        _ => {
            let bytes = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
            clean(&std::str::from_utf8(bytes).map_or_else(|_| latin1(bytes), str::to_owned))
        }
    }
}

/// Text in UTF-8, as the format says.
pub(crate) fn utf8(bytes: &[u8]) -> String {
    clean(&String::from_utf8_lossy(bytes.get(..LONGEST * 4).unwrap_or(bytes)))
}

/// Text in ISO 8859-1.
pub(crate) fn latin1(bytes: &[u8]) -> String {
    clean(&bytes.iter().take(LONGEST * 2).map(|&byte| char::from(byte)).collect::<String>())
}

/// Text in UTF-16 of the order of bytes that `unit` reads.
pub(crate) fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks().0.iter().take(LONGEST * 2).map(|&pair| unit(pair));
    clean(&char::decode_utf16(units).map(|char| char.unwrap_or('\u{fffd}')).collect::<String>())
}
