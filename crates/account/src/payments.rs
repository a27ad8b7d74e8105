//! What did a person pay, and how can they pay? Every payment in the books, and the ways there are.

use askama::Template;
use axum::response::Response;
use tax::pack::CodeRole;
use values::{Cents, Date};
use web::{Frame, Language, PageError};

use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "payments/payments.html")]
struct Payments {
    frame: Frame,
    owed: Cents,
    made: Vec<Payment>,
}

/// One payment, credit or returned payment.
struct Payment {
    on: Date,
    form: String,
    tax_year: i64,
    what: String,
    amount: Cents,
    returned: bool,
}

pub(crate) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let today = visitor.today();
    let years = visitor.years(today).await?;
    let totals = agency::balance::totals(&years).map_err(crate::visitor::broken)?;
    let mut made = Vec::new();
    for year in &years {
        for posted in year.ledger.transactions.iter().filter(|posted| posted.date <= today) {
            let Some(entry) = visitor.account.pack.codes.find(posted.code) else { continue };
            let paid = matches!(entry.role, CodeRole::Payment | CodeRole::Reversal);
            if paid && !posted.amount.is_zero() {
                let what =
                    if visitor.page.language() == Language::Es { &entry.spanish } else { &entry.english };
                made.push(Payment {
                    on: posted.date,
                    form: year.form.clone(),
                    tax_year: year.tax_year,
                    what: what.clone(),
                    amount: if posted.amount.is_negative() {
                        posted.amount.negated().map_err(PageError::broken)?
                    } else {
                        posted.amount
                    },
                    returned: entry.role == CodeRole::Reversal,
                });
            }
        }
    }
    made.sort_by_key(|payment| std::cmp::Reverse((payment.on, payment.tax_year)));
    visitor.page.show(&Payments { frame: visitor.frame("payments-title"), owed: totals.owed, made })
}
