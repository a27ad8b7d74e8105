//! What is to be written: a list of statements, each with the number of rows it must touch.

use super::Value;
use crate::audit::AuditRecord;
use crate::outbox::{self, Effect};

/// How many rows a statement must touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// This many; any other number is a conflict and undoes the whole list.
    Exactly(u64),
    /// It does not matter.
    Any,
}

/// One statement of a list.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) sql: &'static str,
    pub(crate) params: Vec<Value>,
    pub(crate) expect: Rows,
}

/// A write as a value: rows, audit records and outbox entries, applied whole or not at all.
#[derive(Clone, Debug, Default)]
#[must_use = "a write does nothing until it is given to Store::write"]
pub struct Write {
    pub(crate) statements: Vec<Statement>,
    pub(crate) audits: Vec<AuditRecord>,
}

impl Write {
    /// An empty list.
    pub const fn new() -> Self {
        Self { statements: Vec::new(), audits: Vec::new() }
    }

    /// Adds a statement and the number of rows it must touch.
    pub fn statement(mut self, sql: &'static str, params: Vec<Value>, expect: Rows) -> Self {
        self.statements.push(Statement { sql, params, expect });
        self
    }

    /// Adds an audit record: who did what to whom and why, chained to the records before it.
    pub fn audit(mut self, record: AuditRecord) -> Self {
        self.audits.push(record);
        self
    }

    /// Adds an effect that the worker carries out after the write stands.
    pub fn outbox(self, effect: Effect) -> Self {
        outbox::add(self, effect)
    }

    /// Appends another list behind this one.
    pub fn and(mut self, mut other: Self) -> Self {
        self.statements.append(&mut other.statements);
        self.audits.append(&mut other.audits);
        self
    }

    /// How many statements it has; their positions are what a conflict names.
    pub fn len(&self) -> usize {
        self.statements.len()
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.audits.is_empty()
    }
}
