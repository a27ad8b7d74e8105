//! How does a document leave? With a number and a code on it, signed with the agency's key where it has one, and remembered,
//! so that whoever is shown it can check it (`check`).

use agency::documents::{About, Issue, checked_until};
use agency::transcripts::Masked;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use outside::documents::About as Signed;
use serde::Serialize;
use web::paper::{Block, Code};
use web::{Frame, PageError};

use crate::check::PATH;
use crate::payments::person_key;
use crate::visitor::Visitor;

/// What an information return is, in a word.
pub(crate) const INFORMATION_RETURN: &str = "information_return";

/// A document to be given out.
pub(crate) struct Document<'a> {
    /// In its language.
    pub(crate) frame: &'a Frame,
    /// What it is, in a word.
    pub(crate) what: &'static str,
    pub(crate) form: &'a str,
    pub(crate) tax_year: i64,
    /// The file's name without its ending.
    pub(crate) name: String,
}

impl Document<'_> {
    fn about(&self, visitor: &Visitor) -> About {
        About {
            what: self.what.to_owned(),
            form: self.form.to_owned(),
            tax_year: self.tax_year,
            name: Masked::person(&visitor.taxpayer.profile).name,
        }
    }
}

fn issue(visitor: &Visitor) -> Issue {
    let dice = &visitor.account.app.dice;
    Issue::new(visitor.page.now(), dice.bytes(), dice.bytes())
}

/// The blocks as a PDF.
pub(crate) async fn pdf(
    visitor: &Visitor,
    document: &Document<'_>,
    mut blocks: Vec<Block>,
    foot: &str,
) -> Result<Response, PageError> {
    let (issue, frame) = (issue(visitor), document.frame);
    blocks.extend(how_to_check(visitor, frame, &issue)?);
    let foot = format!("{foot} · {}", frame.say_with("document-foot", &[("number", issue.number.clone())]));
    let mut file = visitor.page.printed(frame.sheet(blocks), foot).await?;
    if let Some(key) = &visitor.account.documents {
        let field = frame.say("document-signature");
        let about =
            Signed { name: frame.agency(), reason: &issue.number, field: &field, at: visitor.page.now() };
        file = key.sign_pdf(&file, &about).map_err(PageError::broken)?;
    }
    give(visitor, document, &issue, file, ("application/pdf", "pdf")).await
}

/// What programs read, signed; nothing where the agency has no key.
pub(crate) async fn token(
    visitor: &Visitor,
    document: &Document<'_>,
    content: impl Serialize,
) -> Result<Response, PageError> {
    let key = visitor.account.documents.as_ref().ok_or(PageError::NotFound)?;
    let issue = issue(visitor);
    let claims = serde_json::json!({
        "iss": visitor.account.app.site.origin,
        "iat": visitor.page.now().as_second(),
        "number": issue.number,
        "code": issue.code,
        "document": content,
    });
    let token = key.sign_json(&claims).map_err(PageError::broken)?;
    give(visitor, document, &issue, token.into_bytes(), ("application/jose", "jws")).await
}

/// Remembers the file, then hands it over.
async fn give(
    visitor: &Visitor,
    document: &Document<'_>,
    issue: &Issue,
    file: Vec<u8>,
    (kind, ending): (&'static str, &str),
) -> Result<Response, PageError> {
    let (account, now) = (&visitor.account, visitor.page.now());
    let key = person_key(visitor).await?;
    let about = document.about(visitor);
    let write = issue.write((&account.sealer, &key), visitor.id(), &about, &file, now);
    account.app.store.write(write).await?;
    let disposition = format!("attachment; filename=\"{}.{ending}\"", document.name);
    Ok(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], file).into_response())
}

/// What whoever is shown the paper can do.
fn how_to_check(visitor: &Visitor, frame: &Frame, issue: &Issue) -> Result<Vec<Block>, PageError> {
    let address = format!("{}{PATH}", visitor.account.app.site.origin);
    // Number and code are letters and digits.
    let filled_in = format!("{address}?number={}&code={}", issue.number, issue.code);
    let until = checked_until(&visitor.account.pack, visitor.today()).map_err(PageError::broken)?;
    Ok(vec![
        Block::Section(frame.say("document-check-title")),
        Block::Paragraph(frame.say("document-check").into()),
        Block::Facts(vec![
            (frame.say("check-address"), address.into()),
            (frame.say("check-number"), issue.number.clone().into()),
            (frame.say("check-code"), issue.code.clone().into()),
        ]),
        Block::Paragraph(frame.say_with("document-check-until", &[("date", frame.date(until))]).into()),
        Block::Code(Code { address: filled_in, words: frame.say("document-qr") }),
    ])
}
