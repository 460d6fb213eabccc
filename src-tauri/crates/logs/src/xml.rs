//! XML as logs are written in it.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::Event;

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
                let attributes = start.attributes().flatten();
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

#[cfg(test)]
mod tests {
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
}
