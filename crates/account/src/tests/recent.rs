//! Does what moves money or names a bank account ask for a recent proof, without losing what was typed?

use axum::http::StatusCode;
use store::testing::on_each_engine;

use super::payer::{BANK, Payer};
use super::world::{Answer, World};

fn asks_again(answer: &Answer) -> bool {
    answer.status == StatusCode::SEE_OTHER && answer.location.starts_with("/sign-in/again")
}

#[tokio::test]
async fn money_moves_after_a_recent_proof() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-marcus").await;
        // Half an hour for pages; a form that was opened in time may be sent for another half.
        for (minutes, page_asks, form_asks) in
            [(29, false, false), (31, true, false), (59, true, false), (61, true, true)]
        {
            let payer = Payer::begin_as(&world, cookie.clone(), "balance").await;
            payer.ready(&[("when", "today")], &[("how", "all"), ("amount0", "")]).await;
            let version = payer.version().await;
            let old = world.sign_in_ago("demo-marcus", minutes).await;
            for step in ["bank", "check"] {
                let page = world.get(&old, "en", &format!("{}/{step}", payer.address)).await;
                assert_eq!(asks_again(&page), page_asks, "{step} after {minutes}: {}", page.location);
            }
            let typed = world.post(&old, &format!("{}/bank/new", payer.address), &BANK).await;
            assert_eq!(asks_again(&typed), form_asks, "{minutes}: {}", typed.body);
            if form_asks {
                let sent =
                    world.post(&old, &format!("{}/check", payer.address), &[("version", &version)]).await;
                assert!(asks_again(&sent), "{minutes}: {}", sent.body);
                assert!(payer.made().await.is_empty());
            }
        }
        // Nobody else's draft is told by the question.
        let other = world.sign_in_ago("demo-grace", 90).await;
        let payer = Payer::begin_as(&world, cookie.clone(), "balance").await;
        assert_eq!(
            world.get(&other, "en", &format!("{}/bank", payer.address)).await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}
