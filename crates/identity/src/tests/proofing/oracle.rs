//! Does a stranger learn which of the facts they typed was right (NIST SP 800-63A-4, 3.2.1)? The page after a wrong number, a
//! wrong address, somebody else's telephone or a dead person is the same to the letter.

use store::identity::holdings;
use store::identity::proofings::State;
use store::testing::on_each_engine;

use super::*;

/// A page without what differs for everybody: tokens, numbers of cases and requests.
fn bare(page: &str, case: Id) -> String {
    let page = page.replace(&case.to_string(), "");
    let mut parts = page.split("name=\"csrf\" value=\"");
    let mut bare = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        bare.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    bare
}

#[tokio::test]
async fn whatever_is_wrong_looks_the_same_and_leads_on() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let mut pages = Vec::new();
        let wrong = [
            ("number", "123-45-9998", "94105", "202-555-0123"),
            ("dead", "123-45-9997", "94105", "202-555-0123"),
            ("address", "123-45-6789", "00000", "202-555-0123"),
            ("phone", "123-45-6789", "94105", "202-555-0155"),
            ("all", "123-45-9998", "00000", "202-555-0155"),
        ];
        for (what, number, zip, telephone) in wrong {
            let (mut browser, id) = begun(&world, &format!("{what}@example.com")).await;
            tell(&mut browser, "letter", number).await;
            let mut address = ADDRESS;
            address[3].1 = zip;
            browser.follow("/prove/address").await;
            browser.send("/prove/address", &address).await;
            browser.send("/prove/papers", &[("papers", "drivers-license")]).await;
            phone(&world, &mut browser, telephone).await;
            pictures(&world, id).await;
            browser.follow("/prove/check").await;
            browser.send("/prove/check", &[]).await;
            assert!(browser.page.contains("We could not confirm who you are"), "{what}: {}", browser.page);
            assert!(browser.page.contains("If you think we are wrong"), "{what}: no redress");
            let failed = case(&world, id).await;
            assert_eq!(failed.row.state, State::Failed, "{what}");
            pages.push((what, bare(&browser.page, failed.row.id)));
            // What is held about the person does not tell it either.
            let checks = holdings::ALL.iter().find(|holding| holding.table == "proofing_check").unwrap();
            assert!(checks.columns.iter().all(|(column, _)| *column != "outcome"));
            browser.send("/prove/again", &[]).await;
            assert_eq!(state(&world, id).await, State::Open, "{what}: no way on");
            let next = case(&world, id).await;
            assert_eq!(
                (next.row.attempt, next.facts.tax_number.map(|number| number.expose())),
                (2, Some(number.replace('-', "")))
            );
        }
        for (what, page) in &pages {
            assert_eq!(page, &pages[0].1, "{what} looks different");
        }
    })
    .await;
}

#[tokio::test]
async fn a_source_that_does_not_answer_loses_nothing() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut browser, id) = begun(&world, "ana@example.com").await;
        ready(&world, &mut browser, id, "letter", "123-45-9996").await;
        browser.send("/prove/check", &[]).await;
        assert!(browser.page.contains("does not answer at the moment"), "{}", browser.page);
        let open = case(&world, id).await;
        assert_eq!((open.row.state, open.facts.phone.is_some()), (State::Open, true));
        // Tried too often it must wait, and says what else can be done.
        for _ in 0..4 {
            browser.send("/prove/check", &[]).await;
        }
        browser.send("/prove/check", &[]).await;
        assert!(browser.page.contains("You have sent this several times"), "{}", browser.page);
    })
    .await;
}
