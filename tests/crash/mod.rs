//! What does a program that is killed leave? Books that go on where they stopped, and no page half written.

mod import;
mod settle;
