//! Can people do what they came for, from the first page to the last, on each engine?

mod cards;
mod every_page;
mod phones;
pub(crate) mod pictures;
pub(crate) mod sign_up;
pub(crate) mod staff;
