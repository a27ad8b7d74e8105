//! Name and date of birth. Only people of 18 and over prove who they are here.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use values::Date;
use web::{Form, Frame, Page, PageError, Problems};

use super::GO_ON;
use super::case::{Case, Facts};
use super::here::require;
use super::steps::Step;
use crate::Identity;
use crate::oidc::telling::is_18;

/// The longest name that is taken.
const LONGEST: usize = 80;

#[derive(Template)]
#[template(path = "proofing/you.html")]
struct You {
    frame: Frame,
    typed: Typed,
}

/// As it was typed.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    given_names: String,
    family_name: String,
    born_month: String,
    born_day: String,
    born_year: String,
}

impl Typed {
    fn of(case: &Case) -> Self {
        let facts = &case.facts;
        let part = |part: fn(Date) -> String| facts.birth_date.map(part).unwrap_or_default();
        Self {
            given_names: facts.given_names.clone().unwrap_or_default(),
            family_name: facts.family_name.clone().unwrap_or_default(),
            born_month: part(|date| date.month().to_string()),
            born_day: part(|date| date.day().to_string()),
            born_year: part(|date| date.year().to_string()),
        }
    }

    fn birth_date(&self) -> Option<Date> {
        let number = |text: &str| text.trim().parse::<i16>().ok();
        let month = i8::try_from(number(&self.born_month)?).ok()?;
        let day = i8::try_from(number(&self.born_day)?).ok()?;
        Date::new(number(&self.born_year)?, month, day).ok()
    }

    /// Names and date, or what is wrong.
    fn read(&self, today: Date) -> Result<(String, String, Date), Problems> {
        let name = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (given, family) = (name(&self.given_names), name(&self.family_name));
        let fits = |name: &str| {
            name.chars().count() <= LONGEST && name.chars().any(char::is_alphabetic) && !name.contains('@')
        };
        let mut problems = Problems::none();
        if !fits(&given) {
            problems.add("given_names", "prove-you-given-problem");
        }
        if !fits(&family) {
            problems.add("family_name", "prove-you-family-problem");
        }
        let possible = |born: &Date| *born <= today && born.year() >= 1890;
        match self.birth_date().filter(possible) {
            Some(born) if !is_18(born, today) => problems.add("born", "prove-you-young"),
            Some(born) if problems.is_empty() => return Ok((given, family, born)),
            Some(_) => (),
            None => problems.add("born", "prove-you-born-problem"),
        }
        Err(problems)
    }
}

pub(super) async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    match require(&identity, &page, Step::You).await? {
        Ok(case) => page.show(&You { frame: page.frame("prove-you-title"), typed: Typed::of(&case) }),
        Err(elsewhere) => Ok(elsewhere),
    }
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let case = match require(&identity, &page, Step::You).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (given, family, born) = match typed.read(page.today()) {
        Ok(read) => read,
        Err(problems) => {
            return page.show_again(&You { frame: page.frame("prove-you-title").with(problems), typed });
        }
    };
    let facts = Facts {
        given_names: Some(given),
        family_name: Some(family),
        birth_date: Some(born),
        ..case.facts.clone()
    };
    identity.write(case.tell(&identity, facts)).await?;
    page.go(GO_ON)
}

#[cfg(test)]
mod tests {
    use values::date;

    use super::*;

    fn typed(given: &str, family: &str, born: [&str; 3]) -> Typed {
        let [born_month, born_day, born_year] = born.map(str::to_owned);
        Typed { given_names: given.into(), family_name: family.into(), born_month, born_day, born_year }
    }

    fn problem(typed: &Typed, field: &str) -> Option<&'static str> {
        typed.read(date(2026, 11, 22)).unwrap_err().of(field).map(|problem| problem.key)
    }

    #[test]
    fn people_of_18_and_over_are_read() {
        let ana = typed(" Ana  María ", "O’Hara-Núñez", ["2", "29", "1980"]);
        let read = ("Ana María".to_owned(), "O’Hara-Núñez".to_owned(), date(1980, 2, 29));
        assert_eq!(ana.read(date(2026, 11, 22)).unwrap(), read);
        assert!(typed("A", "B", ["11", "22", "2008"]).read(date(2026, 11, 22)).is_ok(), "18 today");
        assert_eq!(problem(&typed("A", "B", ["11", "23", "2008"]), "born"), Some("prove-you-young"));
    }

    #[test]
    fn what_is_no_name_or_date_is_refused_by_field() {
        for born in [
            ["2", "30", "1980"],
            ["13", "1", "1980"],
            ["", "1", "1980"],
            ["1", "1", "1700"],
            ["1", "1", "2027"],
        ] {
            assert_eq!(problem(&typed("A", "B", born), "born"), Some("prove-you-born-problem"), "{born:?}");
        }
        let long = "x".repeat(81);
        for name in ["", " ", "7", "a@b.example", long.as_str()] {
            let wrong = typed(name, "B", ["2", "29", "1980"]);
            assert_eq!(problem(&wrong, "given_names"), Some("prove-you-given-problem"), "{name}");
            let wrong = typed("A", name, ["2", "29", "1980"]);
            assert_eq!(problem(&wrong, "family_name"), Some("prove-you-family-problem"), "{name}");
        }
    }
}
