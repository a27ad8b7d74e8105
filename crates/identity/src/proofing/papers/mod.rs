//! Taking pictures of one's papers and, where asked for, of oneself: with a file, with this device's camera, or with a
//! phone that the computer hands over to ([`phone`]). What is sent is decoded in a process of its own, kept sealed and
//! for a short time ([`kept`]), and read for an agent ([`reading`]).

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use formats::evidence::Reading;
use formats::pictures::Refused;
use outside::pictures::{PictureError, PictureReader};
use serde::Deserialize;
use store::identity::pictures::Picture as Standing;
use store::{Actor, AuditRecord};
use values::{Date, Timestamp};
use web::forms::Nothing;
use web::forms::upload::{FILE_FIELD, taking_files};
use web::headers::open_camera;
use web::{Catalogue, Form, Frame, Page, PageError, Problems, Upload};

use super::GO_ON;
use super::case::Case;
use super::pictures::{self, Picture};
use super::policy::Kind;
use super::route::came_back;
use super::steps::Step;
use crate::Identity;
use crate::guard::wait;
use crate::limits::Guess;

pub mod kept;
mod phone;
mod reading;

/// The list of pictures; each has its page below it.
const PATH: &str = "/prove/pictures";

/// How a picture came: by the page's script from a camera, or as a file.
const CAMERA: &str = "camera";
/// See [`CAMERA`].
const FILE: &str = "file";

/// What these pages say.
pub const WORDS: Catalogue = Catalogue {
    name: "identity/papers",
    en: include_str!("papers.en.ftl"),
    es: include_str!("papers.es.ftl"),
};

/// The routes of this folder.
pub fn routes() -> Router<Identity> {
    Router::new()
        .route(PATH, get(show).post(go_on))
        .route(phone::HAND_OVER, get(phone::follow).post(phone::hand_over))
        .route(phone::ARRIVE, get(phone::arrive).post(phone::take_over))
        .route(phone::PATH, get(phone::show))
}

/// Those that take files.
pub fn taking() -> Router<Identity> {
    Router::new()
        .route("/prove/pictures/{picture}", taking_files(get(show_one).post(submit)))
        .route("/phone/pictures/{picture}", taking_files(get(phone::show_one).post(phone::submit)))
}

/// One picture of the list.
struct Line {
    title: String,
    address: String,
    is_there: bool,
}

#[derive(Template)]
#[template(path = "proofing/papers/list.html")]
struct List {
    frame: Frame,
    lines: Vec<Line>,
    is_complete: bool,
    /// Whether this is the phone, whose computer goes on.
    is_phone: bool,
    /// Why new ones are needed.
    came_back: Option<String>,
}

#[derive(Template)]
#[template(path = "proofing/papers/one.html")]
struct One {
    frame: Frame,
    back: &'static str,
    action: String,
    advice: &'static str,
    /// Which camera a phone opens: `user` or `environment`.
    camera: &'static str,
    /// Whether a picture that was taken before may be sent.
    takes_files: bool,
    /// Whether a program looks at the face, which its owner must agree to.
    asks_agreement: bool,
    /// It is there, and its code could not be read.
    is_unread: bool,
}

/// The card that a case shows, if it does.
fn card(case: &Case) -> Option<Kind> {
    case.documents().into_iter().find(|kind| *kind != Kind::Passport)
}

/// What a picture is called.
const fn title(picture: Picture) -> &'static str {
    match picture {
        Picture::Front => "papers-front",
        Picture::Back => "papers-back",
        Picture::Passport => "papers-passport-page",
        Picture::Selfie => "papers-selfie",
    }
}

/// How to take it well.
const fn advice(picture: Picture) -> &'static str {
    match picture {
        Picture::Selfie => "papers-advice-selfie",
        Picture::Front => "papers-advice-front",
        Picture::Back | Picture::Passport => "papers-advice-back",
    }
}

/// The list, for whoever takes the pictures.
async fn list(identity: &Identity, page: &Page, case: &Case, base: &str) -> Result<List, PageError> {
    let standing = kept::list(identity, case.row.id, page.now()).await?;
    let line = |picture: Picture| {
        let word = picture.word();
        Line {
            title: page.say(title(picture)),
            address: format!("{base}/{word}"),
            is_there: standing.iter().any(|standing| standing.kind == word),
        }
    };
    let lines: Vec<Line> = pictures::wanted(case).into_iter().map(line).collect();
    let came_back = came_back(case.row.reason.as_deref()).map(|key| page.say(key));
    Ok(List {
        frame: page.frame("papers-title"),
        is_complete: is_complete(case, &standing, None),
        lines,
        is_phone: base != PATH,
        came_back,
    })
}

/// Whether a case has all its pictures, one more besides those that stand.
fn is_complete(case: &Case, standing: &[Standing], more: Option<Picture>) -> bool {
    let is_there = |wanted: &Picture| {
        more == Some(*wanted) || standing.iter().any(|standing| standing.kind == wanted.word())
    };
    pictures::wanted(case).iter().all(is_there)
}

async fn show(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let case = match super::require(&identity, &page, Step::Pictures).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    page.show(&list(&identity, &page, &case, PATH).await?)
}

/// Goes on with the pictures that are there, if those are all.
async fn go_on(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let case = match super::require(&identity, &page, Step::Pictures).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let standing = kept::list(&identity, case.row.id, page.now()).await?;
    if !is_complete(&case, &standing, None) {
        return page.go(PATH);
    }
    identity.write(pictures::complete(&case, page.now())).await?;
    page.go(GO_ON)
}

/// The page of one picture.
fn one(identity: &Identity, page: &Page, picture: Picture, base: &'static str, problems: Problems) -> One {
    One {
        frame: page.frame(title(picture)).with(problems),
        back: base,
        action: format!("{base}/{}", picture.word()),
        advice: advice(picture),
        camera: if picture == Picture::Selfie { "user" } else { "environment" },
        takes_files: identity.policy().takes_files,
        asks_agreement: picture == Picture::Selfie,
        is_unread: page.query("unread").is_some(),
    }
}

/// With leave to use the camera.
fn with_camera(answer: Result<Response, PageError>) -> Result<Response, PageError> {
    answer.map(|mut response| {
        open_camera(&mut response);
        response
    })
}

/// The picture an address names, if the case needs it.
fn wanted(case: &Case, word: &str) -> Result<Picture, PageError> {
    let picture = Picture::read(word).filter(|picture| pictures::wanted(case).contains(picture));
    picture.ok_or(PageError::NotFound)
}

async fn show_one(
    State(identity): State<Identity>,
    page: Page,
    Path(word): Path<String>,
) -> Result<Response, PageError> {
    let case = match super::require(&identity, &page, Step::Pictures).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    with_camera(page.show(&one(&identity, &page, wanted(&case, &word)?, PATH, Problems::none())))
}

async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Path(word): Path<String>,
    upload: Upload<Sent>,
) -> Result<Response, PageError> {
    let case = match super::require(&identity, &page, Step::Pictures).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let picture = wanted(&case, &word)?;
    match take(&identity, &page, &case, picture, upload).await? {
        Outcome::Wrong(problems) => {
            with_camera(page.show_again(&one(&identity, &page, picture, PATH, problems)))
        }
        Outcome::Unread => page.go(&format!("{PATH}/{word}?unread=yes")),
        Outcome::Kept { is_complete: true } => page.go(GO_ON),
        Outcome::Kept { is_complete: false } => page.go(PATH),
    }
}

/// What stands beside a picture that is sent.
#[derive(Debug, Deserialize)]
struct Sent {
    /// `camera` where the page's script took it.
    #[serde(default)]
    origin: String,
    /// Agreed to what is done with the face.
    #[serde(default)]
    agreed: Option<String>,
}

/// What became of a picture that was sent.
enum Outcome {
    /// Not kept: what to do stands beside the field.
    Wrong(Problems),
    /// Kept, but its code could not be read.
    Unread,
    /// Kept; whether it was the last one.
    Kept { is_complete: bool },
}

/// Takes a picture that was sent: reads it, keeps it, and says of the case when all are there.
async fn take(
    identity: &Identity,
    page: &Page,
    case: &Case,
    picture: Picture,
    upload: Upload<Sent>,
) -> Result<Outcome, PageError> {
    let now = page.now();
    let Upload { fields: Sent { origin, agreed }, file } = upload;
    // Nothing of a face is looked at before its owner agrees (NIST SP 800-63A-4, 3.11).
    if picture == Picture::Selfie && agreed.is_none() {
        return Ok(Outcome::Wrong(Problems::one("agreed", "papers-agree-problem")));
    }
    let Some(bytes) = file else {
        return Ok(Outcome::Wrong(Problems::one(FILE_FIELD, "papers-none")));
    };
    let origin = if origin == CAMERA { CAMERA } else { FILE };
    if origin == FILE && !identity.policy().takes_files {
        return Ok(Outcome::Wrong(Problems::one(FILE_FIELD, "papers-camera-only")));
    }
    let counted = identity.counted(Guess::Picture, case.row.sign_in_id.as_bytes());
    if let Some(until) = identity.count(counted, now).await? {
        return Ok(Outcome::Wrong(wait(FILE_FIELD, until, now)));
    }
    let reader = reader(identity)?;
    let mut read =
        match reading::read(reader.clone(), reading::code_on(case, picture), bytes, page.today()).await {
            Ok(read) => read,
            Err(PictureError::Refused(why)) => {
                return Ok(Outcome::Wrong(Problems::one(FILE_FIELD, refused(why))));
            }
            Err(error) => return Err(PageError::broken(error)),
        };
    if read.reading.as_ref().is_some_and(|reading| is_over(reading, page.today())) {
        return Ok(Outcome::Wrong(Problems::one(FILE_FIELD, "papers-over")));
    }
    let is_unread = read.is_missing;
    let other = reading::cross_check(identity, reader, case, picture, &mut read, now).await?;
    let taken = kept::Taken { picture, origin, jpeg: read.jpeg, reading: read.reading };
    let mut write = kept::keep(identity, case, &taken, now).await?.and(other);
    let standing = kept::list(identity, case.row.id, now).await?;
    let is_complete = is_complete(case, &standing, Some(picture));
    if is_complete && case.row.pictures_at.is_none() {
        write = write.and(pictures::complete(case, now));
    }
    if picture == Picture::Selfie {
        write = write.audit(agreement(case, now));
    }
    identity.write(write).await?;
    Ok(if is_unread { Outcome::Unread } else { Outcome::Kept { is_complete } })
}

fn reader(identity: &Identity) -> Result<&PictureReader, PageError> {
    let reader = identity.connections().pictures.as_ref();
    reader.ok_or_else(|| PageError::broken("nothing reads pictures here"))
}

/// Whether a paper says that its time is over.
fn is_over(reading: &Reading, today: Date) -> bool {
    let last = reading.fields.expiry_date.as_deref().and_then(|text| text.parse::<Date>().ok());
    last.is_some_and(|last| last < today)
}

/// That a person agreed to what is done with the picture of their face.
fn agreement(case: &Case, now: Timestamp) -> AuditRecord {
    let person = case.row.sign_in_id;
    AuditRecord {
        at: now,
        actor: Actor::Person(person),
        action: "picture.agree",
        subject: Some(person),
        reason: Some(format!("to the comparison of faces in case {}", case.row.id)),
    }
}

/// What to do about a picture that is refused.
const fn refused(why: Refused) -> &'static str {
    match why {
        Refused::Format => "papers-format",
        Refused::Bytes | Refused::Pixels => "papers-large",
        Refused::Small => "papers-small",
        Refused::Damaged => "papers-damaged",
    }
}

/// Whether somebody may take pictures for a case at this moment.
fn may_take(case: &Case, now: Timestamp, until: Timestamp) -> bool {
    now < until
        && case.row.state == store::identity::proofings::State::Open
        && super::steps::is_open(case, Step::Pictures)
}
