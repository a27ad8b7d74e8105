//! Do the made-up people show every stage, in both languages, with its reason and next step, and nobody another's?

use axum::http::StatusCode;
use store::testing::on_each_engine;
use web::testing::markup_problems;

use super::world::World;

const ROOT: &str = "/records/status";

/// Whose page, which, and what it says in English and Spanish.
const SHOWN: [(&str, &str, &str, &str); 12] = [
    ("demo-victor", "refund/1040/2023", "Your refund is not approved yet", "aún no está aprobado"),
    ("demo-walter", "refund/1040/2023", "We are holding your refund", "Estamos reteniendo su reembolso"),
    ("demo-robert", "refund/1040/2023", "We worked on your return and approved it", "la aprobamos"),
    ("demo-naomi", "refund/1040/2025", "Your refund left us", "Enviamos su reembolso"),
    ("demo-claire", "refund/1040/2023", "Your refund came back to us", "Su reembolso volvió"),
    ("demo-amelia", "refund/1040/2024", "All of it went to a debt", "Todo se usó para una deuda"),
    ("demo-denise", "amended/1040/2023", "It has been here for 6 weeks", "desde hace 6 semanas"),
    ("demo-henry", "amended/1040/2023", "This takes longer than we say", "Tarda más de lo que decimos"),
    ("demo-henry", "amended/1040/2024", "What follows is on its way", "Lo que sigue está en camino"),
    ("demo-lucia", "amended/1040/2024", "It took 14 weeks", "Tardó 14 semanas"),
    ("demo-theo", "audit/1040/2024", "The books of your business", "Los libros de su negocio"),
    ("demo-marcus", "audit/1040/2023", "More tax proposed", "Más impuesto propuesto"),
];

#[tokio::test]
async fn every_stage_is_there_to_see_in_both_languages() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut cookies = std::collections::BTreeMap::new();
        for (person, path, english, spanish) in SHOWN {
            if !cookies.contains_key(person) {
                cookies.insert(person, world.sign_in(person).await);
            }
            let cookie = &cookies[person];
            for (language, said) in [("en", english), ("es", spanish)] {
                let list = world.get(cookie, language, ROOT).await;
                assert_eq!((list.status, markup_problems(&list.body)), (StatusCode::OK, Vec::new()));
                let page = world.get(cookie, language, &format!("{ROOT}/{path}")).await;
                assert_eq!(
                    (page.status, markup_problems(&page.body)),
                    (StatusCode::OK, Vec::new()),
                    "{path}"
                );
                assert!(page.body.contains(said), "{person} {path}: {said}: {}", page.body);
                assert!(list.body.contains(&format!("{ROOT}/{path}")), "{person}: no {path} in the list");
            }
        }
        let ended = world.get(&cookies["demo-claire"], "en", &format!("{ROOT}/audit/1040/2023")).await;
        assert!(ended.body.contains("Ended without a change"), "{}", ended.body);
        let changed = world.get(&cookies["demo-victor"], "en", &format!("{ROOT}/audit/1040/2020")).await;
        assert!(changed.body.contains("Ended with a change") && changed.body.contains("$6,420.00"));
    })
    .await;
}

#[tokio::test]
async fn what_there_is_not_is_not_found() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let cookie = world.sign_in("demo-naomi").await;
        // Hers without an audit; another's; a year, a form and a word that nobody has.
        for path in
            ["audit/1040/2025", "amended/1040/2024", "refund/1040/2019", "refund/1041/2025", "gift/1040/2025"]
        {
            let page = world.get(&cookie, "en", &format!("{ROOT}/{path}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(world.get("", "en", ROOT).await.location, "/sign-in");
        let list = world.get(&cookie, "en", ROOT).await.body;
        assert!(list.contains("None of your returns is audited"), "{list}");
    })
    .await;
}
