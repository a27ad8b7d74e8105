//! The pictures of a case: what they show, what was read on the papers, and each fact beside what the person typed. A
//! picture opens only where the record is open, and goes with the decision.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use formats::evidence::Reading;
use store::identity::proofings::State as Stage;
use store::{Actor, AuditRecord, Write};
use web::{Frame, Page, PageError};

use super::one::enter_at;
use super::stage_key;
use crate::Identity;
use crate::desk::door::Agent;
use crate::proofing::case::Case;
use crate::proofing::cross_check::{Agreement, Fact};
use crate::proofing::papers::kept;
use crate::proofing::pictures::Picture;
use crate::security::shown::instant;

/// The address of one picture.
pub(in crate::desk) const ONE: &str = "/desk/cases/{case}/pictures/{picture}";

/// One picture of the page.
pub(super) struct Shown {
    pub(super) title: String,
    pub(super) address: String,
    /// When and how it came.
    pub(super) about: String,
}

/// One fact: what was typed, and what each paper says.
pub(super) struct Compared {
    pub(super) fact: String,
    pub(super) typed: String,
    /// Words, how they agree, and the look of that.
    pub(super) said: Vec<(String, String, &'static str)>,
}

/// What there is of a case.
#[derive(Template)]
#[template(path = "desk/cases/pictures.html")]
pub(in crate::desk) struct Pictures {
    frame: Frame,
    shown: Vec<Shown>,
    /// Which picture was read.
    papers: Vec<String>,
    compared: Vec<Compared>,
    /// What does not hold on a paper itself: which picture, and what.
    failed: Vec<(String, String)>,
    /// Whether something was read, and held against itself.
    was_read: bool,
}

impl Pictures {
    /// Of a case, at this moment.
    pub(in crate::desk) async fn of(
        identity: &Identity,
        page: &Page,
        case: &Case,
    ) -> Result<Self, PageError> {
        let mut shown = Vec::new();
        let mut readings = Vec::new();
        for picture in kept::list(identity, case.row.id, page.now()).await? {
            let Some(what) = Picture::read(&picture.kind) else { continue };
            let title = page.say(title(what));
            let how = page.say(if picture.origin == "camera" {
                "desk-picture-camera"
            } else {
                "desk-picture-file"
            });
            shown.push(Shown {
                address: format!("/desk/cases/{}/pictures/{}", case.row.id, what.word()),
                about: format!("{}. {how}", instant(page, picture.taken_at)),
                title: title.clone(),
            });
            if let Some(reading) = kept::reading(identity, &picture).await? {
                readings.push((title, reading));
            }
        }
        let compared = Fact::ALL.into_iter().map(|fact| compared(page, case, fact, &readings)).collect();
        let failed = readings.iter().flat_map(|(title, reading)| {
            let failed = reading.checks.iter().filter(|check| !check.ok);
            failed.map(|check| (title.clone(), page.say(check_key(&check.name))))
        });
        Ok(Self {
            failed: failed.collect(),
            was_read: !readings.is_empty(),
            papers: readings.into_iter().map(|(title, _)| title).collect(),
            frame: page.frame("desk-case-title"),
            compared,
            shown,
        })
    }
}

fn compared(page: &Page, case: &Case, fact: Fact, readings: &[(String, Reading)]) -> Compared {
    let absent = || page.say("desk-check-absent");
    let said = readings.iter().map(|(_, reading)| {
        let agreement = fact.agreement(&case.facts, &reading.fields);
        let (key, look) = agreement_key(agreement);
        let text = fact.said(&reading.fields);
        let agrees = if text.is_some() { page.say(key) } else { String::new() };
        (text.unwrap_or_else(absent), agrees, look)
    });
    Compared {
        fact: page.say(fact_key(fact)),
        typed: fact.typed(&case.facts).unwrap_or_else(absent),
        said: said.collect(),
    }
}

/// What a picture is called.
const fn title(picture: Picture) -> &'static str {
    match picture {
        Picture::Front => "desk-picture-front",
        Picture::Back => "desk-picture-back",
        Picture::Passport => "desk-picture-passport",
        Picture::Selfie => "desk-picture-selfie",
    }
}

/// The message that says how two agree, and the look of its tag.
const fn agreement_key(agreement: Agreement) -> (&'static str, &'static str) {
    match agreement {
        Agreement::Match => ("desk-check-match", "quiet"),
        Agreement::Near => ("desk-check-near", ""),
        Agreement::Differs => ("desk-check-differs", "attention"),
        Agreement::Absent => ("desk-check-absent", "quiet"),
    }
}

/// The message that names a fact.
const fn fact_key(fact: Fact) -> &'static str {
    match fact {
        Fact::GivenNames => "desk-fact-given-names",
        Fact::FamilyName => "desk-fact-family-name",
        Fact::BirthDate => "desk-fact-birth-date",
        Fact::Street => "desk-fact-street",
        Fact::City => "desk-fact-city",
        Fact::Region => "desk-fact-region",
        Fact::PostalCode => "desk-fact-postal-code",
    }
}

/// The message that says what of a paper does not hold (`formats::aamva`, `formats::mrz`, `formats::evidence::agree`).
fn check_key(name: &str) -> &'static str {
    match name {
        "mandatory elements" => "desk-paper-incomplete",
        "issuer is known" => "desk-paper-issuer",
        "address is in the issuer's state" => "desk-paper-state",
        "born before issued, issued before it expires" => "desk-paper-dates",
        "no element twice with different values" => "desk-paper-twice",
        "printed side is legible" => "desk-paper-illegible",
        "family name is printed" => "desk-paper-family-name",
        "given names are printed" => "desk-paper-given-names",
        "birth date is printed" => "desk-paper-birth-date",
        "expiry date is printed" => "desk-paper-expiry",
        "document number is printed" => "desk-paper-number",
        "street is printed" => "desk-paper-street",
        name if name.ends_with("check digit") => "desk-paper-digit",
        _ => "desk-paper-other",
    }
}

/// One picture, to be looked at from near.
pub(in crate::desk) async fn show(
    State(identity): State<Identity>,
    agent: Agent,
    Path((case, word)): Path<(String, String)>,
    page: Page,
) -> Result<Response, PageError> {
    identity.require_recent(&page).await?;
    // Those of a call too, which is decided elsewhere.
    let is_shown = |stage| stage == Stage::Call || stage_key(stage).is_some();
    let case = match enter_at(&identity, &page, &agent, &case, is_shown).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let standing = kept::list(&identity, case.row.id, page.now()).await?;
    let picture = standing.iter().find(|picture| picture.kind == word).ok_or(PageError::NotFound)?;
    let jpeg = kept::open(&identity, picture).await?.ok_or(PageError::NotFound)?;
    identity
        .write(Write::new().audit(AuditRecord {
            at: page.now(),
            actor: Actor::Staff(agent.id),
            action: "picture.open",
            subject: Some(case.row.sign_in_id),
            reason: Some(format!("{word} of case {}", case.row.id)),
        }))
        .await?;
    let kind = HeaderValue::from_static("image/jpeg");
    Ok(([(header::CONTENT_TYPE, kind)], jpeg.expose().clone()).into_response())
}
