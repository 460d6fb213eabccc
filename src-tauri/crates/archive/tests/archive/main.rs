//! The archive on real disks: bags that the Library of Congress's validator accepts, and what happens when
//! things go wrong under way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod adopting;
mod bags;
mod copies;
mod damage;
mod disks;
mod identity;
mod kept;
mod kill;
mod notes;
mod saving;
mod setting;
