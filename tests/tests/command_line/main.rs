//! The command line, run as a person or another program would. One program, so that it is linked once.

mod bad_input;
mod clock;
mod excerpts;
mod exports;
mod keep_fixity;
mod keep_moves;
mod keep_notes;
mod keep_schemas;
mod killed;
mod recipes;
mod roles;
mod trays;
mod using;
