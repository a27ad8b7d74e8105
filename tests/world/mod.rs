//! What do tests need around them? The built program, started or called, and everything it answers.

pub(crate) mod program;
