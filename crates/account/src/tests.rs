//! The tabs as pages, in both languages.
