//! What is told of a file that is written, in the tags of its kind.

pub(crate) mod comments;
pub(crate) mod id3;
pub(crate) mod ilst;
pub(crate) mod riff;
