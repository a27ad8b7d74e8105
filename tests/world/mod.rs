//! What do tests need around them? The built program, started or called, and visitors who use it.

pub(crate) mod html;
pub(crate) mod journey;
pub(crate) mod program;
pub(crate) mod server;
pub(crate) mod visitor;
