//! Sessions for tests.

use causerie_model::Session;
use serde_json::json;

/// A session whose id is made of one byte.
pub(crate) fn session(id: u8, title: &str) -> Session {
    let id = format!("{id:02x}").repeat(16);
    serde_json::from_value(json!({ "id": id, "title": title, "recordings": [], "logs": [] })).unwrap()
}
