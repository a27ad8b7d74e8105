//! How is a record of the books written in the store's words?

use formats::books::{self, Abatement, FilingStatus, TaxpayerKind, Text};
use store::taxes::entries::Entry;
use store::taxes::modules::{Fact, Module};
use store::taxes::returns::{Dependant, Summary, TaxReturn};
use store::taxes::taxpayers::{Address, Profile, Taxpayer};
use store::taxes::{RecordKind, record_id};
use values::Id;

/// Who a record key of a taxpayer names.
pub(super) fn taxpayer_id(key: &books::Key) -> Id {
    record_id(RecordKind::Taxpayer, key.as_str())
}

fn owned(text: &Text) -> String {
    text.as_str().to_owned()
}

pub(super) fn taxpayer(record: &books::Taxpayer) -> Taxpayer {
    let address = &record.address;
    let profile = Profile {
        given_name: owned(&record.name.given),
        family_name: owned(&record.name.family),
        former_names: record.name.former.iter().map(owned).collect(),
        business_name: record.business_name.as_ref().map(owned),
        tin: record.tin.expose(),
        born_on: record.birth_date,
        died_on: record.death_date,
        address: Address {
            lines: address.lines.iter().map(owned).collect(),
            city: owned(&address.city),
            region: address.region.as_ref().map(owned),
            postal_code: address.postal_code.as_ref().map(owned),
            country: address.country.as_str().to_owned(),
        },
        email: record.email.as_ref().map(owned),
        phone: record.phone.as_ref().map(owned),
    };
    let kind = match record.kind {
        TaxpayerKind::Individual => "individual",
        TaxpayerKind::SoleProprietor => "sole_proprietor",
    };
    Taxpayer {
        id: taxpayer_id(&record.key),
        record_key: record.key.as_str().to_owned(),
        kind: kind.to_owned(),
        profile,
        language: record.language.as_str().to_owned(),
        version: 1,
    }
}

pub(super) fn tax_return(record: &books::TaxReturn) -> TaxReturn {
    let dependants = record.dependants.iter().map(|dependant| Dependant {
        given_name: owned(&dependant.given),
        family_name: owned(&dependant.family),
        born_on: dependant.birth_date,
        relationship: owned(&dependant.relationship),
    });
    let figures = record.figures.named().map(|(name, cents)| (name.to_owned(), cents)).collect();
    let filing_status = match record.filing_status {
        FilingStatus::Single => "single",
        FilingStatus::MarriedJoint => "married_joint",
        FilingStatus::MarriedSeparate => "married_separate",
        FilingStatus::HeadOfHousehold => "head_of_household",
        FilingStatus::SurvivingSpouse => "surviving_spouse",
    };
    TaxReturn {
        taxpayer_id: taxpayer_id(&record.taxpayer),
        id: record_id(RecordKind::Return, record.key.as_str()),
        record_key: record.key.as_str().to_owned(),
        spouse_id: record.spouse.as_ref().map(taxpayer_id),
        tax_year: i64::from(record.tax_year.get()),
        form: record.form.as_str().to_owned(),
        filed_on: record.filed_on,
        filing_status: filing_status.to_owned(),
        summary: Summary { figures, dependants: dependants.collect() },
        version: 1,
    }
}

pub(super) fn module(record: &books::Module) -> Module {
    let notices = record.notices.iter().map(|notice| Fact::Notice { on: notice.date, amount: notice.amount });
    let agreements = record.agreements.iter().map(|span| Fact::Agreement { from: span.from, to: span.to });
    let suspensions = record.suspensions.iter().map(|span| Fact::Suspension { from: span.from, to: span.to });
    let abatements = record.abatements.iter().map(|abatement| {
        let what = match abatement {
            Abatement::FailureToFile => "failure_to_file",
            Abatement::FailureToPay => "failure_to_pay",
        };
        Fact::Abatement(what.to_owned())
    });
    Module {
        taxpayer_id: taxpayer_id(&record.taxpayer),
        id: module_id(&record.key),
        record_key: record.key.as_str().to_owned(),
        form: record.form.as_str().to_owned(),
        tax_year: i64::from(record.tax_year.get()),
        spouse_id: record.spouse.as_ref().map(taxpayer_id),
        return_due: record.return_due,
        extended_due: record.extended_due,
        due_postponed: record.due_postponed,
        filed_on: record.filed,
        levy_notice_on: record.levy_notice,
        version: 1,
        facts: notices.chain(agreements).chain(suspensions).chain(abatements).collect(),
        entries: Vec::new(),
    }
}

/// What a record key of a module names.
pub(super) fn module_id(key: &books::Key) -> Id {
    record_id(RecordKind::Module, key.as_str())
}

pub(super) fn entry(record: &books::Transaction) -> Entry {
    Entry {
        id: record_id(RecordKind::Entry, record.key.as_str()),
        record_key: record.key.as_str().to_owned(),
        code: record.code.get(),
        posted_on: record.date,
        amount: record.amount,
        section: record.section.as_ref().map(|section| section.as_str().to_owned()),
        cycle: record.cycle.as_ref().map(|cycle| cycle.as_str().to_owned()),
        description: None,
    }
}
