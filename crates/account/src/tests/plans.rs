//! Can a person compare plans, ask for one once, see and change it, and end it; and is everybody told why a kind is refused?

use axum::http::StatusCode;
use store::taxes::plans as stored;
use store::taxes::plans::Plan;
use store::testing::on_each_engine;
use values::{Cents, date};
use web::testing::markup_problems;

use super::payer::{BANK, Payer, is_problem};
use super::world::{Answer, World, person};

/// A person on the way to a plan.
struct Planner<'a> {
    world: &'a World,
    who: &'static str,
    cookie: String,
    /// Of the draft.
    address: String,
}

const WISHES: [(&str, &str); 5] =
    [("debit", "yes"), ("day", "5"), ("monthly", "600"), ("ability", ""), ("expected", "")];

fn wishes<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let other = |name: &str| others.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    WISHES.iter().map(|(name, value)| (*name, other(name).unwrap_or(value))).collect()
}

impl<'a> Planner<'a> {
    async fn begin(world: &'a World, who: &'static str, others: &[(&str, &str)]) -> Self {
        let cookie = world.sign_in(who).await;
        Self::begin_as(world, who, cookie, others).await
    }

    async fn begin_as(world: &'a World, who: &'static str, cookie: String, others: &[(&str, &str)]) -> Self {
        let begun = world.post(&cookie, "/payments/plan/new", &wishes(others)).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
        let address = begun.location.strip_suffix("/kinds").unwrap().to_owned();
        Self { world, who, cookie, address }
    }

    /// The same draft as the helper of payments knows it.
    fn payer(&self) -> Payer<'a> {
        Payer { world: self.world, cookie: self.cookie.clone(), address: self.address.clone() }
    }

    /// Chooses a kind and checks it, from an account that is added.
    async fn check(&self, kind: &str) -> String {
        self.payer().go_on("kinds", &[("kind", kind)], "bank").await;
        let page = self.payer().page("bank/new").await;
        assert!(page.contains("Step 3 of 4"));
        let answer = self.payer().answer("bank/new", &[&BANK[..], &[("keep", "yes")]].concat()).await;
        assert_eq!(answer.location, format!("{}/check", self.address), "{}", answer.body);
        self.payer().page("check").await
    }

    async fn submit(&self) -> Answer {
        let version = self.payer().version().await;
        self.payer().answer("check", &[("version", &version)]).await
    }

    /// Asks for a kind and gives the plan's address.
    async fn ask(&self, kind: &str) -> String {
        self.check(kind).await;
        let answer = self.submit().await;
        assert_eq!(answer.location, self.plan(), "{}", answer.body);
        answer.location
    }

    fn plan(&self) -> String {
        format!("/payments/plan/{}", self.address.rsplit('/').next().unwrap())
    }

    /// The plan's pages, sound in both languages.
    async fn page(&self, end: &str) -> String {
        page(self.world, &self.cookie, &format!("{}{end}", self.plan())).await
    }

    async fn plans(&self) -> Vec<Plan> {
        stored::list(&self.world.store, person(self.who)).await.unwrap()
    }
}

/// A page in English, sound in both languages.
async fn page(world: &World, cookie: &str, path: &str) -> String {
    let mut bodies = Vec::new();
    for language in ["es", "en"] {
        let answer = world.get(cookie, language, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path} leads to {}", answer.location);
        assert_eq!(markup_problems(&answer.body), Vec::<String>::new(), "{path} in {language}");
        bodies.push(answer.body);
    }
    bodies.remove(1)
}

fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    page.split(&field).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_plan_is_asked_for_and_seen() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let planner = Planner::begin(&world, "demo-theo", &[]).await;
        let cookie = &planner.cookie;
        assert!(page(&world, cookie, "/payments").await.contains("href=\"/payments/plan\""));
        page(&world, cookie, "/payments/plan").await;
        let check = planner.check("simple").await;
        // The fifth of December is a Saturday.
        assert!(check.contains("December 7, 2026") && check.contains("$600.00") && check.contains("$29.00"));
        assert!(check.contains("First Bank of Fernhollow, checking account ending in 6789"));
        assert_eq!(planner.submit().await.location, planner.plan());
        let plan = planner.page("").await;
        assert!(
            plan.contains("Your payment plan is in force") && plan.contains("December 7, 2026"),
            "{plan}"
        );
        let home = page(&world, cookie, "/home").await;
        assert!(home.contains("Simple plan: $600.00 is taken from your account on December 7, 2026"));
        let year = page(&world, cookie, "/balance/1040/2025").await;
        assert!(year.contains("Installment agreement established"));
        assert!(page(&world, cookie, "/payments/plan").await.contains(&planner.plan()));
    })
    .await;
}

#[tokio::test]
async fn a_plan_is_changed_once_its_effect_was_seen_and_ended_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let planner = Planner::begin(&world, "demo-theo", &[]).await;
        let cookie = &planner.cookie;
        planner.ask("simple").await;
        let change = planner.page("/change").await;
        let account = change.split("name=\"account\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let version = hidden(&change, "version");
        let fields = |what| {
            [
                ("version", version.as_str()),
                ("monthly", "700"),
                ("day", "20"),
                ("account", account),
                ("what", what),
            ]
        };
        let path = format!("{}/change", planner.plan());
        let seen = world.post(cookie, &path, &fields("")).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.body.contains("December 21, 2026") && seen.body.contains("This change costs nothing."));
        assert_eq!(markup_problems(&seen.body), Vec::<String>::new());
        assert_eq!(planner.plans().await[0].version, 1);
        for _ in 0..2 {
            assert_eq!(world.post(cookie, &path, &fields("save")).await.location, planner.plan());
        }
        let stands = planner.plans().await.remove(0);
        assert_eq!(
            (stands.monthly, stands.first_on, stands.version),
            (Cents::new(70_000), date(2026, 12, 20), 2)
        );
        // The end, once.
        assert!(planner.page("/end").await.contains("End your payment plan?"));
        for _ in 0..2 {
            let ended = world.post(cookie, &format!("{}/end", planner.plan()), &[]).await;
            assert_eq!(ended.location, planner.plan());
        }
        assert_eq!(planner.plans().await[0].state, "ended");
        assert!(planner.page("").await.contains("Ended by you"));
        assert!(!page(&world, cookie, "/home").await.contains("is taken from your account"));
    })
    .await;
}

#[tokio::test]
async fn another_account_is_added_on_the_way_to_a_change() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let planner = Planner::begin(&world, "demo-theo", &[]).await;
        let plan = planner.ask("simple").await;
        let version = hidden(&planner.page("/change").await, "version");
        let to =
            |account| [("version", version.as_str()), ("monthly", "650"), ("day", "9"), ("account", account)];
        let path = format!("{plan}/change");
        let adding = world.post(&planner.cookie, &path, &to("new")).await.location;
        assert_eq!(adding, format!("{plan}/change/bank?monthly=650.00&day=9"));
        page(&world, &planner.cookie, &adding).await;
        is_problem(&world.post(&planner.cookie, &adding, &[("routing", "1")]).await, "routing");
        let other = BANK.map(|(name, value)| (name, if name == "number" { "5550001234" } else { value }));
        let back = world.post(&planner.cookie, &adding, &other).await.location;
        let change = page(&world, &planner.cookie, &back).await;
        assert!(change.contains("value=\"650.00\"") && change.contains("ending in 1234"));
        let account = back.split("account=").nth(1).unwrap();
        assert!(change.contains(&format!("value=\"{account}\" checked")), "it is chosen: {change}");
        let save = [&to(account)[..], &[("what", "save")]].concat();
        assert_eq!(world.post(&planner.cookie, &path, &save).await.location, plan);
        let stands = planner.plans().await.remove(0);
        assert_eq!(stands.account_id.map(|id| id.to_string()).as_deref(), Some(account));
        // An address that somebody made up puts nothing into the page but digits.
        let forged = format!("{plan}/change/bank?monthly=%22%3E%3Cb%3E&day=9%0A");
        assert!(page(&world, &planner.cookie, &forged).await.contains("change/bank?monthly=&#38;day=\""));
    })
    .await;
}

#[tokio::test]
async fn a_request_that_waits_is_taken_back() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let planner = Planner::begin(&world, "demo-theo", &[("monthly", ""), ("ability", "20")]).await;
        let plan = planner.ask("partial_payment").await;
        assert!(planner.page("").await.contains("We have your request"));
        let change = world.get(&planner.cookie, "en", &format!("{plan}/change")).await;
        assert_eq!(change.location, plan, "nothing is changed before it is decided on");
        assert!(planner.page("/end").await.contains("Take your request back?"));
        assert_eq!(world.post(&planner.cookie, &format!("{plan}/end"), &[]).await.location, plan);
        assert_eq!(planner.plans().await[0].state, "withdrawn");
    })
    .await;
}

/// What a refused person reads, and that no form of theirs asks for a refused kind.
#[tokio::test]
async fn refused_kinds_say_why() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut cookies = std::collections::BTreeMap::new();
        for who in ["demo-marcus", "demo-walter", "demo-theo"] {
            cookies.insert(who, world.sign_in(who).await);
        }
        for (who, others, why) in [
            ("demo-marcus", &[][..], "A return that was due is missing. File it first."),
            ("demo-walter", &[][..], "You have an offer in compromise."),
            ("demo-theo", &[("monthly", "10")][..], "The amount is too low: it takes at least $"),
            ("demo-theo", &[][..], "It is for debts of more than $50,000.00. A simpler plan is open to you."),
            ("demo-theo", &[][..], "You did not enter tax that you expect to owe."),
        ] {
            let planner = Planner::begin_as(&world, who, cookies[who].clone(), others).await;
            assert!(planner.payer().page("kinds").await.contains(why), "{who}");
            for kind in ["ability_to_pay", "trust_fund_express", "gift"] {
                let answer = planner.payer().answer("kinds", &[("kind", kind)]).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}");
                assert!(answer.body.contains("This plan does not fit any more"));
            }
            assert!(planner.plans().await.is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_wishes_are_refused_beside_their_field_and_kept() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let planner = Planner::begin(&world, "demo-theo", &[]).await;
        for step in ["bank", "bank/new", "check"] {
            let ahead = world.get(&planner.cookie, "en", &format!("{}/{step}", planner.address)).await;
            assert_eq!(ahead.location, format!("{}/kinds", planner.address), "{step}");
        }
        for (field, value) in [
            ("debit", "maybe"),
            ("day", "0"),
            ("day", "29"),
            ("day", ""),
            ("monthly", "-5"),
            ("monthly", "much"),
            ("ability", "0"),
            ("expected", "1,23"),
        ] {
            for path in ["/payments/plan/new".to_owned(), format!("{}/wishes", planner.address)] {
                let answer = world.post(&planner.cookie, &path, &wishes(&[(field, value)])).await;
                is_problem(&answer, field);
                assert!(field == "debit" || answer.body.contains(&format!("value=\"{value}\"")), "{field}");
            }
        }
        planner.check("simple").await;
        // Other answers may fit another kind, so that it is chosen again.
        let again = planner.payer().answer("wishes", &wishes(&[("monthly", "900")])).await;
        assert_eq!(again.location, format!("{}/kinds", planner.address));
        let ahead = world.get(&planner.cookie, "en", &format!("{}/check", planner.address)).await;
        assert_eq!(ahead.location, format!("{}/kinds", planner.address));
    })
    .await;
}

/// The same form from many windows at once, and what was checked in one that another changed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_request_that_is_sent_many_times_is_one() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let planner = Planner::begin(&world, "demo-theo", &[]).await;
        planner.check("simple").await;
        let seen = planner.payer().version().await;
        planner.payer().answer("wishes", &wishes(&[("monthly", "900")])).await;
        planner.payer().go_on("kinds", &[("kind", "simple")], "bank").await;
        is_problem(&planner.payer().answer("check", &[("version", &seen)]).await, "submit");
        assert!(planner.plans().await.is_empty());
        let version = planner.payer().version().await;
        let fields = [("version", version.as_str())];
        let payer = planner.payer();
        let submit = || payer.answer("check", &fields);
        let racing = tokio::join!(submit(), submit(), submit(), submit(), submit());
        for answer in <[_; 5]>::from(racing) {
            assert_eq!((answer.status, answer.location), (StatusCode::SEE_OTHER, planner.plan()));
        }
        let made = planner.plans().await;
        assert_eq!((made.len(), made[0].monthly), (1, Cents::new(90_000)));
    })
    .await;
}

/// Addresses with somebody else's ids lead nowhere.
#[tokio::test]
async fn nobody_reaches_anothers_plans_or_drafts() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let planner = Planner::begin(&world, "demo-theo", &[]).await;
        let cookie = planner.cookie.clone();
        let open = Planner::begin_as(&world, "demo-theo", cookie, &[("monthly", "800")]).await;
        let plan = planner.ask("simple").await;
        let other = world.sign_in("demo-grace").await;
        let change = [("version", "1"), ("monthly", "1"), ("day", "1"), ("account", "none")];
        for (end, fields) in [
            ("", &[][..]),
            ("/change", &change),
            ("/change/bank", &BANK),
            ("/end", &[]),
            ("/pay", &[]),
            ("/fee", &[]),
        ] {
            let path = format!("{plan}{end}");
            if !["/pay", "/fee"].contains(&end) {
                assert_eq!(world.get(&other, "en", &path).await.status, StatusCode::NOT_FOUND, "{path}");
            }
            if !end.is_empty() {
                assert_eq!(world.post(&other, &path, fields).await.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
        for end in ["wishes", "kinds"] {
            let path = format!("{}/{end}", open.address);
            assert_eq!(world.get(&other, "en", &path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(planner.plans().await[0].state, "active");
        // The year is planned for: another draft about it finds nothing to pay.
        assert!(open.payer().page("kinds").await.contains("You owe nothing that it could pay."));
    })
    .await;
}
