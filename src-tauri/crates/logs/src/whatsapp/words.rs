//! What the app writes in people's names, in the language of the phone: that a file was sent or left out, that a message
//! was taken back or edited. English was seen; the other languages are from memory, and where they are wrong the words
//! stay in the text.

use causerie_model::Kind;

/// What a text turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// What it says, of this kind.
    Other(Kind),
    /// A file with what was written to it.
    File(String),
}

/// The last word of `image omitted`.
const OMITTED: [&str; 9] =
    ["omitted", "weggelassen", "omitido", "omitida", "absente", "absent", "omesso", "omessa", "weggelaten"];

/// What stands behind a file's name on Android.
const FILE_ATTACHED: [&str; 7] = [
    "(file attached)",
    "(Datei angehängt)",
    "(archivo adjunto)",
    "(fichier joint)",
    "(file allegato)",
    "(arquivo anexado)",
    "(bestand bijgevoegd)",
];

const DELETED: [&str; 3] =
    ["This message was deleted", "You deleted this message", "This message was deleted by admin"];

const EDITED: &str = "<This message was edited>";

/// What a message is. The app marks its own words with U+200E on iPhones.
pub(super) fn said(author: &str, text: &str) -> Said {
    let own = text.strip_prefix('\u{200E}');
    let plain = own.unwrap_or(text);
    if let Some(file) = attached(plain) {
        return Said::File(file);
    }
    if plain.len() < 64 && DELETED.contains(&plain.trim().trim_end_matches('.')) {
        return Said::Other(Kind::System);
    }
    match own {
        Some(own) if !is_about_a_file(own) && !is_shared(own) => Said::Other(Kind::System),
        Some(own) if own.starts_with(author) && !author.is_empty() => Said::Other(Kind::System),
        Some(_) | None => Said::Other(Kind::Chat),
    }
}

/// `<attached: name>` or `name (file attached)`, and below it what was written to the file.
fn attached(text: &str) -> Option<String> {
    let (first, below) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_end();
    let name = match first.strip_suffix('>') {
        Some(inside) => inside.rsplit_once('<')?.1.split_once(": ")?.1,
        None => FILE_ATTACHED.iter().find_map(|words| first.strip_suffix(words))?.trim_end(),
    };
    let before = first.split_once('<').map_or("", |(before, _)| before.trim_matches(['\u{200E}', ' ']));
    let parts = [before, name.trim_start_matches('\u{200E}'), below];
    Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"))
}

fn is_about_a_file(text: &str) -> bool {
    let last = text.trim_end().rsplit(' ').next().unwrap_or_default();
    text.starts_with('<') || OMITTED.contains(&last)
}

/// Places and polls that somebody shared.
fn is_shared(text: &str) -> bool {
    text.starts_with("Location: ") || text.starts_with("POLL:")
}

/// The text without the remark that it was edited.
pub(super) fn without_edited(text: &str) -> Option<&str> {
    text.strip_suffix(EDITED).map(str::trim_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_s_words_are_told_from_people_s() {
        let chat = || Said::Other(Kind::Chat);
        let system = || Said::Other(Kind::System);
        let file = |text: &str| Said::File(text.to_owned());
        for (text, expected) in [
            ("Hi", chat()),
            ("<Media omitted>", chat()),
            ("\u{200E}image omitted", chat()),
            ("\u{200E}Bild weggelassen", chat()),
            ("\u{200E}Location: https://maps.example/?q=1,2", chat()),
            ("\u{200E}<attached: 0001-PHOTO.jpg>", file("0001-PHOTO.jpg")),
            ("Look \u{200E}<attached: 0001-PHOTO.jpg>", file("Look\n0001-PHOTO.jpg")),
            ("\u{200E}IMG-1.jpg (file attached)\nLook", file("IMG-1.jpg\nLook")),
            ("\u{200E}Messages and calls are end-to-end encrypted.", system()),
            ("\u{200E}Ana created this group", system()),
            ("This message was deleted", system()),
            ("\u{200E}You deleted this message.", system()),
            ("a < b: c > d", chat()),
        ] {
            assert_eq!(said("Ana", text), expected, "{text}");
        }
        assert_eq!(without_edited("Hi <This message was edited>"), Some("Hi"));
    }
}
