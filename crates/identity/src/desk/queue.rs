//! One of those who wait, as the desk's queues show them.

/// A line.
pub(super) struct Line {
    /// Where it leads; nowhere where agents do not choose.
    pub(super) address: Option<String>,
    /// What it is.
    pub(super) what: String,
    /// More about it.
    pub(super) about: String,
    /// Since when.
    pub(super) waits: String,
    /// What to look out for.
    pub(super) marks: Vec<String>,
}
