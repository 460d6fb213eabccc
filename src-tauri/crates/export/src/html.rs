//! What pages of other kinds than a session's are made of.

pub use crate::escape::xml as text;
pub use crate::page::head;
