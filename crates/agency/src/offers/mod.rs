//! The check of an offer in compromise for one person: what they answer and what the books say, put to the rules.
//!
//! What the books know is not asked: the balance, the time left to collect, missing returns, the last return's income.

mod answers;
mod footing;
#[cfg(test)]
mod tests;

use tax::offers::{Asked, Check, Obstacle, OfferError};
use tax::pack::Pack;
use tax::plans::{Area, Household};
use values::{Cents, Date};

pub use answers::{Answers, Section};
pub use footing::{Footing, Owed, footing};

/// Answers are kept so many days after they were last changed.
pub const KEPT_DAYS: u8 = 90;

/// The check of what somebody answered.
pub fn check(pack: &Pack, answers: &Answers, footing: &Footing, today: Date) -> Result<Check, OfferError> {
    tax::offers::check(pack, &asked(answers, footing, today))
}

fn asked(answers: &Answers, footing: &Footing, today: Date) -> Asked {
    let home = &answers.expenses.home;
    let area = match home.state.as_str() {
        "AK" => Area::Alaska,
        "HI" => Area::Hawaii,
        _ => Area::Contiguous,
    };
    // Without a return, twelve months of the income stated decide alone.
    let income = footing.last_income.unwrap_or(Cents::new(i64::MAX));
    Asked {
        today,
        obstacles: obstacles(answers, footing),
        is_joint: answers.is_joint,
        balance: footing.balance,
        collectible_to: footing.collectible_to,
        assets: answers.assets.clone(),
        income: answers.income,
        expenses: answers.expenses.clone(),
        household: Household { area, size: home.people.max(1), income },
    }
}

/// What stands in the way, by the books or by the person's own word, each once.
fn obstacles(answers: &Answers, footing: &Footing) -> Vec<Obstacle> {
    let mut all: Vec<Obstacle> = footing.obstacles.iter().chain(&answers.obstacles).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}
