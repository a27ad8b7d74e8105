//! Going on with a phone: the computer shows a code as a picture, the phone takes it over once, within 15 minutes, and may
//! then take the pictures of this one case, no more; the computer's page follows along (NIST SP 800-63A-4 section 3.9:
//! at least 64 random bits, throttled, kept as a hash, used once).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use store::Actor;
use store::AuditRecord;
use store::identity::hand_overs::{self, HandOver};
use values::{Id, Timestamp};
use web::cookies::{self, Cookie, SameSite};
use web::forms::Nothing;
use web::{Form, Frame, Page, PageError, Problems, Upload};

use super::{Line, Outcome, Sent, list, may_take, one, take, wanted, with_camera};
use crate::authenticators::app::picture;
use crate::limits::Guess;
use crate::proofing::GO_ON;
use crate::proofing::case::Case;
use crate::proofing::steps::Step;
use crate::secrets::{hash, later};
use crate::visitor::Visitor;
use crate::{Identity, IdentityError};

/// The computer's page that shows the code and follows along.
pub(super) const HAND_OVER: &str = "/prove/pictures/phone";

/// Where the code leads.
pub(super) const ARRIVE: &str = "/phone/{code}";

/// The list on the phone.
pub(super) const PATH: &str = "/phone/pictures";

/// So long a code is good.
const MINUTES: i64 = 15;

/// The computer's page looks again after so many seconds.
const LOOK_AGAIN: i64 = 10;

/// So long the phone may take pictures once it has used the code.
const VISIT_MINUTES: i64 = 30;

/// What the phone holds.
const COOKIE: &str = "__Host-phone";

#[derive(Template)]
#[template(path = "proofing/papers/hand_over.html")]
struct Follow {
    frame: Frame,
    /// The code as a picture, and the address it holds; none once a phone took over.
    code: Option<(String, String)>,
    lines: Vec<Line>,
    minutes: i64,
    is_over: bool,
    /// What would change the page: whether a phone took over, and which pictures are there.
    state: String,
    /// Whether the page looks again by itself, and without its script after how many seconds.
    looks_again: bool,
    seconds: i64,
}

#[derive(Template)]
#[template(path = "proofing/papers/arrive.html")]
struct Arrive {
    frame: Frame,
    is_good: bool,
}

/// 128 bits that only our key makes of an id, so that the page can show them again and the store holds a hash alone.
fn code(identity: &Identity, id: Id) -> String {
    let secret = identity.sealer().program_secret("hand-over to a phone", id);
    outside::jose::encode(&secret.expose()[..16])
}

fn code_hash(code: &str) -> [u8; 32] {
    hash("hand-over code", code)
}

fn noted(now: Timestamp, action: &'static str, sign_in: Id) -> AuditRecord {
    AuditRecord { at: now, actor: Actor::Person(sign_in), action, subject: Some(sign_in), reason: None }
}

/// Makes a code.
pub(super) async fn hand_over(
    State(identity): State<Identity>,
    page: Page,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let case = match crate::proofing::require(&identity, &page, Step::Pictures).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (person, now) = (case.row.sign_in_id, page.now());
    let counted = identity.counted(Guess::HandOver, person.as_bytes());
    if identity.count(counted, now).await?.is_some() {
        return Err(PageError::TooMany);
    }
    let id = identity.dice().id(now);
    let write = hand_overs::add(HandOver {
        id,
        code_hash: code_hash(&code(&identity, id)),
        sign_in_id: person,
        proofing_id: case.row.id,
        made_at: now,
        ends_at: later(now, MINUTES * 60),
        used_at: None,
    });
    // Codes that were made before are of no use any more.
    let write = hand_overs::remove_all(case.row.id).and(write);
    identity.write(write.audit(noted(now, "hand-over.add", person))).await?;
    page.go(HAND_OVER)
}

/// The code, then how far the phone is; on to what comes next when all pictures are there.
pub(super) async fn follow(State(identity): State<Identity>, page: Page) -> Result<Response, PageError> {
    let case = match crate::proofing::require(&identity, &page, Step::Pictures).await? {
        Ok(case) => case,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let list = list(&identity, &page, &case, super::PATH).await?;
    if list.is_complete && case.row.pictures_at.is_some() {
        return page.go(GO_ON);
    }
    let Some(newest) = hand_overs::list(identity.store(), case.row.id).await?.pop() else {
        return page.go(super::PATH);
    };
    let is_over = newest.ends_at <= page.now();
    let shown = (newest.used_at.is_none() && !is_over).then(|| {
        let address = format!("{}/phone/{}", identity.issuer(), code(&identity, newest.id));
        picture(&address).map(|picture| (picture, address))
    });
    let there = list.lines.iter().map(|line| if line.is_there { '1' } else { '0' });
    let state = there.chain(newest.used_at.map(|_| 'p')).chain(is_over.then_some('o')).collect();
    page.show(&Follow {
        state,
        frame: page.frame("papers-phone-title"),
        code: shown.flatten(),
        lines: list.lines,
        minutes: MINUTES,
        is_over,
        looks_again: !is_over && page.query("still").is_none(),
        seconds: LOOK_AGAIN,
    })
}

/// Looking at the code uses nothing up: programs open links by themselves.
pub(super) async fn arrive(
    State(identity): State<Identity>,
    page: Page,
    Path(code): Path<String>,
) -> Result<Response, PageError> {
    let found = hand_overs::find(identity.store(), code_hash(&code)).await?;
    let is_good = found.is_some_and(|found| found.used_at.is_none() && page.now() < found.ends_at);
    page.show(&Arrive { frame: page.frame("papers-arrive-title"), is_good })
}

/// Takes the case over.
pub(super) async fn take_over(
    State(identity): State<Identity>,
    visitor: Visitor,
    page: Page,
    Path(code): Path<String>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, PageError> {
    let now = page.now();
    let network = identity.counted_network(Guess::CodeByNetwork, &visitor);
    if identity.count_all(network, now).await?.is_some() {
        return Err(PageError::TooMany);
    }
    let hash = code_hash(&code);
    let found = hand_overs::find(identity.store(), hash).await?;
    let Some(found) = found.filter(|found| found.used_at.is_none() && now < found.ends_at) else {
        return page.show_again(&Arrive { frame: page.frame("papers-arrive-title"), is_good: false });
    };
    let token = outside::jose::encode(&identity.dice().bytes::<32>());
    let until = later(now, VISIT_MINUTES * 60);
    // Of two phones the second meets a conflict here.
    let write = hand_overs::use_up(hash, now, visit_hash(&token), until);
    identity.write(write.audit(noted(now, "hand-over.use", found.sign_in_id))).await?;
    let mut response = page.go(PATH)?;
    let seconds = u32::try_from(VISIT_MINUTES * 60).unwrap_or(u32::MAX);
    Cookie::new(COOKIE, &token, SameSite::Strict).kept_for(seconds).set_on(&mut response);
    Ok(response)
}

fn visit_hash(token: &str) -> [u8; 32] {
    hash("hand-over visit", token)
}

/// The case that the phone took over, while its owner is still at this step.
async fn case(identity: &Identity, page: &Page, headers: &HeaderMap) -> Result<Option<Case>, IdentityError> {
    let Some(token) = cookies::find(headers, COOKIE) else { return Ok(None) };
    let Some(visit) = hand_overs::find_by_visit(identity.store(), visit_hash(token)).await? else {
        return Ok(None);
    };
    let case = Case::find(identity, visit.proofing_id).await?;
    Ok(case.filter(|case| may_take(case, page.now(), visit.ends_at)))
}

/// What a phone sees that has no case, or no longer.
fn over(page: &Page) -> Result<Response, PageError> {
    page.show(&Arrive { frame: page.frame("papers-arrive-title"), is_good: false })
}

pub(super) async fn show(
    State(identity): State<Identity>,
    page: Page,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let Some(case) = case(&identity, &page, &headers).await? else { return over(&page) };
    page.show(&list(&identity, &page, &case, PATH).await?)
}

pub(super) async fn show_one(
    State(identity): State<Identity>,
    page: Page,
    Path(word): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let Some(case) = case(&identity, &page, &headers).await? else { return over(&page) };
    with_camera(page.show(&one(&identity, &page, wanted(&case, &word)?, PATH, Problems::none())))
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    page: Page,
    Path(word): Path<String>,
    headers: HeaderMap,
    upload: Upload<Sent>,
) -> Result<Response, PageError> {
    let Some(case) = case(&identity, &page, &headers).await? else { return over(&page) };
    let picture = wanted(&case, &word)?;
    match take(&identity, &page, &case, picture, upload).await? {
        Outcome::Wrong(problems) => {
            with_camera(page.show_again(&one(&identity, &page, picture, PATH, problems)))
        }
        Outcome::Unread => page.go(&format!("{PATH}/{word}?unread=yes")),
        Outcome::Kept { .. } => page.go(PATH),
    }
}
