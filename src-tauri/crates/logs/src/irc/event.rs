//! What a line tells behind its time: that somebody said, did or announced something, or that something happened.

use causerie_model::Kind;

/// What somebody said or what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event<'a> {
    pub(super) kind: Kind,
    /// Empty where nobody is named.
    pub(super) nick: &'a str,
    pub(super) text: &'a str,
}

/// Reads what stands behind the time, white space ahead.
pub(super) fn event(rest: &str) -> Option<Event<'_>> {
    match rest.strip_prefix('\t') {
        Some(rest) => columns(rest),
        None => sentence(rest.trim_start()),
    }
}

/// `nick⇥text`, as weechat writes.
fn columns(rest: &str) -> Option<Event<'_>> {
    let (who, text) = rest.split_once('\t')?;
    match who.trim() {
        "-->" | "<--" | "--" | "=!=" => Some(happened(text)),
        "*" => Some(done(text)),
        "" => Some(Event { kind: Kind::System, nick: "", text }),
        nick => Some(Event { kind: Kind::Chat, nick: bare(nick), text }),
    }
}

fn sentence(rest: &str) -> Option<Event<'_>> {
    if let Some(rest) = rest.strip_prefix('<')
        && let Some((who, text)) = rest.split_once('>')
        && !rest.starts_with("--")
    {
        return said(who, text);
    }
    if let Some(text) = ["*** ", "-!- ", "=== "].iter().find_map(|start| rest.strip_prefix(start)) {
        return Some(happened(text));
    }
    // Cues of subtitles have arrows behind a time, too.
    if let Some(text) = ["--> ", "<-- ", "-- "].iter().find_map(|start| rest.strip_prefix(start)) {
        return actor(text.trim()).is_some().then(|| happened(text));
    }
    if let Some(text) = rest.strip_prefix("* ") {
        return Some(if is_of_mirc(text) { happened(text) } else { done(text) });
    }
    let (who, text) = rest.strip_prefix('-')?.split_once("- ")?;
    let nick = who.split_once(':').map_or(who, |(nick, _)| nick);
    (!who.is_empty() && !who.contains(' ')).then_some(Event { kind: Kind::System, nick: bare(nick), text })
}

/// `<nick> text`, perhaps with `!user@host` behind the nick, where a sign tells whether the person is registered.
fn said<'a>(who: &'a str, text: &'a str) -> Option<Event<'a>> {
    let text = text.strip_prefix(' ').unwrap_or(text);
    let masked = who.find('!').filter(|at| *at > 0 && who.contains('@'));
    let (nick, text) = match masked.and_then(|at| who.get(..at)) {
        Some(nick) => (nick, text.strip_prefix(['+', '-']).unwrap_or(text)),
        None => (who, text),
    };
    let nick = bare(nick);
    (!nick.is_empty()).then_some(Event { kind: Kind::Chat, nick, text })
}

/// `nick does something`.
fn done(text: &str) -> Event<'_> {
    let (nick, text) = text.trim_start().split_once(' ').unwrap_or((text, ""));
    Event { kind: Kind::Chat, nick: bare(nick), text }
}

/// A nick without the signs of rank in the channel.
fn bare(nick: &str) -> &str {
    let nick = nick.trim();
    let name = nick.trim_start_matches(['@', '+', '%', '&', '~', '!']);
    if name.is_empty() { nick } else { name }
}

/// What follows the name of somebody to whom something happened.
const HAPPENS: [&str; 12] =
    ["has", "is", "was", "sets", "set", "changed", "changes", "joined", "left", "quit", "kicked", "gives"];

/// Words ahead of a name in the logs of mIRC and znc.
const COMINGS: [&str; 3] = ["Joins: ", "Parts: ", "Quits: "];

/// `ben (b@host) has joined`, `Joins: ben (b@host)`, or what nobody did.
fn happened(text: &str) -> Event<'_> {
    let text = text.trim();
    let system = |nick, text| Event { kind: Kind::System, nick, text };
    if let Some(rest) = COMINGS.iter().find_map(|word| text.strip_prefix(word)) {
        let nick = rest.split(' ').next().unwrap_or_default();
        return system(bare(nick), text);
    }
    match actor(text) {
        Some((nick, text)) => system(bare(nick), text),
        None => system("", text),
    }
}

/// Somebody, and what happened to them, if the text begins so.
fn actor(text: &str) -> Option<(&str, &str)> {
    let (nick, rest) = text.split_once(' ')?;
    let behind = match rest.chars().next()? {
        '(' => rest.split_once(") ")?.1,
        '[' => rest.split_once("] ")?.1,
        '<' => rest.split_once("> ")?.1,
        _ => rest,
    };
    let verb = behind.split([' ', ':']).next()?;
    (HAPPENS.contains(&verb) && nick != "Topic").then_some((nick, rest))
}

/// Whether a line that begins with a star tells, as mIRC does, what happened rather than what somebody does.
fn is_of_mirc(text: &str) -> bool {
    let starts = ["Now talking in ", "Topic is ", "Set by ", "Disconnected", "Retrieving ", "Rejoined "];
    if COMINGS.iter().chain(&starts).any(|start| text.starts_with(start)) {
        return true;
    }
    let Some((_, what)) = actor(text) else {
        return false;
    };
    let masked = what.starts_with('(') && what.split_once(") ").is_some_and(|(mask, _)| mask.contains('@'));
    masked
        || ["is now known as ", "sets mode: ", "was kicked by ", "changes topic to "]
            .iter()
            .any(|start| what.starts_with(start))
}

/// A text without the codes for bold, colours and the like: 02, 0F, 11, 16, 1D, 1E and 1F stand alone, 03 has up to
/// two numbers behind it, of two digits at most, with a comma between.
pub(super) fn without_codes(text: &str) -> String {
    let is_code = |c: char| matches!(c, '\u{1}'..='\u{8}' | '\u{E}'..='\u{1F}');
    if !text.contains(is_code) {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(is_code) {
        plain.push_str(before);
        let coloured = rest.get(before.len()..).is_some_and(|code| code.starts_with('\u{3}'));
        rest = if coloured { behind_colours(after) } else { after };
    }
    plain + rest
}

fn behind_colours(text: &str) -> &str {
    let number = |text: &str| text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let first = number(text);
    let rest = text.get(first..).unwrap_or_default();
    match rest.strip_prefix(',').map(|second| (number(second), second)) {
        Some((count @ 1.., second)) if first > 0 => second.get(count..).unwrap_or_default(),
        Some(_) | None => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_say_and_do() {
        for (rest, nick, text) in [
            (" <ana> Hi", "ana", "Hi"),
            (" <@ana> Hi", "ana", "Hi"),
            (" < ana> Hi > you", "ana", "Hi > you"),
            (" <ana!a@host> +Hi", "ana", "Hi"),
            (" <ana>", "ana", ""),
            ("  * ana waves", "ana", "waves"),
            (" * ana is here", "ana", "is here"),
            (" * ana (the one) has a plan", "ana", "(the one) has a plan"),
            ("\t@ana\tHi\tyou", "ana", "Hi\tyou"),
            ("\t *\tana waves", "ana", "waves"),
        ] {
            assert_eq!(event(rest), Some(Event { kind: Kind::Chat, nick, text }), "{rest}");
        }
    }

    #[test]
    fn what_happens() {
        for (rest, nick, text) in [
            (" -!- ben [b@host] has joined #room", "ben", "[b@host] has joined #room"),
            (" -!- mode/#room [+o ben] by ana", "", "mode/#room [+o ben] by ana"),
            (" *** Joins: ben (b@host)", "ben", "Joins: ben (b@host)"),
            (" *** ben is now known as benny", "ben", "is now known as benny"),
            (" * ben (b@host) has left #room", "ben", "(b@host) has left #room"),
            (" * Topic is 'Shelves'", "", "Topic is 'Shelves'"),
            (" *** ben <b@host> has joined", "ben", "<b@host> has joined"),
            (" * Now talking in #room", "", "Now talking in #room"),
            (" * ana sets mode: +o ben", "ana", "sets mode: +o ben"),
            (" <-- ben has quit (bye)", "ben", "has quit (bye)"),
            ("\t<--\tben (b@host) has quit (bye)", "ben", "(b@host) has quit (bye)"),
            ("\t--\tTopic for #room is \"Shelves\"", "", "Topic for #room is \"Shelves\""),
            (" -ana:#room- tea is ready", "ana", "tea is ready"),
        ] {
            assert_eq!(event(rest), Some(Event { kind: Kind::System, nick, text }), "{rest}");
        }
        for rest in [" Hi", " --> 00:00:04.000", " <> Hi", " - a dash- x", "\tno column", ""] {
            assert_eq!(event(rest), None, "{rest}");
        }
    }

    #[test]
    fn codes_are_taken_out() {
        assert_eq!(
            without_codes("\u{2}bold\u{F} \u{3}4,12red\u{3} \u{3}04five, \u{1D}x"),
            "bold red five, x"
        );
        assert_eq!(without_codes("plain\ttext"), "plain\ttext");
    }
}
