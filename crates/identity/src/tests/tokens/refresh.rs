//! Refresh tokens: who gets one, how long it is good, and what a copy is worth (RFC 6749 section 6, RFC 9700 4.14).

use std::sync::Arc;

use outside::jose::SigningKey;
use store::identity::clients::close_consent;
use store::identity::shut_clients::{self, Shut};
use store::testing::on_each_engine;

use super::{Kit, Tokens, claims_of, expect};
use crate::happenings::Happening;
use crate::oidc::kinds::{Authentication, Refresh};
use crate::oidc::policy::TokenPolicy;
use crate::oidc::scopes::Scope;
use crate::visitor::Visitor;

const DAY: i64 = 86_400;

#[tokio::test]
async fn a_site_that_proves_itself_keeps_its_token() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        for id in ["partner", "basic", "body"] {
            let first = kit.tokens(&mut kit.world.browser(), id, None).await;
            let mut access = first.access.clone();
            for _ in 0..3 {
                kit.world.wait(3_600);
                let next = Tokens::of(&kit.refresh(id, &first.refresh, None).await);
                assert_eq!(next.refresh, first.refresh, "{id}");
                assert_ne!(next.access, access);
                assert_eq!((next.scope.as_str(), next.kind.as_str()), (first.scope.as_str(), "Bearer"));
                assert!(kit.opens(&next.access, None).await);
                let (old, new) = (claims_of(&first.id_token), claims_of(&next.id_token));
                for same in ["iss", "sub", "aud", "auth_time", "acr", "sid"] {
                    assert_eq!(old[same], new[same], "{same}");
                }
                assert!(new.get("nonce").is_none() && new["iat"].as_i64() > old["iat"].as_i64());
                access = next.access;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn who_asks_for_nothing_gets_no_token_and_who_may_not_ask_is_refused() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let mut browser = kit.world.browser();
        let code = kit.code(&mut browser, "basic", &[("scope", "openid email")]).await;
        assert!(kit.trade("basic", &code, None).await.json().get("refresh_token").is_none());
        // At every sign-in, where that is the site's rule.
        let code = kit.code(&mut browser, "partner", &[("scope", "openid email")]).await;
        let tokens = Tokens::of(&kit.trade("partner", &code, None).await);
        assert_eq!(tokens.refresh.len(), 70);
        kit.change("partner", |site| {
            site.tokens.refresh = Refresh::Never;
            site.scopes = vec![Scope::Openid, Scope::Email];
        });
        expect(
            &kit.refresh("partner", &tokens.refresh, None).await,
            400,
            "unauthorized_client",
            "a rule that changed",
        );
        for (what, token) in [
            ("nothing", String::new()),
            ("an access token", tokens.access.clone()),
            ("words", "x".repeat(70)),
            ("a letter less", tokens.refresh[1..].to_owned()),
            ("made up", outside::jose::encode(&[7; 52])),
            ("changed", format!("{}AAAA", &tokens.refresh[..66])),
        ] {
            let refused = kit.refresh("basic", &token, None).await;
            let error = if what == "nothing" { "invalid_request" } else { "invalid_grant" };
            expect(&refused, 400, error, what);
        }
    })
    .await;
}

#[tokio::test]
async fn a_token_is_its_own_sites_alone() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let tokens = kit.tokens(&mut kit.world.browser(), "basic", None).await;
        for other in ["body", "partner", "phone", "careful"] {
            let key = (other == "careful").then_some(&kit.bound);
            expect(&kit.refresh(other, &tokens.refresh, key).await, 400, "invalid_grant", other);
        }
        assert!(
            kit.opens(&Tokens::of(&kit.refresh("basic", &tokens.refresh, None).await).access, None).await
        );
    })
    .await;
}

#[tokio::test]
async fn an_old_token_of_a_program_without_proof_ends_everything() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let first = kit.tokens(&mut kit.world.browser(), "phone", None).await;
        let second = Tokens::of(&kit.refresh("phone", &first.refresh, None).await);
        let third = Tokens::of(&kit.refresh("phone", &second.refresh, None).await);
        assert!(first.refresh != second.refresh && second.refresh != third.refresh);
        assert!(kit.opens(&third.access, None).await && kit.opens(&first.access, None).await);
        // The copy of a token that was used: even a second later nobody can tell who has which.
        expect(&kit.refresh("phone", &second.refresh, None).await, 400, "invalid_grant", "a copy");
        for tokens in [&first, &second, &third] {
            assert!(!kit.opens(&tokens.access, None).await);
            expect(&kit.refresh("phone", &tokens.refresh, None).await, 400, "invalid_grant", "after a copy");
        }
        let audit = audit_of(&kit).await;
        assert!(audit.iter().any(|action| action == "openid-refresh.replay"), "{audit:?}");
    })
    .await;
}

async fn audit_of(kit: &Kit) -> Vec<String> {
    let store = kit.world.identity.store();
    let person = kit.person().await;
    let entries = store::audit::list(store, person, i64::MAX, 50).await.unwrap();
    entries.into_iter().map(|entry| entry.action).collect()
}

#[tokio::test]
async fn a_lost_answer_costs_the_holder_of_the_key_nothing() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let key = Some(&kit.bound);
        let first = kit.tokens(&mut kit.world.browser(), "phone", key).await;
        assert_eq!(first.kind, "DPoP");
        let second = Tokens::of(&kit.refresh("phone", &first.refresh, key).await);
        // The answer was lost: the same token again brings the same next one, and another access token.
        kit.world.wait(30);
        let again = Tokens::of(&kit.refresh("phone", &first.refresh, key).await);
        assert_eq!(again.refresh, second.refresh);
        assert!(again.access != second.access && kit.opens(&again.access, key).await);
        let third = Tokens::of(&kit.refresh("phone", &second.refresh, key).await);
        // Two behind is a copy, however soon; but without the key it is nothing at all.
        let thief = SigningKey::generate().unwrap();
        for (what, key) in [("another key", Some(&thief)), ("no key", None)] {
            expect(&kit.refresh("phone", &first.refresh, key).await, 400, "invalid_grant", what);
        }
        assert!(kit.opens(&third.access, key).await);
        expect(&kit.refresh("phone", &first.refresh, key).await, 400, "invalid_grant", "two behind");
        assert!(!kit.opens(&third.access, key).await);
        // Later than a minute the last one is a copy too.
        let first = kit.tokens(&mut kit.world.browser(), "phone", key).await;
        let second = Tokens::of(&kit.refresh("phone", &first.refresh, key).await);
        kit.world.wait(60);
        expect(&kit.refresh("phone", &first.refresh, key).await, 400, "invalid_grant", "too late");
        expect(&kit.refresh("phone", &second.refresh, key).await, 400, "invalid_grant", "the next one");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_used_50_times_at_once_moves_on_once() {
    on_each_engine(async |store| {
        let kit = Arc::new(Kit::new(store).await);
        for bound in [true, false] {
            let key = bound.then_some(&kit.bound);
            let first = kit.tokens(&mut kit.world.browser(), "phone", key).await;
            let mut tries = tokio::task::JoinSet::new();
            for _ in 0..50 {
                let (kit, token) = (kit.clone(), first.refresh.clone());
                tries.spawn(async move { kit.refresh("phone", &token, bound.then_some(&kit.bound)).await });
            }
            let answers = tries.join_all().await;
            let good: Vec<Tokens> =
                answers.iter().filter(|answer| answer.status == 200).map(Tokens::of).collect();
            for answer in answers.iter().filter(|answer| answer.status != 200) {
                expect(answer, 400, "invalid_grant", "one of 50");
            }
            if bound {
                // Whoever has the key gets the one next token, however often it asks.
                assert!(good.len() > 40, "{}", good.len());
                assert!(good.iter().all(|tokens| tokens.refresh == good[0].refresh));
                assert!(kit.opens(&good[0].access, key).await);
            } else {
                // Without one nobody can tell a copy from the other: one wins, and then all end.
                assert_eq!(good.len(), 1);
                assert!(!kit.opens(&good[0].access, key).await);
                expect(
                    &kit.refresh("phone", &good[0].refresh, key).await,
                    400,
                    "invalid_grant",
                    "the winner",
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn tokens_end_unused_and_in_any_case() {
    on_each_engine(async |store| {
        let policy = TokenPolicy {
            refresh_seconds: 20 * DAY,
            refresh_idle_seconds: 6 * DAY,
            ..TokenPolicy::default()
        };
        let kit = Kit::by(store, policy).await;
        for (id, key) in [("basic", None), ("phone", Some(&kit.bound))] {
            let mut tokens = kit.tokens(&mut kit.world.browser(), id, key).await;
            for day in [5, 10, 15] {
                kit.world.wait(5 * DAY);
                tokens = Tokens::of(&kit.refresh(id, &tokens.refresh, key).await);
                assert!(kit.opens(&tokens.access, key).await, "day {day}");
            }
            kit.world.wait(5 * DAY);
            expect(&kit.refresh(id, &tokens.refresh, key).await, 400, "invalid_grant", "after 20 days");
            let tokens = kit.tokens(&mut kit.world.browser(), id, key).await;
            kit.world.wait(6 * DAY);
            expect(&kit.refresh(id, &tokens.refresh, key).await, 400, "invalid_grant", "unused for 6 days");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_asked_for_can_only_shrink() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let tokens = kit.tokens(&mut kit.world.browser(), "basic", None).await;
        let ask = async |scope: &str| {
            let fields =
                [("grant_type", "refresh_token"), ("refresh_token", &tokens.refresh), ("scope", scope)];
            kit.call("/oidc/token", "basic", &fields, None).await
        };
        let narrow = Tokens::of(&ask("openid").await);
        assert_eq!(narrow.scope, "openid");
        let told = kit.userinfo("Bearer", &narrow.access, None).await.json();
        assert!(told.get("email").is_none() && told.get("sub").is_some(), "{told}");
        let no_id_token = Tokens::of(&ask("email").await);
        assert_eq!((no_id_token.scope.as_str(), no_id_token.id_token.as_str()), ("email", ""));
        for scope in ["openid tax_number", "openid profile", "openid x", "email\u{a0}"] {
            expect(&ask(scope).await, 400, "invalid_scope", scope);
        }
        // The whole is still there for the next time, less what the site may not have any more.
        assert_eq!(Tokens::of(&ask("").await).scope, "openid email offline_access");
        kit.change("basic", |site| site.scopes = vec![Scope::Openid, Scope::OfflineAccess]);
        let fields = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
        let less = Tokens::of(&kit.call("/oidc/token", "basic", &fields, None).await);
        assert_eq!(less.scope, "openid offline_access");
        expect(&ask("openid email").await, 400, "invalid_scope", "taken away");
    })
    .await;
}

#[tokio::test]
async fn the_sessions_end_is_the_end_unless_the_person_agreed_to_more() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let mut browser = kit.world.browser();
        let code = kit.code(&mut browser, "partner", &[("scope", "openid email")]).await;
        let with_session = Tokens::of(&kit.trade("partner", &code, None).await);
        let offline = kit.tokens(&mut browser, "basic", None).await;
        assert!(kit.opens(&with_session.access, None).await && kit.opens(&offline.access, None).await);
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        assert!(!kit.opens(&with_session.access, None).await, "open after signing out");
        expect(
            &kit.refresh("partner", &with_session.refresh, None).await,
            400,
            "invalid_grant",
            "signed out",
        );
        assert!(kit.opens(&offline.access, None).await);
        let next = Tokens::of(&kit.refresh("basic", &offline.refresh, None).await);
        assert!(kit.opens(&next.access, None).await);
    })
    .await;
}

#[tokio::test]
async fn what_a_site_holds_ends_when_it_is_shut_and_stays_ended() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let mut browser = kit.world.browser();
        let (shut, open) =
            (kit.tokens(&mut browser, "basic", None).await, kit.tokens(&mut browser, "body", None).await);
        let identity = &kit.world.identity;
        let row =
            Shut { client_id: "basic".to_owned(), shut_at: kit.world.now(), reason: "a test".to_owned() };
        identity.write(shut_clients::add(&row)).await.unwrap();
        identity.follow_shut_clients().await.unwrap();
        expect(&kit.refresh("basic", &shut.refresh, None).await, 401, "invalid_client", "shut");
        assert!(!kit.opens(&shut.access, None).await);
        assert!(kit.opens(&Tokens::of(&kit.refresh("body", &open.refresh, None).await).access, None).await);
        identity.write(shut_clients::remove("basic")).await.unwrap();
        identity.follow_shut_clients().await.unwrap();
        expect(&kit.refresh("basic", &shut.refresh, None).await, 400, "invalid_grant", "open again");
        assert!(!kit.opens(&shut.access, None).await, "what was given out before is worth nothing");
        kit.tokens(&mut browser, "basic", None).await;
    })
    .await;
}

#[tokio::test]
async fn proving_oneself_again_keeps_what_sites_hold() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let mut browser = kit.world.browser();
        let code = kit.code(&mut browser, "partner", &[("scope", "openid email")]).await;
        let tokens = Tokens::of(&kit.trade("partner", &code, None).await);
        kit.world.wait(100);
        // A new sign-in in the same browser replaces its session.
        kit.code(&mut browser, "basic", &[("scope", "openid"), ("prompt", "login")]).await;
        let next = Tokens::of(&kit.refresh("partner", &tokens.refresh, None).await);
        assert!(kit.opens(&next.access, None).await && kit.opens(&tokens.access, None).await);
        browser.follow("/security").await;
        browser.send("/sign-out", &[]).await;
        assert!(!kit.opens(&next.access, None).await);
        expect(&kit.refresh("partner", &tokens.refresh, None).await, 400, "invalid_grant", "signed out");
    })
    .await;
}

#[tokio::test]
async fn taking_back_disabling_and_recovering_end_every_token() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let visitor = Visitor { device: "a test".to_owned(), network: String::new(), browser: None };
        let identity = &kit.world.identity;
        let tokens = kit.tokens(&mut kit.world.browser(), "basic", None).await;
        let person = kit.person().await;
        identity.write(close_consent(person, "basic", kit.world.now())).await.unwrap();
        assert!(!kit.opens(&tokens.access, None).await);
        expect(&kit.refresh("basic", &tokens.refresh, None).await, 400, "invalid_grant", "taken back");
        for happening in [
            Happening::PasswordChanged,
            Happening::RecoveryDone,
            Happening::RecoveryCodeMade,
            Happening::Frozen,
            Happening::Disabled,
            Happening::Closed,
        ] {
            let tokens = kit.tokens(&mut kit.world.browser(), "phone", Some(&kit.bound)).await;
            assert!(kit.opens(&tokens.access, Some(&kit.bound)).await);
            let write = identity.happened(happening, person, None, &visitor, kit.world.now());
            identity.write(write).await.unwrap();
            assert!(!kit.opens(&tokens.access, Some(&kit.bound)).await, "{happening:?}");
            let refused = kit.refresh("phone", &tokens.refresh, Some(&kit.bound)).await;
            expect(&refused, 400, "invalid_grant", happening.word());
        }
        // And nothing else does.
        let tokens = kit.tokens(&mut kit.world.browser(), "basic", None).await;
        let write = identity.happened(Happening::SignedIn, person, None, &visitor, kit.world.now());
        identity.write(write).await.unwrap();
        assert!(kit.opens(&tokens.access, None).await);
    })
    .await;
}

#[tokio::test]
async fn a_replayed_code_takes_its_refresh_token_with_it() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let code = kit.code(&mut kit.world.browser(), "basic", &[("scope", "openid offline_access")]).await;
        let tokens = Tokens::of(&kit.trade("basic", &code, None).await);
        let next = Tokens::of(&kit.refresh("basic", &tokens.refresh, None).await);
        expect(&kit.trade("basic", &code, None).await, 400, "invalid_grant", "the code again");
        expect(&kit.refresh("basic", &tokens.refresh, None).await, 400, "invalid_grant", "its refresh token");
        assert!(!kit.opens(&tokens.access, None).await && !kit.opens(&next.access, None).await);
    })
    .await;
}

#[tokio::test]
async fn no_token_stands_in_the_database() {
    on_each_engine(async |store| {
        let kit = Kit::new(store).await;
        let tokens = kit.tokens(&mut kit.world.browser(), "basic", None).await;
        let grant = outside::jose::decode(&tokens.refresh).unwrap();
        let row = store::identity::refresh::find(kit.world.identity.store(), grant[..16].try_into().unwrap());
        let row = row.await.unwrap().unwrap();
        let shown = format!("{row:?}");
        assert!(!shown.contains(&tokens.refresh) && !shown.contains(&tokens.access));
        // Nor what one could be made of without the program's key.
        assert_ne!(&grant[20..], row.salt);
        assert_eq!(kit.world.identity.client("basic").unwrap().authentication.word(), "client_secret_basic");
        let Authentication::SecretInHeader(hashes) =
            &kit.world.identity.client("basic").unwrap().authentication
        else {
            panic!("it proves itself with a secret")
        };
        assert!(!format!("{hashes:?}").contains(super::SECRET));
    })
    .await;
}
