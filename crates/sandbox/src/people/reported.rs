//! What would employers, banks and customers report about made-up people? Information returns that agree with the returns in
//! the books, as the files they come in; and a few that do not, so that there is something to see.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use formats::books::{Key, Record, TaxReturn, Taxpayer};
use formats::information_returns::{
    Address, Amount, Correction, Fact, InformationReturn, LineEnd, Name, Party, Payee, WriteError,
};
use formats::{efw2, pub1220};
use values::{Cents, Date, date};

/// Made-up employers, banks, funds of pensions and customers.
const EMPLOYERS: [&str; 4] =
    ["Alder Valley Mills", "Bright Harbor Clinics", "Cobalt Road Foods", "Dunmore Tool Works"];
const BANK: &str = "First Bank of Fernhollow";
const FUND: &str = "Larkfield Pension Fund";
const CUSTOMER: &str = "Everly Builders";
const OFFICE: &str = "Employment Office of the Territory";

/// What Social Security tax is withheld on at most, in dollars, by year from 2016 (ssa.gov, contribution and benefit base).
const WAGE_BASES: [i64; 10] =
    [118_500, 127_200, 128_400, 132_900, 137_700, 142_800, 147_000, 160_200, 168_600, 176_100];

/// Whose W-2 was wrong at first, for which year, and by how many cents.
const CORRECTED: (&str, i16, i64) = ("demo-naomi", 2024, 400_000);

/// What stands on nobody's return: a year without one, and a customer whom nobody knows. Cents paid and withheld.
const STRAY: [(&str, i16, &str, &str, i64, i64); 2] = [
    ("demo-marcus", 2022, "W-2", "Dunmore Tool Works", 9_310_000, 1_042_000),
    ("demo-amelia", 2025, "1099-NEC", "Pinecrest Staffing", 624_000, 0),
];

/// What changes no return, so that other forms can be seen too: amounts in cents, then what else the form says.
type Extra = (&'static str, i16, &'static str, &'static str, &'static [(&'static str, i64)], Facts);
type Facts = &'static [(&'static str, &'static str)];

const EXTRAS: [Extra; 4] = [
    ("demo-walter", 2025, "1099-R", FUND, &[("1", 1_240_000)], &[("distribution_code", "G")]),
    (
        "demo-grace",
        2025,
        "1098",
        BANK,
        &[("1", 981_240), ("6", 21_480_000)],
        &[("mortgage_origination_date", "20180601"), ("property_securing_mortgage", "1")],
    ),
    ("demo-amelia", 2025, "5498", BANK, &[("1", 300_000), ("5", 4_122_000)], &[("ira", "1")]),
    (
        "demo-denise",
        2025,
        "W-2G",
        "Territory Lottery",
        &[("1", 60_000)],
        &[("date_won", "20250614"), ("type_wager_code", "6")],
    ),
];

/// A file, and the day on which it came.
#[derive(Debug)]
pub struct ReportedFile {
    /// Which day.
    pub received_on: Date,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What was reported about the people of these books, in the order in which it came.
pub fn reported(records: &[Record]) -> Result<Vec<ReportedFile>, WriteError> {
    let people: HashMap<&Key, &Taxpayer> = records.iter().filter_map(person).collect();
    let mut years: BTreeMap<i16, Vec<InformationReturn>> = BTreeMap::new();
    for filed in records.iter().filter_map(filed) {
        years.entry(filed.tax_year.get()).or_default().extend(of_return(filed, &people));
    }
    for (key, year, form, payer, paid, withheld) in STRAY {
        if let Some(person) = people.iter().find(|(known, _)| known.as_str() == key).map(|(_, person)| person)
        {
            let found = if form == "W-2" {
                wages(person, year, payer, (paid, withheld))
            } else {
                payment(person, year, form, payer, &[("1", paid), ("4", withheld)])
            };
            years.entry(year).or_default().push(found);
        }
    }
    for (year, found) in EXTRAS.iter().filter_map(|extra| extra_of(extra, &people)) {
        years.entry(year).or_default().push(found);
    }
    let mut files = Vec::new();
    for (year, found) in years {
        let (mut of_wages, mut others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|one| one.form == "W-2");
        of_wages.sort_by(|a, b| a.payer.name.cmp(&b.payer.name));
        others.sort_by(|a, b| (&a.payer.name, a.form).cmp(&(&b.payer.name, b.form)));
        let corrections: Vec<_> = of_wages.iter_mut().filter_map(|one| corrected(one, &people)).collect();
        for (received_on, some) in [
            (date(year + 1, 1, 31), of_wages),
            (date(year + 1, 3, 15), others),
            (date(year + 1, 6, 5), corrections),
        ] {
            if !some.is_empty() {
                files.push(ReportedFile { received_on, bytes: file(year, &some)? });
            }
        }
    }
    Ok(files)
}

fn extra_of(
    (key, year, form, payer, amounts, facts): &Extra,
    people: &HashMap<&Key, &Taxpayer>,
) -> Option<(i16, InformationReturn)> {
    let person = people.iter().find(|(known, _)| known.as_str() == *key).map(|(_, person)| person)?;
    let mut found = payment(person, *year, form, payer, amounts);
    found.facts.retain(|said| facts.iter().all(|(name, _)| said.name != *name));
    found.facts.extend(facts.iter().map(|(name, value)| fact(name, value)));
    Some((*year, found))
}

fn person(record: &Record) -> Option<(&Key, &Taxpayer)> {
    let Record::Taxpayer(taxpayer) = record else { return None };
    Some((&taxpayer.key, &**taxpayer))
}

fn filed(record: &Record) -> Option<&TaxReturn> {
    let Record::Return(filed) = record else { return None };
    Some(filed)
}

fn file(year: i16, found: &[InformationReturn]) -> Result<Vec<u8>, WriteError> {
    let sender = party("Made Up Returns Bureau");
    let first = found.first().map_or("", |one| one.form);
    if !matches!(first, "W-2" | "W-2c") {
        let mut writer = pub1220::Writer::begin(Vec::new(), year, &sender, LineEnd::Feed)?;
        found.iter().try_for_each(|one| writer.add(one))?;
        return writer.finish();
    }
    let variant = if first == "W-2c" { efw2::Variant::W2c } else { efw2::Variant::W2 };
    let mut writer = efw2::Writer::begin(Vec::new(), variant, &sender, LineEnd::Feed)?;
    found.iter().try_for_each(|one| writer.add(one))?;
    writer.finish()
}

/// What stands behind the figures of one return. Of a couple's wages the first earned three fifths.
fn of_return(filed: &TaxReturn, people: &HashMap<&Key, &Taxpayer>) -> Vec<InformationReturn> {
    let cents = |amount: Option<Cents>| amount.map_or(0, Cents::get).max(0);
    let (figures, year) = (&filed.figures, filed.tax_year.get());
    let Some(first) = people.get(&filed.taxpayer) else { return Vec::new() };
    let second = filed.spouse.as_ref().and_then(|key| people.get(key));
    let (earned, pension) = (cents(figures.wages), cents(figures.pensions));
    let withheld = cents(figures.withholding);
    let of_pension = part(withheld, pension, earned + pension);
    let (fifths, of_earned) = (if second.is_some() { 3 } else { 5 }, withheld - of_pension);
    let firsts = (part(earned, fifths, 5), part(of_earned, fifths, 5));
    let mut all = Vec::new();
    if earned > 0 {
        all.push(wages(first, year, employer(first), firsts));
    }
    if let Some(second) = second.filter(|_| earned > 0) {
        all.push(wages(second, year, employer(second), (earned - firsts.0, of_earned - firsts.1)));
    }
    let mut pay = |form, payer, amounts: &[(&'static str, i64)]| {
        if amounts[0].1 > 0 {
            all.push(payment(first, year, form, payer, amounts));
        }
    };
    pay("1099-INT", BANK, &[("1", cents(figures.taxable_interest))]);
    pay("1099-DIV", BANK, &[("1", cents(figures.dividends))]);
    pay("1099-G", OFFICE, &[("1", cents(figures.unemployment))]);
    pay("1099-R", FUND, &[("1", pension), ("2", pension), ("4", of_pension)]);
    // Customers report what they paid, not what was left of it: here a part of what was earned.
    pay("1099-NEC", CUSTOMER, &[("1", part(cents(figures.business_income), 4, 5))]);
    all
}

/// A part of an amount in whole cents; nothing of nothing.
fn part(amount: i64, of: i64, whole: i64) -> i64 {
    let part = i128::from(amount) * i128::from(of) / i128::from(whole.max(1));
    i64::try_from(part).expect("a part is smaller than its whole")
}

/// The same employer for a person every year.
fn employer(person: &Taxpayer) -> &'static str {
    let sum: usize = person.key.as_str().bytes().map(usize::from).sum();
    EMPLOYERS[sum % EMPLOYERS.len()]
}

fn wages(person: &Taxpayer, year: i16, payer: &str, (wages, withheld): (i64, i64)) -> InformationReturn {
    let (deferred, health) = (part(wages, 4, 100), 640_000);
    let base = usize::try_from(year - 2016).ok().and_then(|place| WAGE_BASES.get(place));
    let whole = wages + deferred;
    let secured = base.map_or(whole, |dollars| whole.min(dollars * 100));
    let amounts = [
        ("wages", wages),
        ("federal_tax", withheld),
        ("social_security_wages", secured),
        ("social_security_tax", part(secured, 62, 1_000)),
        ("medicare_wages", whole),
        ("medicare_tax", part(whole, 145, 10_000)),
        ("code_d", deferred),
        ("code_dd", health),
    ];
    InformationReturn {
        record: 0,
        form: "W-2",
        tax_year: year,
        correction: Correction::Original,
        payer: party(payer),
        payee: payee(person, |person| Name::Person {
            given: person.name.given.as_str().to_owned(),
            middle: String::new(),
            family: person.name.family.as_str().to_owned(),
            suffix: String::new(),
        }),
        account: String::new(),
        amounts: listed(&amounts),
        facts: vec![fact("employment_code", "R"), fact("retirement_plan", "1")],
        states: Vec::new(),
    }
}

fn payment(
    person: &Taxpayer,
    year: i16,
    form: &'static str,
    payer: &str,
    amounts: &[(&'static str, i64)],
) -> InformationReturn {
    let mut facts = vec![fact("tin_type", "2")];
    if form == "1099-R" {
        facts.push(fact("distribution_code", "7"));
    }
    let line = |person: &Taxpayer| format!("{} {}", person.name.given.as_str(), person.name.family.as_str());
    InformationReturn {
        record: 0,
        form,
        tax_year: year,
        correction: Correction::Original,
        payer: party(payer),
        payee: payee(person, |person| Name::Lines(line(person), String::new())),
        account: format!("{}-{}", form.trim_start_matches("1099-"), person.tin.last_four()),
        amounts: listed(amounts),
        facts,
        states: Vec::new(),
    }
}

/// Makes the one return wrong that was, and gives its correction.
fn corrected(one: &mut InformationReturn, people: &HashMap<&Key, &Taxpayer>) -> Option<InformationReturn> {
    let (key, year, by) = CORRECTED;
    let person = people.iter().find(|(known, _)| known.as_str() == key).map(|(_, person)| person)?;
    let is_it = one.tax_year == year && one.payee.tin.as_deref() == Some(person.tin.expose().as_str());
    let wages = one.amounts.iter_mut().find(|amount| amount.name == "wages").filter(|_| is_it)?;
    let right = wages.amount;
    wages.amount = Cents::new(right.get() + by);
    let amount = Amount { name: "wages", amount: right, was: Some(wages.amount) };
    Some(InformationReturn {
        form: "W-2c",
        correction: Correction::Changes,
        amounts: vec![amount],
        facts: vec![fact("employment_code", "R")],
        ..one.clone()
    })
}

fn listed(amounts: &[(&'static str, i64)]) -> Vec<Amount> {
    let there = amounts.iter().filter(|(_, cents)| *cents != 0);
    there.map(|(name, cents)| Amount { name, amount: Cents::new(*cents), was: None }).collect()
}

fn fact(name: &'static str, value: &str) -> Fact {
    Fact { name, value: value.to_owned() }
}

/// A payer by its name; 00 is the prefix of no number that was issued.
fn party(name: &str) -> Arc<Party> {
    let sum: u32 = name.bytes().map(u32::from).sum();
    Arc::new(Party {
        tin: format!("00{:07}", 1_000_000 + u64::from(sum) * 3_571 % 9_000_000),
        was_tin: None,
        name: name.to_owned(),
        second_name: String::new(),
        address: Address {
            street: format!("{} Commerce Way", 100 + sum % 800),
            city: "Fernhollow".to_owned(),
            region: "OR".to_owned(),
            postal_code: "00118".to_owned(),
            ..Address::default()
        },
        phone: "2025550143".to_owned(),
    })
}

fn payee(person: &Taxpayer, name: impl Fn(&Taxpayer) -> Name) -> Payee {
    let address = &person.address;
    let text = |text: &Option<formats::books::Text>| {
        text.as_ref().map_or_else(String::new, |text| text.as_str().to_owned())
    };
    let country = address.country.as_str();
    Payee {
        tin: Some(person.tin.expose()),
        was_tin: None,
        name: name(person),
        address: Address {
            location: address.lines.get(1).map_or_else(String::new, |line| line.as_str().to_owned()),
            street: address.lines.first().map_or_else(String::new, |line| line.as_str().to_owned()),
            city: address.city.as_str().to_owned(),
            region: text(&address.region),
            postal_code: text(&address.postal_code),
            country: if country == "US" { String::new() } else { country.to_owned() },
        },
    }
}
