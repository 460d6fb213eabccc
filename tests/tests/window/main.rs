//! The real window, driven as a person uses it: elements are found by role and name. One program, so that it is linked once.

mod adding;
mod align;
mod archives;
mod describe;
mod export;
mod import;
mod keep;
mod links;
mod listening;
mod marking;
mod media;
mod outputs;
mod page;
mod people;
mod search;
mod trash;
mod trays;
mod troubles;
mod using;
mod watching;
