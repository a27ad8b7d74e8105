//! What do others send, and what do they expect? Bytes to types and back, a module for each format.
//!
//! Pure: readers take any stream, nothing here opens a file or a connection.

pub mod aamva;
pub mod ach;
pub mod bai2;
pub mod books;
pub mod deviation;
pub mod efw2;
pub mod evidence;
mod fixed;
pub mod information_returns;
pub mod mdoc;
pub mod mrz;
pub mod papers;
pub mod pictures;
pub mod pub1220;
pub mod signed;
