//! Is the source in order? The walls between crates, sizes, words, the map, and what may never be written.
//!
//! Each rule is a function from a text to what is wrong with it. One test holds the whole project against it, one
//! plants the fault and sees it caught.

mod compliance;
mod files;
mod map;
mod remembered;
mod sources;
mod walls;
mod words;
