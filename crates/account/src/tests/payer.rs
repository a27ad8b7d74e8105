//! A person who answers the questions of a payment, each page looked at on the way.

use agency::payments::Payment;
use axum::http::StatusCode;
use store::taxes::payments;
use values::Id;
use web::testing::markup_problems;

use super::world::{Answer, World, person};

/// A person on the way to a payment.
pub(super) struct Payer<'a> {
    pub(super) world: &'a World,
    pub(super) cookie: String,
    /// Of the draft.
    pub(super) address: String,
}

/// An account that the simulator knows as the payer's own.
pub(super) const BANK: [(&str, &str); 5] = [
    ("routing", "019999995"),
    ("number", "00123456789"),
    ("kind", "checking"),
    ("owner", "person"),
    ("holder", "Marcus Ellison"),
];

pub(super) fn is_problem(answer: &Answer, field: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", answer.body);
    assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{field}");
    assert!(answer.body.contains(&format!("id=\"{field}\"")), "{field}: the summary leads nowhere");
    assert_eq!(markup_problems(&answer.body), Vec::<String>::new(), "{field}");
}

impl<'a> Payer<'a> {
    pub(super) async fn begin(world: &'a World, who: &str, reason: &str) -> Self {
        let cookie = world.sign_in(who).await;
        Self::begin_as(world, cookie, reason).await
    }

    pub(super) async fn begin_as(world: &'a World, cookie: String, reason: &str) -> Self {
        let begun = world.post(&cookie, "/payments/pay", &[("reason", reason)]).await;
        assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
        let address = begun.location.strip_suffix("/years").unwrap().to_owned();
        Self { world, cookie, address }
    }

    pub(super) fn draft(&self) -> &str {
        self.address.rsplit('/').next().unwrap()
    }

    /// The page of a question, sound in both languages.
    pub(super) async fn page(&self, step: &str) -> String {
        let path = format!("{}/{step}", self.address);
        let mut bodies = Vec::new();
        for language in ["es", "en"] {
            let answer = self.world.get(&self.cookie, language, &path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} leads to {}", answer.location);
            assert_eq!(markup_problems(&answer.body), Vec::<String>::new(), "{path} in {language}");
            bodies.push(answer.body);
        }
        bodies.remove(1)
    }

    pub(super) async fn answer(&self, step: &str, fields: &[(&str, &str)]) -> Answer {
        self.world.post(&self.cookie, &format!("{}/{step}", self.address), fields).await
    }

    pub(super) async fn go_on(&self, step: &str, fields: &[(&str, &str)], to: &str) {
        self.page(step.trim_end_matches("/new")).await;
        let answer = self.answer(step, fields).await;
        assert_eq!(
            (answer.status, answer.location),
            (StatusCode::SEE_OTHER, format!("{}/{to}", self.address))
        );
    }

    /// The values of the years that are offered, latest first.
    pub(super) async fn years(&self) -> Vec<String> {
        let page = self.page("years").await;
        let boxes = page.split("name=\"years\" value=\"").skip(1);
        boxes.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }

    /// Up to the check, for the first year that is offered.
    pub(super) async fn ready(&self, when: &[(&str, &str)], amount: &[(&str, &str)]) {
        let year = self.years().await.remove(0);
        self.go_on("years", &[("years", &year)], "days").await;
        self.go_on("days", when, "amount").await;
        self.go_on("amount", amount, "bank").await;
        let page = self.world.get(&self.cookie, "en", &format!("{}/bank", self.address)).await;
        if page.status == StatusCode::SEE_OTHER {
            self.page("bank/new").await;
            let answer = self.answer("bank/new", &[&BANK[..], &[("keep", "yes")]].concat()).await;
            assert_eq!(answer.location, format!("{}/check", self.address), "{}", answer.body);
        } else {
            let account =
                page.body.split("name=\"account\" value=\"").nth(1).unwrap().split('"').next().unwrap();
            self.go_on("bank", &[("account", account)], "check").await;
        }
    }

    /// The version that the check shows.
    pub(super) async fn version(&self) -> String {
        let page = self.page("check").await;
        page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    pub(super) async fn submit(&self) -> Vec<Payment> {
        let version = self.version().await;
        let answer = self.answer("check", &[("version", &version)]).await;
        assert_eq!(answer.location, format!("/payments/made/{}", self.draft()), "{}", answer.body);
        self.made().await
    }

    pub(super) async fn made(&self) -> Vec<Payment> {
        let submission: Id = self.draft().parse().unwrap();
        payments::list_of_submission(&self.world.store, person("demo-marcus"), submission).await.unwrap()
    }
}
