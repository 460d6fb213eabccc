//! Slack's marks in a text: `<@U1>`, `<#C1|talks>`, `<!here>`, `<https://example.org|a link>`, with `&`, `<` and `>` of
//! the text itself as entities (Slack's "Formatting text for app surfaces").

use super::names::Names;
use crate::conversation::link;

/// Text as people see it.
pub(super) fn plain(marked: &str, names: &Names) -> String {
    let mut out = String::with_capacity(marked.len());
    let mut rest = marked;
    while let Some((before, opened)) = rest.split_once('<') {
        push_unescaped(&mut out, before);
        let Some((mark, after)) = opened.split_once('>') else {
            out.push('<');
            rest = opened;
            break;
        };
        out.push_str(&shown(mark, names));
        rest = after;
    }
    push_unescaped(&mut out, rest);
    out
}

fn shown(mark: &str, names: &Names) -> String {
    let (target, label) = mark.split_once('|').map_or((mark, None), |(target, label)| (target, Some(label)));
    let label = label.filter(|label| !label.is_empty()).map(unescaped);
    if let Some(user) = target.strip_prefix('@') {
        let known = names.user(user);
        return format!("@{}", label.filter(|_| known == user).unwrap_or(known));
    }
    if let Some(channel) = target.strip_prefix('#') {
        let known = names.channel_of(channel).map(str::to_owned);
        return format!("#{}", label.or(known).unwrap_or_else(|| channel.to_owned()));
    }
    if let Some(special) = target.strip_prefix('!') {
        let name = special.split('^').next().unwrap_or_default();
        return label.unwrap_or_else(|| format!("@{name}"));
    }
    link(&label.unwrap_or_default(), &unescaped(target))
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_unescaped(&mut out, text);
    out
}

/// The three entities that Slack writes; others are what somebody typed.
fn push_unescaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = [("lt;", '<'), ("gt;", '>'), ("amp;", '&')]
            .into_iter()
            .find_map(|(entity, c)| Some((c, after.strip_prefix(entity)?)));
        let (c, left) = known.unwrap_or(('&', after));
        out.push(c);
        rest = left;
    }
    out.push_str(rest);
}
