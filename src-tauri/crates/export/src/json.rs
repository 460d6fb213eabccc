//! JSON of the same shape as `causerie show --json`.

use crate::{Document, ExportError};

/// The document, indented so that people can read it and compare it by lines.
pub(crate) fn write(document: &Document) -> Result<String, ExportError> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{document, wrote};

    #[test]
    fn messages_carry_their_place_beside_what_the_log_says() {
        let text = write(&document([wrote("l1.0", 1_500, "Ana", "hi")])).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let expected = json!({"id": "l1.0", "log": "l1", "at_ms": 1500, "off_record": false, "seq": 0, "line": 1,
            "source_ms": 1500, "end_ms": null, "kind": "chat", "author": "Ana", "to": null, "text": "hi",
            "reply_to": null, "reactions": [], "words": null});
        assert_eq!(value["messages"], json!([expected]));
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["logs", "messages", "recordings", "session"]);
    }
}
