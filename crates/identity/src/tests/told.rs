//! Is a site told what its visitor agreed to, fact by fact, and nothing more? And how strong the sign-in was.

use outside::jose::{self, SigningKey};
use serde_json::{Map, Value, json};
use store::identity::phones;
use store::seal::Realm;
use store::testing::on_each_engine;
use values::Id;

use super::addresses::{add, id_of};
use super::journeys::sign_up;
use super::notices::with_ana;
use super::world::{Answer, Browser, TestClient, World, changed, client, form};
use crate::oidc::scopes::Scope;
use crate::person::Fields;

/// What a code comes to: the claims of the ID token, and what userinfo tells.
async fn tokens(world: &World, client: &TestClient, code: &str) -> (Map<String, Value>, Value) {
    let tokens = world.trade(client, code, &[]).await.json();
    let body = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let claims = jose::parse_object(&jose::decode(&body).unwrap()).unwrap();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    (claims, world.userinfo(Some(&bearer)).await.json())
}

/// Made-up Maria, sent by the account site, as far as she gets by herself.
async fn maria(world: &World, browser: &mut Browser, changes: &[(&str, &str)]) -> Answer {
    let address = world.pushed(&world.account, changes).await;
    let answer = browser.follow(&address).await;
    if browser.page.contains("/sign-in/demonstration") && answer.location.is_empty() {
        return browser.send("/sign-in/demonstration", &[("person", "0")]).await;
    }
    answer
}

fn has(page: &str, part: &str) -> bool {
    page.contains(part)
}

#[tokio::test]
async fn each_fact_is_chosen_by_itself_and_the_answer_is_remembered() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        maria(&world, &mut browser, &[("scope", "openid profile email")]).await;
        // Masked at first; the whole value is in what a visitor opens.
        for part in ["m…@demo.example", "M… P…", "the full date, in 1980", "proves nothing"] {
            assert!(has(&browser.page, part), "{part}: {}", browser.page);
        }
        let (opened, closed): (Vec<_>, Vec<_>) =
            browser.page.split("<details").enumerate().partition(|(place, _)| *place > 0);
        assert!(closed.iter().all(|(_, page)| !page.contains("Maria Prueba")));
        assert!(opened.iter().any(|(_, page)| page.contains("Maria Prueba")));
        // Nothing is ticked beforehand.
        assert!(!has(&browser.page, "checked"), "{}", browser.page);
        let back = browser.send("/consent", &[("decision", "agree"), ("name", "yes")]).await;
        let (_, told) = tokens(&world, &world.account, &back.parameter("code").unwrap()).await;
        assert_eq!(told["name"], "Maria Prueba");
        for kept_back in ["email", "email_verified", "birthdate", "proof_method"] {
            assert_eq!(told.get(kept_back), None, "{kept_back}");
        }
        // The same again asks nothing; more asks again, with what is told already ticked.
        assert!(
            maria(&world, &mut browser, &[("scope", "openid profile email")])
                .await
                .parameter("code")
                .is_some()
        );
        maria(&world, &mut browser, &[("scope", "openid profile tax_number")]).await;
        assert!(has(&browser.page, "Now it asks for more"), "{}", browser.page);
        assert!(has(&browser.page, "id=\"name\" name=\"name\" value=\"yes\" checked"), "{}", browser.page);
        assert!(has(&browser.page, "***-**-3456") && !has(&browser.page, "900-12-3456"), "{}", browser.page);
        browser.follow("/consent/number").await;
        assert!(has(&browser.page, "900-12-3456"), "{}", browser.page);
        browser.follow("/consent").await;
        let back = browser.send("/consent", &[("decision", "agree"), ("tax_number", "yes")]).await;
        let (_, told) = tokens(&world, &world.account, &back.parameter("code").unwrap()).await;
        // The name was taken away, the number added.
        assert_eq!((told.get("name"), told["tax_number"].as_str()), (None, Some("900123456")));
        // A scope kept back whole is not granted.
        let code = maria(&world, &mut browser, &[("scope", "openid email")]).await.parameter("code").unwrap();
        assert_eq!(world.trade(&world.account, &code, &[]).await.json()["scope"], "openid");
    })
    .await;
}

#[tokio::test]
async fn the_number_is_shown_to_somebody_who_proved_themselves_lately() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        maria(&world, &mut browser, &[]).await;
        for _ in 0..2 {
            world.wait(600);
            browser.follow("/consent").await;
        }
        let refused = browser.get("/consent/number").await;
        assert!(refused.location.starts_with("/sign-in/again"), "{}", refused.location);
        // Nor to somebody who is asked for no number.
        maria(&world, &mut browser, &[("scope", "openid email")]).await;
        assert_eq!(browser.get("/consent/number").await.location, "/consent");
    })
    .await;
}

#[tokio::test]
async fn facts_are_named_one_by_one_for_each_place() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let claims = json!({
            "id_token": { "given_name": null, "tax_number": { "essential": true }, "nickname": null },
            "userinfo": { "age_over_18": { "essential": true }, "family_name": { "value": "Otra" },
                "birthdate": null, "phone_number": null },
        });
        let changes = [("scope", "openid"), ("claims", &*claims.to_string())];
        maria(&world, &mut browser, &changes).await;
        // What the site says it needs cannot be left out; of a name only what was asked for is shown.
        assert!(!has(&browser.page, "id=\"age_over_18\""), "{}", browser.page);
        assert!(has(&browser.page, "Whether you are 18 or older") && has(&browser.page, "id=\"name\""));
        let back = browser.send("/consent", &[("decision", "agree"), ("name", "yes")]).await;
        let (id_token, told) = tokens(&world, &world.account, &back.parameter("code").unwrap()).await;
        assert_eq!((id_token["given_name"].as_str(), id_token.get("family_name")), (Some("Maria"), None));
        assert_eq!((id_token.get("tax_number"), id_token.get("name")), (None, None));
        assert_eq!(id_token["ial"], "urn:counterfoil:ial:demonstration");
        assert_eq!(told["age_over_18"], json!(true));
        // Another name than the one it wants to hear; not agreed to; not known.
        for name in ["family_name", "birthdate", "phone_number", "given_name", "tax_number", "name"] {
            assert_eq!(told.get(name), None, "{name}: {told}");
        }
        // A site is told nothing it is not registered for, whatever it names.
        let claims = json!({ "userinfo": { "tax_number": { "essential": true }, "email": null } });
        let query = form(&changed(&world.other, &[("scope", "openid"), ("claims", &claims.to_string())]));
        browser.follow(&format!("/oidc/authorize?{query}")).await;
        assert!(!has(&browser.page, "Tax number"), "{}", browser.page);
        let code = browser.agree().await.parameter("code").unwrap();
        let (_, told) = tokens(&world, &world.other, &code).await;
        assert_eq!((told.get("tax_number"), told["email"].as_str()), (None, Some("maria@demo.example")));
    })
    .await;
}

#[tokio::test]
async fn what_a_site_may_no_longer_be_told_is_kept_back_at_once_also_by_its_name() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        maria(&world, &mut browser, &[]).await;
        let key = SigningKey::generate().unwrap();
        let site = |scopes: &[Scope]| client("club", &key, "club", false, scopes);
        world.identity.set_clients(vec![site(&[Scope::Openid, Scope::Email, Scope::Profile])]).unwrap();
        let club = TestClient { id: "club", key: key.clone() };
        let claims = json!({ "userinfo": { "email": null, "given_name": null } }).to_string();
        let query = form(&changed(&club, &[("scope", "openid"), ("claims", &claims)]));
        browser.follow(&format!("/oidc/authorize?{query}")).await;
        let code = browser.agree().await.parameter("code").unwrap();
        let given = world.trade(&club, &code, &[]).await.json();
        let bearer = format!("Bearer {}", given["access_token"].as_str().unwrap());
        assert_eq!(world.userinfo(Some(&bearer)).await.json()["given_name"], "Maria");
        world.identity.set_clients(vec![site(&[Scope::Openid, Scope::Email])]).unwrap();
        let told = world.userinfo(Some(&bearer)).await.json();
        assert_eq!((told.get("given_name"), told["email"].as_str()), (None, Some("maria@demo.example")));
    })
    .await;
}

#[tokio::test]
async fn proved_facts_come_with_how_they_were_proved() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let verification = json!({ "trust_framework": null, "assurance_level": null, "time": null, "assurance_process": null });
        let claims = json!({ "userinfo": { "verified_claims": [
            { "verification": verification, "claims": { "given_name": null, "tax_number": null } },
            { "verification": { "trust_framework": { "value": "nist_800_63A" } }, "claims": { "birthdate": null } },
            { "verification": { "trust_framework": null }, "claims": { "email": null } },
        ] }, "id_token": { "verified_claims":
            { "verification": { "trust_framework": null }, "claims": { "given_name": null, "tax_number": null } } } });
        maria(&world, &mut browser, &[("scope", "openid"), ("claims", &claims.to_string())]).await;
        let code = browser.agree().await.parameter("code").unwrap();
        let (id_token, told) = tokens(&world, &world.account, &code).await;
        // Only what holds: no claim to a framework that nobody followed, no address that nobody proved.
        let verified = &told["verified_claims"];
        assert_eq!(verified["claims"], json!({ "given_name": "Maria", "tax_number": "900123456" }));
        assert_eq!(verified["verification"]["trust_framework"], "urn:counterfoil:demonstration");
        assert_eq!(verified["verification"]["assurance_level"], "none");
        assert_eq!(verified["verification"]["assurance_process"], json!({ "procedure": "demonstration" }));
        assert!(verified["verification"]["time"].as_str().unwrap().ends_with('Z'));
        assert_eq!(id_token["verified_claims"]["claims"], json!({ "given_name": "Maria" }));
        assert!(!told.to_string().contains("nist") && !told.to_string().contains("1980"));
    })
    .await;
}

#[tokio::test]
async fn a_level_is_reached_reported_or_refused() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        sign_up(&world, &mut browser, "ana@example.com").await;
        browser.send("/set-up", &[]).await;
        let visit = async |browser: &mut Browser, changes: &[(&str, &str)]| {
            let mut changes = changes.to_vec();
            changes.push(("scope", "openid"));
            let address = world.pushed(&world.account, &changes).await;
            browser.follow(&address).await
        };
        let acr = async |answer: Answer| {
            tokens(&world, &world.account, &answer.parameter("code").unwrap()).await.0["acr"].clone()
        };
        let (two, resistant) = ("urn:counterfoil:aal:2", "urn:counterfoil:aal:2:phishing-resistant");
        for wish in
            [two, "urn:counterfoil:aal:1 urn:counterfoil:aal:2", "urn:acr:gold", "urn:counterfoil:aal:2 x"]
        {
            assert_eq!(acr(visit(&mut browser, &[("acr_values", wish)]).await).await, two, "{wish}");
        }
        assert_eq!(
            acr(visit(&mut browser, &[("acr_values", "urn:counterfoil:aal:1")]).await).await,
            "urn:counterfoil:aal:1"
        );
        // A wish that nothing she has can fulfil: she is offered to add something, or goes on, and that is reported.
        visit(&mut browser, &[("acr_values", resistant)]).await;
        assert!(has(&browser.page, "You can go on without it"), "{}", browser.page);
        let back = browser.send("/sign-in/stronger", &[("choice", "decline")]).await;
        assert_eq!(acr(back).await, two);
        assert_eq!(
            acr(visit(&mut browser, &[("acr_values", resistant), ("prompt", "none")]).await).await,
            two
        );
        // What the site insists on is met or refused.
        let insists =
            |level: &str| format!(r#"{{"id_token":{{"acr":{{"essential":true,"values":["{level}"]}}}}}}"#);
        assert_eq!(acr(visit(&mut browser, &[("claims", &insists(two))]).await).await, two);
        let refused = visit(&mut browser, &[("claims", &insists(resistant)), ("prompt", "none")]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("unmet_authentication_requirements"));
        visit(&mut browser, &[("claims", &insists(resistant))]).await;
        assert!(has(&browser.page, "does not let you in"), "{}", browser.page);
        let added = browser.post("/sign-in/stronger", &[("choice", "add")]).await;
        assert_eq!(added.location, "/set-up");
        browser.follow("/set-up").await;
        browser.send("/set-up", &[]).await;
        let refused = browser.send("/sign-in/stronger", &[("choice", "decline")]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("unmet_authentication_requirements"));
        // A made-up person has no level; whoever insists on one gets none.
        let mut maria = world.browser();
        visit(&mut maria, &[("acr_values", two)]).await;
        let back = maria.send("/sign-in/demonstration", &[("person", "0")]).await;
        assert_eq!(acr(back).await, "urn:counterfoil:demonstration");
        let refused = visit(&mut maria, &[("claims", &insists(two))]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("unmet_authentication_requirements"));
    })
    .await;
}

#[tokio::test]
async fn a_site_may_name_who_should_sign_in() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let code = maria(&world, &mut browser, &[("scope", "openid")]).await.parameter("code").unwrap();
        let answer = world.trade(&world.account, &code, &[]).await.json();
        let hint = answer["id_token"].as_str().unwrap().to_owned();
        let (_, told) = {
            let code = maria(&world, &mut browser, &[("scope", "openid")]).await.parameter("code").unwrap();
            tokens(&world, &world.account, &code).await
        };
        let subject = told["sub"].as_str().unwrap().to_owned();
        let named = |subject: &str| format!(r#"{{"id_token":{{"sub":{{"value":"{subject}"}}}}}}"#);
        let visit = async |browser: &mut Browser, changes: &[(&str, &str)]| {
            let mut changes = changes.to_vec();
            changes.push(("scope", "openid"));
            browser.follow(&world.pushed(&world.account, &changes).await).await
        };
        // It is her: with an ID token that has expired too.
        world.wait(400);
        for changes in [[("id_token_hint", hint.as_str())], [("claims", &*named(&subject))]] {
            assert!(visit(&mut browser, &changes).await.parameter("code").is_some(), "{changes:?}");
        }
        // It is somebody else, or nobody.
        let mut ana = world.browser();
        sign_up(&world, &mut ana, "ana@example.com").await;
        ana.send("/set-up", &[]).await;
        for browser in [&mut ana, &mut world.browser()] {
            let refused = visit(browser, &[("id_token_hint", &hint), ("prompt", "none")]).await;
            assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
        }
        // Asked for Maria, Ana is asked to sign in; and as Ana again, she is sent back.
        visit(&mut ana, &[("claims", &named(&subject))]).await;
        assert!(has(&ana.page, "/sign-in/demonstration"), "{}", ana.page);
        let back = ana.send("/sign-in/demonstration", &[("person", "0")]).await;
        assert!(back.parameter("code").is_some(), "Maria herself");
        let refused = visit(&mut ana, &[("claims", &named("somebody"))]).await;
        assert!(refused.location.is_empty());
        let refused = ana.send("/sign-in/demonstration", &[("person", "0")]).await;
        assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
        // Two names that are not one are no request.
        let refused =
            world.push(&world.account, &[("id_token_hint", &hint), ("claims", &named("somebody"))]).await;
        assert_eq!((refused.status.as_u16(), refused.error().as_str()), (400, "invalid_request"));
    })
    .await;
}

#[tokio::test]
async fn each_site_is_told_the_address_that_was_chosen_for_it() {
    on_each_engine(async |store| {
        let (world, mut ana, _) = with_ana(store).await;
        add(&world, &mut ana, "ana@work.example").await;
        let id = id_of(&ana, "ana@work.example");
        let visit = async |browser: &mut Browser, changes: &[(&str, &str)]| {
            let mut changes = changes.to_vec();
            changes.push(("scope", "openid email"));
            browser.follow(&world.pushed(&world.account, &changes).await).await
        };
        visit(&mut ana, &[]).await;
        assert!(has(&ana.page, "Share another of your email addresses"), "{}", ana.page);
        let fields = [("decision", "agree"), ("email", "yes"), ("address", id.as_str())];
        let back = ana.send("/consent", &fields).await;
        let (_, told) = tokens(&world, &world.account, &back.parameter("code").unwrap()).await;
        assert_eq!(told["email"], "ana@work.example");
        ana.follow("/security/sites").await;
        assert!(has(&ana.page, "@work.example"), "{}", ana.page);
        // Another site is told the main one, unless it is told otherwise; nobody else's can be named.
        ana.follow(&format!("/oidc/authorize?{}", form(&changed(&world.other, &[])))).await;
        let other = Id::from_bytes([7; 16]).to_string();
        let fields = [("decision", "agree"), ("email", "yes"), ("address", other.as_str())];
        let back = ana.send("/consent", &fields).await;
        let (_, told) = tokens(&world, &world.other, &back.parameter("code").unwrap()).await;
        assert_eq!(told["email"], "ana@example.com");
        // An address that is gone is told to nobody.
        ana.follow("/security/addresses").await;
        ana.send("/security/addresses/remove", &[("address", &id)]).await;
        let code = visit(&mut ana, &[]).await.parameter("code").unwrap();
        assert_eq!(tokens(&world, &world.account, &code).await.1["email"], "ana@example.com");
    })
    .await;
}

#[tokio::test]
async fn a_phone_is_told_once_it_was_proved_and_not_after_it_was_moved() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        maria(&world, &mut browser, &[("scope", "openid phone")]).await;
        let visit = async |browser: &mut Browser| maria(&world, browser, &[("scope", "openid phone")]).await;
        // There is none, so nothing is asked.
        assert!(visit(&mut browser).await.parameter("code").is_some());
        let identity = &world.identity;
        let index = crate::person::email_index(identity.sealer(), &"maria@demo.example".parse().unwrap());
        let owner =
            store::identity::sign_ins::find_by_email(identity.store(), index).await.unwrap().unwrap().id;
        let id = identity.dice().id(world.now());
        let key =
            store::person_keys::require(identity.store(), identity.sealer(), owner, Realm::Identity).await;
        let key = key.unwrap();
        let fields = Fields { sealer: identity.sealer(), key: &key, table: "phone", row: id };
        let phone = phones::Phone {
            id,
            sign_in_id: owner,
            number_sealed: fields.seal("number_sealed", "+12025550123"),
            number_index: [7; 32],
            channel: "text".to_owned(),
            notice: "1".to_owned(),
            notice_shown_at: world.now(),
            added_at: world.now(),
            flagged_at: None,
        };
        identity.write(phones::add(&phone)).await.unwrap();
        visit(&mut browser).await;
        assert!(
            has(&browser.page, "Phone number: …23") && has(&browser.page, "+1 202-555-0123"),
            "{}",
            browser.page
        );
        let code = browser.agree().await.parameter("code").unwrap();
        let (_, told) = tokens(&world, &world.account, &code).await;
        assert_eq!(
            (&told["phone_number"], &told["phone_number_verified"]),
            (&json!("+12025550123"), &json!(true))
        );
        identity.write(phones::change_flag(id, Some(world.now()))).await.unwrap();
        let code = visit(&mut browser).await.parameter("code").unwrap();
        assert_eq!(tokens(&world, &world.account, &code).await.1.get("phone_number"), None);
    })
    .await;
}

#[tokio::test]
async fn what_a_visitor_typed_at_the_site_is_put_into_the_form_and_kept_sealed() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut browser = world.browser();
        let address = world.pushed(&world.account, &[("login_hint", "ana.canary@example.com")]).await;
        browser.follow(&address).await;
        assert!(has(&browser.page, "value=\"ana.canary@example.com\""), "{}", browser.page);
        let kept = store::testing::contents(world.identity.store()).await;
        assert!(!format!("{kept:?}").contains("ana.canary"));
        // What is no address is not shown.
        let address = world.pushed(&world.account, &[("login_hint", "\"><script>")]).await;
        browser.follow(&address).await;
        assert!(!has(&browser.page, "script&gt;") && !has(&browser.page, "\"><script>"));
    })
    .await;
}
