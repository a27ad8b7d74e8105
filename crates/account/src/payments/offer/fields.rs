//! The fields of a section: shown from answers or from what was typed, and read back.

use std::collections::BTreeMap;

use agency::offers::Answers;
use tax::offers::{Home, Obstacle, Pledged, Vehicle};
use tax::pack::Pack;
use values::Cents;
use web::{Frame, PageError, Problems};

use super::said;
use super::sections::{Amount, Asks, OBSTACLES};
use crate::payments::pay::read_amount;

/// What a form sent, or what it would send with the answers as they are.
pub(super) type Typed = BTreeMap<String, String>;

/// The most things of one section.
const MOST: usize = 20;
/// The most people of one household.
const MOST_PEOPLE: u8 = 20;
/// Amounts are below a billion dollars, so that no sum grows too large.
const AMOUNT_BELOW: Cents = Cents::new(100_000_000_000);

/// Fields that belong together, with a heading where there are several groups.
pub(super) struct Group {
    pub(super) title: String,
    pub(super) fields: Vec<Field>,
}

/// A field as its page shows it.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) value: String,
    pub(super) shape: Shape,
}

/// What a field is.
pub(super) enum Shape {
    /// A line of text, with the keyboard it wants; it may be left empty or not.
    Text { inputmode: &'static str, required: bool },
    /// A box to tick.
    Box,
    /// One of a few answers: value and label.
    Choices(Vec<(&'static str, String)>),
    /// One of many: value and label.
    Select(Vec<(String, String)>),
}

/// How many things are shown: those that were typed, at least one.
pub(super) fn count(typed: &Typed) -> usize {
    (1..=MOST).take_while(|number| typed.contains_key(&format!("value_{number}"))).count().max(1)
}

/// Whether another thing can be added.
pub(super) fn may_grow(asks: &Asks, typed: &Typed) -> bool {
    matches!(asks, Asks::Things(..) | Asks::Vehicles) && count(typed) < MOST
}

/// The form's content for the answers so far.
pub(super) fn typed(asks: &Asks, answers: &Answers, region: Option<&str>, is_answered: bool) -> Typed {
    let mut answers = answers.clone();
    let mut typed = Typed::new();
    let text = |amount: Cents| if amount.is_zero() { String::new() } else { amount.to_string() };
    let mut put = |name: String, value: String| typed.insert(name, value);
    match asks {
        Asks::Obstacles => {
            for obstacle in &answers.obstacles {
                put(said::obstacle_name(*obstacle).to_owned(), "yes".to_owned());
            }
        }
        Asks::Household => {
            let home = &answers.expenses.home;
            let state = if is_answered { Some(home.state.as_str()) } else { region };
            let number = |number: u8| if number == 0 { String::new() } else { number.to_string() };
            let joint = match (is_answered, answers.is_joint) {
                (false, _) => "",
                (true, true) => "yes",
                (true, false) => "no",
            };
            put("joint".to_owned(), joint.to_owned());
            put("people".to_owned(), number(home.people));
            put("from_65".to_owned(), number(home.from_65));
            put("state".to_owned(), state.unwrap_or_default().to_owned());
            put("county".to_owned(), home.county.clone());
            put("place".to_owned(), home.vehicle_place.clone());
        }
        Asks::Amounts(amounts) => {
            for amount in *amounts {
                put(amount.name.to_owned(), text(*(amount.of)(&mut answers)));
            }
        }
        Asks::Things(_, of) => {
            for (number, thing) in (1..).zip(of(&mut answers).iter()) {
                put(format!("value_{number}"), text(thing.value));
                put(format!("loan_{number}"), text(thing.loan));
            }
        }
        Asks::Vehicles => {
            for (number, vehicle) in (1..).zip(&answers.assets.vehicles) {
                put(format!("value_{number}"), text(vehicle.worth.value));
                put(format!("loan_{number}"), text(vehicle.worth.loan));
                put(format!("years_{number}"), vehicle.years.to_string());
                put(format!("miles_{number}"), vehicle.miles.to_string());
                if vehicle.is_leased {
                    put(format!("leased_{number}"), "yes".to_owned());
                }
            }
        }
    }
    typed
}

/// The fields with what they hold.
pub(super) fn groups(frame: &Frame, pack: &Pack, asks: &Asks, typed: &Typed) -> Vec<Group> {
    let field = |name: String, label: &str, hint: &str, shape: Shape| {
        let value = typed.get(&name).cloned().unwrap_or_default();
        let hint = if hint.is_empty() { String::new() } else { frame.say(hint) };
        Field { label: frame.say(label), hint, value, name, shape }
    };
    let amount = |name: String, label, hint| {
        field(name, label, hint, Shape::Text { inputmode: "decimal", required: false })
    };
    let one = |fields| vec![Group { title: String::new(), fields }];
    match asks {
        Asks::Obstacles => {
            let ask = |one: Obstacle| {
                field(said::obstacle_name(one).to_owned(), said::obstacle(one).0, "", Shape::Box)
            };
            one(OBSTACLES.map(ask).into())
        }
        Asks::Household => one(household(frame, pack, &field)),
        Asks::Amounts(amounts) => {
            let shown = |one: &Amount| amount(one.name.to_owned(), one.label, one.hint);
            one(amounts.iter().map(shown).collect())
        }
        Asks::Things(title, _) => (1..=count(typed))
            .map(|number| Group {
                title: frame.say_with(title, &[("number", number)]),
                fields: vec![
                    amount(format!("value_{number}"), "offer-value", "offer-value-hint"),
                    amount(format!("loan_{number}"), "offer-loan", ""),
                ],
            })
            .collect(),
        Asks::Vehicles => {
            let digits = |name: String, label| {
                field(name, label, "", Shape::Text { inputmode: "numeric", required: false })
            };
            (1..=count(typed))
                .map(|number| Group {
                    title: frame.say_with("offer-vehicle", &[("number", number)]),
                    fields: vec![
                        amount(format!("value_{number}"), "offer-value", "offer-value-hint"),
                        amount(format!("loan_{number}"), "offer-loan", ""),
                        digits(format!("years_{number}"), "offer-vehicle-years"),
                        digits(format!("miles_{number}"), "offer-vehicle-miles"),
                        field(format!("leased_{number}"), "offer-vehicle-leased", "", Shape::Box),
                    ],
                })
                .collect()
        }
    }
}

fn household(frame: &Frame, pack: &Pack, field: &impl Fn(String, &str, &str, Shape) -> Field) -> Vec<Field> {
    let joint = [("yes", "offer-joint-yes"), ("no", "offer-joint-no")];
    let joint = joint.map(|(value, label)| (value, frame.say(label)));
    let places = pack.standards.places().into_iter();
    let places = places.map(|place| (place.to_owned(), said::place(frame, place)));
    let text = |inputmode, required| Shape::Text { inputmode, required };
    vec![
        field("joint".to_owned(), "offer-joint", "offer-joint-hint", Shape::Choices(joint.into())),
        field("people".to_owned(), "offer-people", "offer-people-hint", text("numeric", true)),
        field("from_65".to_owned(), "offer-from-65", "", text("numeric", false)),
        field("state".to_owned(), "offer-state", "offer-state-hint", text("text", true)),
        field("county".to_owned(), "offer-county", "offer-county-hint", text("text", false)),
        field("place".to_owned(), "offer-place", "offer-place-hint", Shape::Select(places.collect())),
    ]
}

/// Takes what was typed into the answers. A field that the page does not have is no mistake of a person's.
pub(super) fn read(
    asks: &Asks,
    answers: &mut Answers,
    typed: &Typed,
    pack: &Pack,
) -> Result<Problems, PageError> {
    let mut reader = Reader { typed, read: Vec::new(), problems: Problems::none() };
    match asks {
        Asks::Obstacles => {
            let mut is_ticked = |one: &Obstacle| reader.ticked(said::obstacle_name(*one));
            answers.obstacles = OBSTACLES.into_iter().filter(|one| is_ticked(one)).collect();
        }
        Asks::Household => reader.household(answers, pack),
        Asks::Amounts(amounts) => {
            for amount in *amounts {
                *(amount.of)(answers) = reader.amount(amount.name);
            }
        }
        Asks::Things(_, of) => *of(answers) = reader.things(),
        Asks::Vehicles => answers.assets.vehicles = reader.vehicles(),
    }
    if typed.keys().any(|name| !reader.read.contains(name)) {
        return Err(PageError::BadRequest("error-form"));
    }
    Ok(reader.problems)
}

/// Reads field by field and remembers which there are.
struct Reader<'a> {
    typed: &'a Typed,
    read: Vec<String>,
    problems: Problems,
}

impl Reader<'_> {
    fn text(&mut self, name: &str) -> String {
        self.read.push(name.to_owned());
        self.typed.get(name).map(|text| text.trim().to_owned()).unwrap_or_default()
    }

    fn ticked(&mut self, name: &str) -> bool {
        self.text(name) == "yes"
    }

    /// Nothing where nothing is written.
    fn amount(&mut self, name: &str) -> Cents {
        let text = self.text(name);
        if text.is_empty() {
            return Cents::ZERO;
        }
        read_amount(&text).filter(|amount| *amount < AMOUNT_BELOW).unwrap_or_else(|| {
            self.problems.add(name, "offer-amount-wrong");
            Cents::ZERO
        })
    }

    /// A whole number up to a largest one; nothing written is zero.
    fn number<N: std::str::FromStr + Default + PartialOrd>(
        &mut self,
        name: &str,
        most: &N,
        key: &'static str,
    ) -> N {
        let text = self.text(name);
        if text.is_empty() {
            return N::default();
        }
        let digits = text.replace(',', "");
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<N>().ok().filter(|number| is_plain && number <= most).unwrap_or_else(|| {
            self.problems.add(name, key);
            N::default()
        })
    }

    /// Things without a value and a loan are none.
    fn things(&mut self) -> Vec<Pledged> {
        let numbers = 1..=count(self.typed);
        let things: Vec<Pledged> = numbers.map(|number| self.thing(number)).collect();
        things.into_iter().filter(|thing| *thing != Pledged::default()).collect()
    }

    fn thing(&mut self, number: usize) -> Pledged {
        Pledged {
            value: self.amount(&format!("value_{number}")),
            loan: self.amount(&format!("loan_{number}")),
        }
    }

    fn vehicles(&mut self) -> Vec<Vehicle> {
        let vehicles: Vec<Vehicle> = (1..=count(self.typed))
            .map(|number| Vehicle {
                worth: self.thing(number),
                is_leased: self.ticked(&format!("leased_{number}")),
                years: self.number(&format!("years_{number}"), &150, "offer-vehicle-years-wrong"),
                miles: self.number(&format!("miles_{number}"), &9_999_999, "offer-vehicle-miles-wrong"),
            })
            .collect();
        vehicles.into_iter().filter(|vehicle| *vehicle != Vehicle::default()).collect()
    }

    fn household(&mut self, answers: &mut Answers, pack: &Pack) {
        match self.text("joint").as_str() {
            "yes" => answers.is_joint = true,
            "no" => answers.is_joint = false,
            _ => self.problems.add("joint", "offer-joint-missing"),
        }
        let people = self.number("people", &MOST_PEOPLE, "offer-people-wrong");
        let least = if answers.is_joint { 2 } else { 1 };
        if people < least {
            self.problems.add("people", "offer-people-wrong");
        }
        let from_65 = self.number("from_65", &people.max(1), "offer-from-65-wrong");
        let state = self.text("state").to_uppercase();
        if state.len() != 2 || !state.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.problems.add("state", "offer-state-wrong");
        }
        let county = self.text("county");
        if county.chars().count() > 60 {
            self.problems.add("county", "offer-county-wrong");
        }
        let vehicle_place = self.text("place");
        if !pack.standards.places().contains(&vehicle_place.as_str()) {
            self.problems.add("place", "offer-place-missing");
        }
        answers.expenses.home = Home { state, county, vehicle_place, people, from_65 };
    }
}
