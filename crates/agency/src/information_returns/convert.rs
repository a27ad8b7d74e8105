//! How is a return that was read written in the store's words?

use formats::information_returns::{self as read, Name};
use store::seal::Sealer;
use store::taxes::information_returns::{
    self as stored, Amount, Content, Correction, InformationReturn, NumberKind, Party, State,
};
use values::{Id, Secret, Timestamp};

/// Where returns of one file stand.
pub(super) struct Place<'a> {
    pub(super) sealer: &'a Sealer,
    pub(super) digest: [u8; 32],
    pub(super) received_at: Timestamp,
}

impl Place<'_> {
    /// What is kept of a return: itself and, where it was reported under a wrong number before, a note under that one.
    pub(super) fn kept(&self, found: &read::InformationReturn) -> Vec<InformationReturn> {
        let kind = number_kind(found);
        let correction = match found.correction {
            read::Correction::Original => Correction::Original,
            read::Correction::Replaces => Correction::Replaces,
            read::Correction::Adds => Correction::Adds,
            read::Correction::Changes => Correction::Changes,
        };
        // Where the payer does not know a number, its file is the holder: nobody sees it, and it can be found.
        let digits = found.payee.tin.clone();
        let (kind, digits) = match digits {
            Some(digits) => (kind, digits),
            None => (NumberKind::Unknown, super::hex(&self.digest)),
        };
        let moved = found
            .payee
            .was_tin
            .as_ref()
            .map(|before| self.kept_under((kind, before.as_str()), found, Correction::Moves));
        std::iter::once(self.kept_under((kind, digits.as_str()), found, correction)).chain(moved).collect()
    }

    fn kept_under(
        &self,
        (kind, digits): (NumberKind, &str),
        found: &read::InformationReturn,
        correction: Correction,
    ) -> InformationReturn {
        let holder_id = stored::holder(self.sealer, kind, digits);
        let mut content = content(found);
        if correction == Correction::Moves {
            // Whoever has the wrong number is told that the return was not about them, and nothing else of whom it is about.
            let payee = Party { name: content.payee.name, ..Party::default() };
            content = Content { payer: content.payer, payee, ..Content::default() };
        }
        let id = self.id(holder_id, found, &content, correction);
        InformationReturn {
            holder_id,
            id,
            file_digest: self.digest,
            received_at: self.received_at,
            record: i64::try_from(found.record).expect("a file has fewer than 2^63 records"),
            tax_year: found.tax_year.into(),
            form: found.form.to_owned(),
            correction,
            content,
        }
    }

    /// An original is the same wherever its words come again. A correction is where it stands: the same words may rightly
    /// come again later, and when they come twice in a row, the second changes nothing.
    fn id(
        &self,
        holder: Id,
        found: &read::InformationReturn,
        content: &Content,
        correction: Correction,
    ) -> Id {
        let what = if correction == Correction::Original {
            serde_json::to_vec(&(found.form, found.tax_year, content)).expect("a content has text keys only")
        } else {
            [&self.digest[..], &found.record.to_be_bytes()].concat()
        };
        let what = Secret::new(what);
        let all = Secret::new([holder.as_bytes().as_slice(), what.expose()].concat());
        stored::content_id(self.sealer, all.expose())
    }
}

fn number_kind(found: &read::InformationReturn) -> NumberKind {
    let said = found.facts.iter().find(|fact| fact.name == "tin_type").map(|fact| fact.value.as_str());
    match (found.form, said) {
        ("W-2" | "W-2c", _) | (_, Some("2")) => NumberKind::Individual,
        (_, Some("1")) => NumberKind::Employer,
        _ => NumberKind::Unknown,
    }
}

fn content(found: &read::InformationReturn) -> Content {
    let payer = &*found.payer;
    let amounts = found.amounts.iter().map(|amount| Amount {
        name: amount.name.to_owned(),
        amount: amount.amount,
        was: amount.was,
    });
    let states = found.states.iter().map(|state| State {
        code: state.code.clone(),
        account: state.account.clone(),
        amounts: [state.income, state.tax, state.local_income, state.local_tax],
    });
    Content {
        payer: Party {
            tin: Some(payer.tin.clone()),
            was_tin: payer.was_tin.clone(),
            name: without_end(vec![payer.name.clone(), payer.second_name.clone()]),
            address: address(&payer.address),
            phone: payer.phone.clone(),
        },
        payee: Party {
            tin: found.payee.tin.clone(),
            was_tin: found.payee.was_tin.clone(),
            name: without_end(match &found.payee.name {
                Name::Person { given, middle, family, suffix } => {
                    [given, middle, family, suffix].map(Clone::clone).into()
                }
                Name::Lines(first, second) => vec![first.clone(), second.clone()],
            }),
            address: address(&found.payee.address),
            phone: String::new(),
        },
        account: found.account.clone(),
        amounts: amounts.collect(),
        facts: found.facts.iter().map(|fact| (fact.name.to_owned(), fact.value.clone())).collect(),
        states: states.collect(),
    }
}

fn address(address: &read::Address) -> Vec<String> {
    let read::Address { location, street, city, region, postal_code, country } = address;
    without_end([location, street, city, region, postal_code, country].map(Clone::clone).into())
}

/// The words up to the last one that says something.
fn without_end(mut words: Vec<String>) -> Vec<String> {
    while words.last().is_some_and(String::is_empty) {
        words.pop();
    }
    words
}
