//! What does a transcript say, block by block? The same for its page and its paper.

use agency::transcripts::{Account, Filed, Kind, Line, Reported, Transcript};
use tax::pack::Pack;
use values::Cents;
use web::paper::{Block, Cell, Column, Table, Text};
use web::{Frame, Language};

use super::codes;
use crate::records::{FIGURES, filing_status};

pub(crate) fn blocks(frame: &Frame, pack: &Pack, found: &Transcript) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph(frame.say(super::hint(found.kind)).into()), head(frame, found)];
    match found.kind {
        Kind::Return => as_filed(frame, found, &mut blocks),
        Kind::Account => posted(frame, pack, found, &mut blocks),
        Kind::Record => {
            posted(frame, pack, found, &mut blocks);
            as_filed(frame, found, &mut blocks);
        }
        Kind::Wages => reported(frame, found, &mut blocks),
        Kind::NonFiling => blocks.extend(non_filing(frame, found)),
    }
    blocks.push(Block::Paragraph(frame.say("transcript-sensitive").into()));
    blocks
}

fn fact(frame: &Frame, key: &str, value: impl Into<Text>) -> (String, Text) {
    (frame.say(key), value.into())
}

/// Whose it is, and what was asked for.
fn head(frame: &Frame, found: &Transcript) -> Block {
    let mut facts = vec![
        fact(frame, "transcript-requested", frame.date(found.requested_on)),
        fact(frame, "transcript-period", frame.date(found.period_ends_on)),
    ];
    if found.kind != Kind::Wages {
        facts.push(fact(frame, "transcript-form", found.form.clone()));
    }
    if let Some(number) = &found.customer_file_number {
        facts.push(fact(frame, "transcript-file", number.to_string()));
    }
    let person = &found.person;
    facts.push(fact(frame, "transcript-number", person.number.clone()));
    facts.push(fact(frame, "transcript-name", person.name.clone()));
    facts.push(fact(frame, "transcript-street", person.street.clone()));
    if let Some(spouse) = &found.spouse {
        facts.push(fact(frame, "transcript-spouse-number", spouse.number.clone()));
        facts.push(fact(frame, "transcript-spouse-name", spouse.name.clone()));
    }
    Block::Facts(facts)
}

fn as_filed(frame: &Frame, found: &Transcript, blocks: &mut Vec<Block>) {
    blocks.push(Block::Section(frame.say("transcript-filed")));
    let Some(filed) = &found.filed else {
        blocks.push(Block::Paragraph(frame.say("transcript-no-return").into()));
        return;
    };
    blocks.push(Block::Facts(figures(frame, filed)));
}

fn figures(frame: &Frame, filed: &Filed) -> Vec<(String, Text)> {
    let mut facts = vec![
        fact(frame, "transcript-filed-on", frame.date(filed.filed_on)),
        fact(frame, "home-filing-status", filing_status(frame, &filed.filing_status)),
        fact(frame, "records-dependants", filed.dependants.to_string()),
    ];
    let known = FIGURES.iter().filter_map(|(name, key)| Some((key, filed.figures.get(*name)?)));
    facts.extend(known.map(|(key, amount)| fact(frame, key, frame.signed_money(*amount))));
    facts
}

fn posted(frame: &Frame, pack: &Pack, found: &Transcript, blocks: &mut Vec<Block>) {
    blocks.push(Block::Section(frame.say("transcript-balance")));
    let Some(account) = &found.account else {
        blocks.push(Block::Paragraph(frame.say("transcript-no-account").into()));
        return;
    };
    blocks.push(Block::Facts(sums(frame, account)));
    blocks.push(Block::Paragraph(frame.say("transcript-minus").into()));
    if found.kind == Kind::Account {
        blocks.push(Block::Section(frame.say("transcript-from-return")));
        blocks.push(match &found.filed {
            Some(filed) => Block::Facts(figures(frame, filed)),
            None => Block::Paragraph(frame.say("transcript-no-return").into()),
        });
    }
    blocks.push(Block::Section(frame.say("transcript-transactions")));
    let columns = vec![
        Column::words(frame.say("transcript-code")),
        Column::words(frame.say("transcript-explanation")),
        Column::words(frame.say("transcript-date")),
        Column::figures(frame.say("transcript-amount")),
    ];
    let caption = frame.say("transcript-transactions-caption");
    let rows = account.transactions.iter().map(|line| row(frame, pack, line)).collect();
    blocks.push(Block::Table(Table { caption, columns, rows }));
}

fn sums(frame: &Frame, account: &Account) -> Vec<(String, Text)> {
    let as_of = [("date", frame.date(account.as_of))];
    let dated = |key: &str, amount: Cents| (frame.say_with(key, &as_of), frame.signed_money(amount).into());
    let mut facts = vec![
        fact(frame, "transcript-posted", frame.signed_money(account.balance)),
        dated("transcript-accrued-interest", account.accrued_interest),
        dated("transcript-accrued-penalty", account.accrued_penalty),
        fact(frame, "transcript-with-accruals", frame.signed_money(account.balance_with_accruals)),
        fact(frame, "transcript-due-or-received", frame.date(account.due_or_received_on)),
    ];
    if let Some(day) = account.processed_on {
        facts.push(fact(frame, "transcript-processed", frame.date(day)));
    }
    facts
}

/// The official wording, which stays English and has its translation beside it, and what it means in plain words.
fn row(frame: &Frame, pack: &Pack, line: &Line) -> Vec<Cell> {
    let mut words: Cell = match frame.language() {
        Language::En => vec![line.wording.clone().into()],
        Language::Es => {
            vec![Text::in_language(line.wording.clone(), Language::En), line.wording_spanish.clone().into()]
        }
    };
    words.push(frame.say(codes::meaning(pack, line.code, line.amount)).into());
    vec![
        vec![line.code.to_string().into()],
        words,
        vec![frame.short_date(line.date).replace(' ', "\u{a0}").into()],
        vec![frame.signed_money(line.amount).into()],
    ]
}

fn reported(frame: &Frame, found: &Transcript, blocks: &mut Vec<Block>) {
    let all = found.reported.as_deref().unwrap_or_default();
    if found.requested_on.year() <= found.period_ends_on.year() + 1 {
        blocks.push(Block::Paragraph(frame.say("transcript-wages-early").into()));
    }
    if all.is_empty() {
        blocks.push(Block::Paragraph(frame.say("transcript-no-wages").into()));
        return;
    }
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    blocks.push(Block::Paragraph(frame.say_count("transcript-wages-count", count).into()));
    for reported in all {
        blocks.push(Block::Section(document_title(frame, reported)));
        blocks.push(Block::Facts(document(frame, reported)));
    }
}

fn document_title(frame: &Frame, reported: &Reported) -> String {
    let known = agency::information_returns::form(&reported.form);
    let subject = known.map_or("", |known| match frame.language() {
        Language::En => &known.english,
        Language::Es => &known.spanish,
    });
    if subject.is_empty() { reported.form.clone() } else { format!("{} – {subject}", reported.form) }
}

fn document(frame: &Frame, reported: &Reported) -> Vec<(String, Text)> {
    let payer = &reported.payer;
    let mut facts = vec![
        fact(frame, "transcript-payer-number", payer.number.clone()),
        fact(frame, "transcript-payer-name", payer.name.clone()),
        fact(frame, "transcript-payer-street", payer.street.clone()),
        fact(frame, "transcript-number", reported.payee_number.clone()),
        fact(frame, "transcript-payer-account", reported.account.clone()),
    ];
    facts.retain(|(_, text)| !text.words.is_empty());
    if reported.is_corrected {
        facts.push(fact(frame, "transcript-corrected", frame.say("information-yes")));
    }
    for found in &reported.boxes {
        let label = match frame.language() {
            Language::En => &found.english,
            Language::Es => &found.spanish,
        };
        let name = if found.number.is_empty() { label.clone() } else { format!("{} {label}", found.number) };
        let amount = found.amount.map(|amount| frame.signed_money(amount));
        let Some(value) = amount.or_else(|| found.text.clone()) else { continue };
        facts.push((name, value.into()));
    }
    facts
}

fn non_filing(frame: &Frame, found: &Transcript) -> Vec<Block> {
    let said = [
        ("form", found.form.clone()),
        ("year", found.tax_year.to_string()),
        ("date", frame.date(found.requested_on)),
    ];
    let paragraph = |key: &str| Block::Paragraph(frame.say_with(key, &said).into());
    if found.is_return_on_file {
        vec![paragraph("transcript-on-file")]
    } else {
        vec![paragraph("transcript-not-on-file"), paragraph("transcript-not-on-file-means")]
    }
}
