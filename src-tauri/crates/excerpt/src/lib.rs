//! A stretch of a session for a workshop: its sound, its words and its chat, with names hidden and spans redacted where
//! that is wanted.
