//! Can a person fill a form in page by page, leave it and come back, sign it once, follow it, send another in its place, and take
//! it back; and does nobody else see anything of it?

use axum::http::StatusCode;
use store::testing::{contents, on_each_engine};

use super::offers_sent::hidden;
use super::payer::is_problem;
use super::world::{Answer, World};

const ROOT: &str = "/forms/4547";

const YOU: &[(&str, &str)] = &[
    ("first_name", "Amelia"),
    ("middle_name", ""),
    ("last_name", "Hartwell"),
    ("number", "999-10-0101"),
    ("born_on_month", "3"),
    ("born_on_day", "14"),
    ("born_on_year", "1986"),
];
const ADDRESS: &[(&str, &str)] = &[
    ("street", "418 Bayberry Ct"),
    ("apartment", ""),
    ("city", "Fernhollow"),
    ("county", ""),
    ("state", "or"),
    ("postal_code", "00118"),
];
const REACH: &[(&str, &str)] = &[("phone", "+1 202 555 0100"), ("email", "amelia@example.org")];

fn child(number: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("child_first_name", "Rosa"),
        ("child_middle_name", ""),
        ("child_last_name", "Hartwell"),
        ("child_number", number),
        ("child_born_on_month", "6"),
        ("child_born_on_day", "2"),
        ("child_born_on_year", "2025"),
    ]
}

async fn page(world: &World, cookie: &str, path: &str) -> String {
    let answer = world.get(cookie, "en", path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path} leads to {}", answer.location);
    answer.body
}

/// Sends a page and says where it led.
async fn ask(world: &World, cookie: &str, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = world.post(cookie, path, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.body);
    answer.location
}

/// Everything answered for one child who gets the payment; where it led is the page that checks it.
async fn filled(world: &World, cookie: &str, number: &'static str) {
    assert_eq!(ask(world, cookie, ROOT, &[]).await, "/forms/4547/ask/you");
    assert_eq!(ask(world, cookie, "/forms/4547/ask/you", YOU).await, "/forms/4547/ask/place");
    let place = &[("abroad", "no")];
    assert_eq!(ask(world, cookie, "/forms/4547/ask/place", place).await, "/forms/4547/ask/address");
    assert_eq!(ask(world, cookie, "/forms/4547/ask/address", ADDRESS).await, "/forms/4547/ask/reach");
    assert_eq!(ask(world, cookie, "/forms/4547/ask/reach", REACH).await, "/forms/4547/ask/child/1/child");
    one_child(world, cookie, 1, number).await;
    let to = ask(world, cookie, "/forms/4547/all/child", &[("another", "no")]).await;
    assert_eq!(to, "/forms/4547/check");
}

async fn one_child(world: &World, cookie: &str, place: usize, number: &'static str) {
    let at = |step: &str| format!("/forms/4547/ask/child/{place}/{step}");
    let steps: [(&str, Vec<(&str, &str)>); 6] = [
        ("child", child(number)),
        ("relationship", vec![("relationship", "parent")]),
        ("priority", vec![("nobody_before", "nobody")]),
        ("child_home", vec![("child_lives", "same")]),
        ("pilot", vec![("pilot", "yes")]),
        ("pilot_rules", vec![("citizen", "yes"), ("qualifying", "yes")]),
    ];
    let mut next = steps.iter().skip(1).map(|(step, _)| at(step)).collect::<Vec<_>>().into_iter();
    for (step, fields) in &steps {
        let to = ask(world, cookie, &at(step), fields).await;
        assert_eq!(to, next.next().unwrap_or_else(|| "/forms/4547/all/child".to_owned()), "{step}");
    }
}

async fn sign(world: &World, cookie: &str, name: &str) -> Answer {
    let form = page(world, cookie, "/forms/4547/sign").await;
    let (draft, version) = (hidden(&form, "draft"), hidden(&form, "version"));
    let fields = [("draft", draft.as_str()), ("version", version.as_str()), ("agree", "yes"), ("name", name)];
    world.post(cookie, "/forms/4547/sign", &fields).await
}

/// Somebody else, who then has everything answered for the same child.
async fn seen_by_nobody_else(world: &World, other: &str, sent: &str) {
    // Somebody else sees nothing of it, and cannot elect for the same child.
    for path in [sent.to_owned(), format!("{sent}/form.pdf"), format!("{sent}/withdraw")] {
        assert_eq!(world.get(other, "en", &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for what in ["withdraw", "amend"] {
        let refused = world.post(other, &format!("{sent}/{what}"), &[]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{what}");
    }
    filled(world, other, "999-10-0190").await;
    let refused = sign(world, other, "Marcus Ellison").await;
    is_problem(&refused, "submit");
    assert!(refused.body.contains("Child 1: Rosa Hartwell. An election was already made for this child."));
    assert!(!refused.body.contains("Amelia"));
}

#[tokio::test]
async fn an_election_is_filled_in_signed_once_replaced_and_taken_back() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let cookie = world.sign_in("demo-amelia").await;
        assert!(page(&world, &cookie, "/forms").await.contains("Form 4547: open an account for a child"));
        assert!(page(&world, &cookie, ROOT).await.contains("one-time payment of $1,000 into it"));
        filled(&world, &cookie, "999-10-0190").await;
        // What the books know stood there; nobody skips ahead; answers show on the page that checks them.
        let check = page(&world, &cookie, "/forms/4547/check").await;
        assert!(check.contains("***-**-0190") && !check.contains("999100190"), "{check}");
        assert!(check.contains("June 2, 2025") && check.contains("Rosa Hartwell"));
        // From another visit it is still there.
        let again = world.sign_in_ago("demo-amelia", 1).await;
        assert!(page(&world, &again, "/forms").await.contains("Begun"));
        assert!(page(&world, &again, ROOT).await.contains("/forms/4547/check"));
        // Signing needs a name and a tick.
        let form = page(&world, &cookie, "/forms/4547/sign").await;
        assert!(form.contains("Under penalties of perjury"));
        let (draft, version) = (hidden(&form, "draft"), hidden(&form, "version"));
        let seen = [("draft", draft.as_str()), ("version", version.as_str())];
        let with = |more: &[(&'static str, &'static str)]| [&seen[..], more].concat();
        is_problem(&world.post(&cookie, "/forms/4547/sign", &with(&[("name", "A H")])).await, "agree");
        is_problem(&world.post(&cookie, "/forms/4547/sign", &with(&[("agree", "yes")])).await, "name");
        assert_eq!(contents(&store).await["sent_form"].len(), 0);
        let fine = with(&[("agree", "yes"), ("name", "Amelia Hartwell")]);
        let sent = format!("/forms/sent/{draft}");
        for _ in 0..2 {
            assert_eq!(world.post(&cookie, "/forms/4547/sign", &fine).await.location, sent);
        }
        assert_eq!(contents(&store).await["sent_form"].len(), 1);
        let one = page(&world, &cookie, &sent).await;
        assert!(one.contains("Received") && one.contains("I am authorized to make this election"), "{one}");
        assert!(!one.contains("999100190") && !one.contains("999-10-0190"));
        let pdf = world.get(&cookie, "en", &format!("{sent}/form.pdf")).await;
        assert_eq!((pdf.status, pdf.kind.as_str()), (StatusCode::OK, "application/pdf"));
        let other = world.sign_in("demo-marcus").await;
        seen_by_nobody_else(&world, &other, &sent).await;
        assert_eq!(contents(&store).await["sent_form"].len(), 1);
        // Corrected, it stands in the place of the first one.
        assert_eq!(world.post(&cookie, &format!("{sent}/amend"), &[]).await.location, "/forms/4547/check");
        let email = &[("phone", "+1 202 555 0101"), ("email", "amelia@example.org")];
        assert_eq!(ask(&world, &cookie, "/forms/4547/ask/reach", email).await, "/forms/4547/check");
        let second = sign(&world, &cookie, "Amelia Hartwell").await.location;
        assert!(second.starts_with("/forms/sent/") && second != sent);
        assert!(page(&world, &cookie, &sent).await.contains("Replaced"));
        assert!(page(&world, &cookie, &second).await.contains("In the place of"));
        // Taken back, the child is free for the other one.
        for _ in 0..2 {
            assert_eq!(world.post(&cookie, &format!("{second}/withdraw"), &[]).await.location, second);
        }
        assert!(page(&world, &cookie, &second).await.contains("Taken back"));
        assert!(sign(&world, &other, "Marcus Ellison").await.location.starts_with("/forms/sent/"));
    })
    .await;
}

#[tokio::test]
async fn pages_refuse_what_is_wrong_and_lead_back_who_skips_ahead() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-grace").await;
        let lead = async |path: &str| world.get(&cookie, "en", path).await.location;
        for path in
            ["/forms/4547/ask/reach", "/forms/4547/check", "/forms/4547/sign", "/forms/4547/all/child"]
        {
            assert_eq!(lead(path).await, ROOT, "{path}");
        }
        ask(&world, &cookie, ROOT, &[]).await;
        for path in
            ["/forms/4547/ask/reach", "/forms/4547/check", "/forms/4547/sign", "/forms/4547/all/child"]
        {
            assert_eq!(lead(path).await, "/forms/4547/ask/you", "{path}");
        }
        for path in ["/forms/1", "/forms/4547/ask/none", "/forms/4547/ask/child", "/forms/4547/all/none"] {
            let missing = world.get(&cookie, "en", path).await;
            assert_eq!(missing.status, StatusCode::NOT_FOUND, "{path}");
        }
        let first = page(&world, &cookie, "/forms/4547/ask/you").await;
        assert!(first.contains("value=\"Grace\"") && first.contains("value=\"Okafor\""), "{first}");
        let mut wrong = YOU.to_vec();
        wrong[3] = ("number", "12");
        let refused = world.post(&cookie, "/forms/4547/ask/you", &wrong).await;
        is_problem(&refused, "number");
        assert!(refused.body.contains("value=\"12\"") && refused.body.contains("value=\"Hartwell\""));
        is_problem(&world.post(&cookie, "/forms/4547/ask/you", &[]).await, "first_name");
        // Nothing of what was refused was kept.
        assert!(page(&world, &cookie, "/forms/4547/ask/you").await.contains("value=\"Grace\""));
        filled_from_you(&world, &cookie).await;
        for (field, fields) in [
            ("child_number", replaced(child("999-10-0190"), "child_number", "912-70-1234")),
            ("child_born_on", replaced(child("999-10-0190"), "child_born_on_year", "2008")),
        ] {
            is_problem(&world.post(&cookie, "/forms/4547/ask/child/1/child", &fields).await, field);
        }
    })
    .await;
}

fn replaced(
    mut fields: Vec<(&'static str, &'static str)>,
    name: &str,
    value: &'static str,
) -> Vec<(&'static str, &'static str)> {
    for field in &mut fields {
        if field.0 == name {
            field.1 = value;
        }
    }
    fields
}

async fn filled_from_you(world: &World, cookie: &str) {
    ask(world, cookie, "/forms/4547/ask/you", YOU).await;
    ask(world, cookie, "/forms/4547/ask/place", &[("abroad", "no")]).await;
    ask(world, cookie, "/forms/4547/ask/address", ADDRESS).await;
    ask(world, cookie, "/forms/4547/ask/reach", REACH).await;
}

#[tokio::test]
async fn children_are_added_changed_and_taken_off() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let cookie = world.sign_in("demo-amelia").await;
        ask(&world, &cookie, ROOT, &[]).await;
        filled_from_you(&world, &cookie).await;
        one_child(&world, &cookie, 1, "999-10-0190").await;
        is_problem(&world.post(&cookie, "/forms/4547/all/child", &[]).await, "another");
        for _ in 0..2 {
            let to = ask(&world, &cookie, "/forms/4547/all/child", &[("another", "yes")]).await;
            assert_eq!(to, "/forms/4547/ask/child/2/child");
        }
        let twice = world.post(&cookie, "/forms/4547/ask/child/2/child", &child("999100190")).await;
        is_problem(&twice, "child_number");
        one_child(&world, &cookie, 2, "999-10-0191").await;
        let all = page(&world, &cookie, "/forms/4547/all/child").await;
        assert!(all.contains("Child 1: Rosa Hartwell") && all.contains("Child 2: Rosa Hartwell"));
        page(&world, &cookie, "/forms/4547/all/child/1").await;
        assert_eq!(ask(&world, &cookie, "/forms/4547/all/child/1", &[]).await, "/forms/4547/all/child");
        let all = page(&world, &cookie, "/forms/4547/all/child").await;
        assert!(all.contains("Child 1") && !all.contains("Child 2"));
        assert_eq!(
            ask(&world, &cookie, "/forms/4547/all/child", &[("another", "no")]).await,
            "/forms/4547/check"
        );
        let check = page(&world, &cookie, "/forms/4547/check").await;
        assert!(check.contains("0191") && !check.contains("0190"));
        page(&world, &cookie, "/forms/4547/forget").await;
        for _ in 0..2 {
            assert_eq!(ask(&world, &cookie, "/forms/4547/forget", &[]).await, "/forms");
        }
        assert_eq!(contents(&store).await["form_draft"].len(), 0);
    })
    .await;
}
