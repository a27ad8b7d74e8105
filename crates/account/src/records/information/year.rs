//! What was reported for one year: every return with its payer and its first amount.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use values::Cents;
use web::{Frame, PageError};

use super::{ROOT, address, disputes, label, of_year, payer, subject, tag};
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "records/information/year.html")]
struct Shown {
    frame: Frame,
    address: String,
    returns: Vec<Line>,
}

struct Line {
    address: String,
    form: String,
    subject: String,
    payer: String,
    /// The first box with an amount: its name, and how much.
    amount: Option<(String, Cents)>,
    tag: Option<(String, &'static str)>,
}

pub(super) async fn show(visitor: Visitor, Path(year): Path<i64>) -> Result<Response, PageError> {
    let (all, disputes) = (of_year(&visitor, year).await?, disputes(&visitor).await?);
    let title = visitor.page.frame("information-title");
    let frame = visitor.frame_titled(title.say_with("information-year-title", &[("year", year)]));
    let line = |standing: &agency::information_returns::Standing| Line {
        address: address(standing),
        form: standing.form.clone(),
        subject: subject(&visitor, &standing.form),
        payer: payer(standing),
        amount: standing.first_amount().map(|(known, amount)| (label(&visitor, known), amount)),
        tag: tag(&frame, standing, &disputes),
    };
    let returns = all.iter().map(line).collect();
    visitor.page.show(&Shown { address: format!("{ROOT}/{year}"), returns, frame })
}
