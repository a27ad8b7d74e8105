//! professional
