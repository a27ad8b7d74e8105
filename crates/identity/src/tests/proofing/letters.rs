//! By pictures and a letter, without any picture of the face.

use serde_json::json;
use store::Write;
use store::identity::proofings::State;
use store::testing::on_each_engine;

use super::*;
use crate::proofing::decide::Reason;
use crate::proofing::letter::{self, Sent};

/// The code of the newest letter.
async fn code(world: &World) -> String {
    let letter = world.paper().await.remove(0);
    letter
        .body
        .split("Your code: ")
        .nth(1)
        .unwrap_or_else(|| panic!("{}", letter.body))
        .split('\n')
        .next()
        .unwrap()
        .to_owned()
}

/// What a code that is typed uses up, if it is right.
async fn typed_in(world: &World, id: Id, typed: &str) -> Option<Write> {
    let sent = letter::newest(&world.identity, &case(world, id).await).await.unwrap().unwrap();
    letter::accept(&world.identity, &sent, typed, world.now())
}

/// A case whose letter is on its way.
async fn waiting(world: &World, email: &str, number: &str) -> (Browser, Id) {
    let (mut browser, id) = begun(world, email).await;
    ready(world, &mut browser, id, "letter", number).await;
    browser.send("/prove/check", &[]).await;
    assert!(browser.page.contains("We are looking at it"), "{}", browser.page);
    decided(world, id, Outcome::Accepted(vec![license(None)]), Attendance::Unattended).await.unwrap();
    (browser, id)
}

#[tokio::test]
async fn a_letter_and_a_telephone_prove_who_one_is_and_sites_are_told_how() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = waiting(&world, "ana@example.com", "123-45-6789").await;
        let paper = world.paper().await.remove(0);
        assert_eq!(paper.envelope, ["Ana María O’Hara", "1 Elm St", "Springfield CA 94105"]);
        browser.follow("/prove").await;
        assert!(browser.page.contains("A letter is on its way"), "{}", browser.page);
        browser.send("/prove/letter/code", &[("code", "0000-0000")]).await;
        assert!(browser.page.contains("not the code of the newest letter"), "{}", browser.page);
        let typed = code(&world).await.to_lowercase().replace('-', " ");
        browser.send("/prove/letter/code", &[("code", &typed)]).await;
        assert!(browser.page.contains("You have proved who you are"), "{}", browser.page);
        assert_eq!(state(&world, id).await, State::Verified);
        let claims = json!({ "userinfo": { "verified_claims": { "verification": { "trust_framework":
            { "value": "nist_800_63A" }, "assurance_process": null, "evidence": null },
            "claims": { "tax_number": null, "family_name": null } } } });
        let address = world.pushed(&world.account, &[("claims", &claims.to_string())]).await;
        let code = world.code_at(&mut browser, &address).await;
        let tokens = world.trade(&world.account, &code, &[]).await.json();
        let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
        let told = world.userinfo(Some(&bearer)).await.json();
        let verified = &told["verified_claims"];
        assert_eq!(verified["verification"]["assurance_process"]["procedure"], "letter");
        let methods = verified["verification"]["evidence"].to_string();
        for method in ["visual-inspection", "mailed-code", "carrier-confirmed", "phone-code"] {
            assert!(methods.contains(method), "{method}: {methods}");
        }
        assert_eq!(verified["claims"], json!({ "tax_number": "123456789", "family_name": "O’Hara" }));
    })
    .await;
}

/// The notice goes to the confirmed address and says what, when, how to deny it, what is done with the facts, and what
/// the person's duties are (NIST SP 800-63A-4, 3.10); and a text says that it happened.
#[tokio::test]
async fn the_notice_goes_to_the_confirmed_address_and_denies_the_proof() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = waiting(&world, "ana@example.com", "123-45-6789").await;
        let typed = code(&world).await;
        world.wait(60);
        browser.send("/prove/letter/code", &[("code", &typed)]).await;
        let notice = world.paper().await.remove(0);
        assert_eq!(notice.envelope[1..], ["1 Elm St", "Springfield CA 94105"]);
        let proof = store::identity::proofs::find(world.identity.store(), id).await.unwrap().unwrap();
        let on = web::Language::En.date(world.clock.local(proof.proved_at).date());
        for part in [
            format!("On {on} somebody proved at http://localhost:8081").as_str(),
            "call us at 1-800-555-0142",
            "Ardenia Revenue Agency",
            "http://localhost:8081/prove/deny",
            "Code, to be used only",
            "sealed with a key",
            "Keep your ways to sign in",
        ] {
            assert!(notice.body.contains(part), "{part}: {}", notice.body);
        }
        assert!(world.texts().await[0].words.contains("Proved who you are"));
        let mails = world.mail().await;
        assert!(mails.iter().any(|mail| mail.subject.contains("Proved who you are")), "no mail");
        // Whoever holds the notice needs no sign-in.
        let token = notice.body.split("if it was not you: ").nth(1).unwrap().split('\n').next().unwrap();
        let mut stranger = world.browser();
        stranger.follow("/prove/deny").await;
        stranger.send("/prove/deny", &[("code", "0000-0000-0000-0000")]).await;
        assert!(stranger.page.contains("This code is not right"), "{}", stranger.page);
        stranger.send("/prove/deny", &[("code", token)]).await;
        assert!(stranger.page.contains("The proof is removed"), "{}", stranger.page);
        assert_eq!(state(&world, id).await, State::Repudiated);
        let suspicion = store::identity::fraud_cases::find_open(world.identity.store(), id).await.unwrap();
        assert!(suspicion.is_some(), "nobody looks into it");
        assert!(!world.sign_in("ana@example.com").await.is_active, "the sign-in is not frozen");
        assert!(store::identity::proofs::find(world.identity.store(), id).await.unwrap().is_none());
        stranger.follow("/prove/deny").await;
        stranger.send("/prove/deny", &[("code", token)]).await;
        assert!(stranger.page.contains("This code is not right"), "used twice");
    })
    .await;
}

#[tokio::test]
async fn a_code_ends_after_21_days_near_and_30_days_far_to_the_second() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        for (email, number, region, days) in [
            ("near@example.com", "123-45-6789", "CA", 21),
            ("late@example.com", "123-45-6780", "CA", 21),
            ("far@example.com", "123-45-6781", "AK", 30),
            ("gone@example.com", "123-45-6782", "AK", 30),
        ] {
            let (mut browser, id) = begun(&world, email).await;
            ready(&world, &mut browser, id, "letter", number).await;
            let mut address = ADDRESS;
            address[2].1 = region;
            browser.send("/prove/address", &address).await;
            browser.follow("/prove/check").await;
            browser.send("/prove/check", &[]).await;
            decided(&world, id, Outcome::Accepted(vec![license(None)]), Attendance::Unattended)
                .await
                .unwrap();
            let typed = code(&world).await;
            let is_late = email.starts_with('l') || email.starts_with('g');
            let letter = letter::newest(&world.identity, &case(&world, id).await).await.unwrap().unwrap();
            assert_eq!(letter.ends_at.duration_since(letter.sent_at).as_hours(), days * 24, "{email}");
            world.wait(days * 86_400 + if is_late { 1 } else { -2 });
            // The session is long over; a new browser would sign in again.
            assert_eq!(typed_in(&world, id, &typed).await.is_some(), !is_late, "{email}");
        }
    })
    .await;
}

#[tokio::test]
async fn letters_are_few_and_only_the_newest_code_works() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = waiting(&world, "ana@example.com", "123-45-6789").await;
        let first = code(&world).await;
        assert_eq!(first.len(), 9, "eight letters of 32 and a dash: forty bits");
        browser.follow("/prove/standing").await;
        browser.send("/prove/letter/again", &[]).await;
        assert!(browser.page.contains("next letter can be sent in"), "{}", browser.page);
        let case = case(&world, id).await;
        world.wait(86_400);
        let Sent::Leaves(write) = letter::send(&world.identity, &case, world.now()).await.unwrap() else {
            panic!("a day has gone by")
        };
        world.identity.write(write).await.unwrap();
        let second = code(&world).await;
        assert_ne!(first, second);
        assert!(typed_in(&world, id, &first).await.is_none(), "the first code works still");
        world.identity.write(typed_in(&world, id, &second).await.unwrap()).await.unwrap();
        assert!(typed_in(&world, id, &second).await.is_none(), "it works twice");
    })
    .await;
}

/// What came back says what to do, and what was found good is not asked for again.
#[tokio::test]
async fn what_comes_back_says_what_to_do() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = begun(&world, "ana@example.com").await;
        ready(&world, &mut browser, id, "letter", "123-45-6789").await;
        browser.send("/prove/check", &[]).await;
        decided(&world, id, Outcome::Returned(Reason::Unreadable), Attendance::Unattended).await.unwrap();
        assert!(case(&world, id).await.row.pictures_at.is_none(), "the picture would not be taken again");
        browser.follow("/prove/route").await;
        assert!(browser.page.contains("A picture could not be read"), "{}", browser.page);
        browser.send("/prove/route", &[("route", "camera")]).await;
        pictures(&world, id).await;
        browser.follow("/prove/check").await;
        browser.send("/prove/check", &[]).await;
        // Nothing checks captures here: pictures alone verify nobody.
        decided(&world, id, Outcome::Accepted(vec![license(None)]), Attendance::Unattended).await.unwrap();
        assert_eq!(state(&world, id).await, State::Open);
        browser.follow("/prove").await;
        assert!(browser.page.contains("Your papers are good"), "{}", browser.page);
        browser.send("/prove/route", &[("route", "letter")]).await;
        browser.send("/prove/check", &[]).await;
        assert!(browser.page.contains("A letter is on its way"), "{}", browser.page);
        // Another name needs other papers.
        browser.send("/prove/change", &[]).await;
        browser.send("/prove/route", &[("route", "letter")]).await;
        browser.follow("/prove/number").await;
        browser.send("/prove/number", &[("tax_number", "123-45-6780")]).await;
        assert!(case(&world, id).await.evidence.is_empty());
    })
    .await;
}
