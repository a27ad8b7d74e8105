//! What a balance is made of, on both engines.
