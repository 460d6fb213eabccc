//! What the writers are told beside the document.

use std::fmt::Write;

/// What the writers are told beside the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Where the session's folder is to be found on the web, as an address that ends in `/`. Without it an IIIF manifest names
    /// all by the session's UUID, so that nothing can be played until it is written anew with an address.
    pub base: Option<String>,
    /// The address of the licence or rights statement under which it may be used, as Creative Commons and rightsstatements.org
    /// have them.
    pub rights: Option<String>,
    /// For a web page, the addresses of the recordings, in their order; else they are their paths.
    pub sounds: Vec<String>,
    /// For a web page that is one of several, the way to their list.
    pub up: Option<Link>,
    /// For a web page, what somebody noted about it, a paragraph each; it stands under the heading.
    pub notes: Vec<String>,
    /// For a web page, where it is from, a paragraph of HTML each; it stands at the end.
    pub sources: Vec<String>,
}

/// A way to another page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub address: String,
    /// What it is called.
    pub text: String,
}

impl Options {
    /// The address of a file of the session, if it is known where that is.
    pub(crate) fn address(&self, path: &str) -> Option<String> {
        let base = self.base.as_deref()?;
        Some(format!("{}/{}", base.trim_end_matches('/'), encoded(path)))
    }
}

/// A path as it stands in an address: all but the unreserved characters (RFC 3986, section 2.3) and `/` in percent-encoding.
pub fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        let options = Options { base: Some("https://example.org/a".into()), ..Options::default() };
        assert_eq!(
            options.address("data/two & é?.mp3").unwrap(),
            "https://example.org/a/data/two%20%26%20%C3%A9%3F.mp3"
        );
        assert_eq!(Options::default().address("data/one.mp3"), None);
    }
}
