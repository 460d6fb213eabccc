//! The use cases of Causerie, and the types that cross to its shells.
pub mod wire;
