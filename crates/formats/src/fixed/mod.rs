//! How are files of fixed-width records read and written? Tables beside each format say where a field stands.
//!
//! Streaming and in constant memory: [`lines::Lines`] finds the records whatever their line ends are, [`record::Record`]
//! reads and writes one by its [`table::Layout`], and [`totals::Totals`] adds up what a trailer has to agree with.

pub(crate) mod lines;
pub(crate) mod record;
pub(crate) mod table;
#[cfg(test)]
mod tests;
pub(crate) mod totals;
