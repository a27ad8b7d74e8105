//! Do the fields of one record agree with each other?

use super::{FilingStatus, Key, Module, Problem, Record, Span, TaxReturn, Taxpayer};

/// Address lines on a letter.
const ADDRESS_LINES: std::ops::RangeInclusive<usize> = 1..=4;

pub(super) fn record(record: &Record) -> Result<(), Problem> {
    match record {
        Record::Taxpayer(taxpayer) => person(taxpayer),
        Record::Return(filed) => filing(filed),
        Record::Module(module) => facts(module),
        Record::Transaction(_) => Ok(()),
    }
}

fn person(taxpayer: &Taxpayer) -> Result<(), Problem> {
    if taxpayer.death_date.is_some_and(|death| death < taxpayer.birth_date) {
        return Err(Problem::field("death_date", "write a day that is not before birth_date"));
    }
    if !ADDRESS_LINES.contains(&taxpayer.address.lines.len()) {
        return Err(Problem::field("address.lines", "write one to four lines"));
    }
    Ok(())
}

fn filing(filed: &TaxReturn) -> Result<(), Problem> {
    two_people(&filed.taxpayer, filed.spouse.as_ref())?;
    let joint = filed.filing_status == FilingStatus::MarriedJoint;
    match (joint, &filed.spouse) {
        (true, None) => Err(Problem::field("spouse", "add it, a joint return has two filers")),
        (false, Some(_)) => Err(Problem::field("spouse", "remove it, only a joint return has two filers")),
        _ => Ok(()),
    }
}

fn facts(module: &Module) -> Result<(), Problem> {
    two_people(&module.taxpayer, module.spouse.as_ref())?;
    if module.extended_due.is_some_and(|extended| extended < module.return_due) {
        return Err(Problem::field("extended_due", "write a day that is not before return_due"));
    }
    if module.due_postponed.is_some_and(|postponed| postponed < module.return_due) {
        return Err(Problem::field("due_postponed", "write a day that is not before return_due"));
    }
    if module.return_due.year() < module.tax_year.get() {
        return Err(Problem::field("return_due", "write a day that is not before tax_year"));
    }
    spans("agreements", &module.agreements)?;
    spans("suspensions", &module.suspensions)
}

fn two_people(taxpayer: &Key, spouse: Option<&Key>) -> Result<(), Problem> {
    if spouse == Some(taxpayer) {
        return Err(Problem::field("spouse", "write the key of another taxpayer"));
    }
    Ok(())
}

fn spans(field: &str, spans: &[Span]) -> Result<(), Problem> {
    let backwards = |span: &Span| span.to.is_some_and(|to| to < span.from);
    match spans.iter().position(backwards) {
        Some(index) => {
            Err(Problem::field(format!("{field}[{index}].to"), "write a day that is not before from"))
        }
        None => Ok(()),
    }
}
