//! penalties
