//! Text as YouTube lays it out: in runs of text, links and emojis.

use serde::Deserialize;

use crate::conversation::link;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Words {
    simple_text: Option<String>,
    runs: Option<Vec<Run>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    text: Option<String>,
    emoji: Option<Emoji>,
    navigation_endpoint: Option<Endpoint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Emoji {
    /// The emoji itself, unless it is a channel's own.
    emoji_id: Option<String>,
    shortcuts: Option<Vec<String>>,
    #[serde(default)]
    is_custom_emoji: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoint {
    url_endpoint: Option<Url>,
}

#[derive(Deserialize)]
struct Url {
    url: String,
}

impl Words {
    pub(super) fn plain(&self) -> String {
        let mut out = self.simple_text.clone().unwrap_or_default();
        for run in self.runs.iter().flatten() {
            let text = run.text.as_deref().unwrap_or_default();
            let url = run.navigation_endpoint.as_ref().and_then(|endpoint| endpoint.url_endpoint.as_ref());
            match (&run.emoji, url) {
                (Some(emoji), _) => out.push_str(emoji.shown()),
                (None, Some(Url { url })) => {
                    let target = target(url);
                    // A long link is cut where it is shown.
                    let cut = text.trim_end_matches(['.', '…']);
                    let is_cut = cut.len() < text.len() && target.contains(cut);
                    out.push_str(&if is_cut { target } else { link(text, &target) });
                }
                (None, None) => out.push_str(text),
            }
        }
        out
    }
}

impl Emoji {
    fn shown(&self) -> &str {
        let shortcut = self.shortcuts.iter().flatten().next().map(String::as_str);
        let id = self.emoji_id.as_deref();
        let shown = if self.is_custom_emoji { shortcut.or(id) } else { id.or(shortcut) };
        shown.unwrap_or_default()
    }
}

/// Where a link leads behind YouTube's redirection, `…/redirect?…&q=https%3A%2F%2F…`.
fn target(url: &str) -> String {
    let query = url.split_once("/redirect?").map(|(_, query)| query);
    let behind = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("q=")));
    let Some(encoded) = behind else { return url.to_owned() };
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = (first == b'%').then(|| after.split_at_checked(2)).flatten();
        let decoded = hex.and_then(|(hex, after)| {
            let byte = u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?;
            Some((byte, after))
        });
        let (byte, after) = decoded.unwrap_or((first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_past_the_redirection() {
        let url = "https://www.youtube.com/redirect?event=live_chat&q=https%3A%2F%2Fexample.org%2Fa%3Fb&v=1";
        assert_eq!(target(url), "https://example.org/a?b");
        assert_eq!(target("/watch?v=1"), "/watch?v=1");
        assert_eq!(target("/redirect?q=%zz%2"), "%zz%2", "what is no code stays");
    }
}
