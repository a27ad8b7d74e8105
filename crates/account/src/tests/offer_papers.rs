//! Can papers be sent with an offer, once each, and had back; is what is no paper refused; and does nobody else reach them?

use axum::http::StatusCode;
use store::testing::{contents, on_each_engine};

use super::offers::page;
use super::offers_sent::{hidden, sent};
use super::payer::is_problem;
use super::world::World;

const PDF: &[u8] = b"%PDF-1.7\nmade up\n%%EOF\n";

#[tokio::test]
async fn a_paper_is_sent_once_and_had_back_as_it_was() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let (cookie, offer) = sent(&world, "demo-theo").await;
        let papers = format!("{offer}/papers");
        assert!(page(&world, &cookie, &offer).await.contains(&format!("href=\"{papers}\"")));
        let form = page(&world, &cookie, &papers).await;
        assert!(form.contains("You have not sent any yet.") && form.contains("up to 15 megabytes"));
        let id = hidden(&form, "paper");
        let fields = [("paper", id.as_str()), ("shows", "bank")];
        for _ in 0..2 {
            assert_eq!(world.upload(&cookie, &papers, &fields, PDF).await.location, papers);
        }
        assert_eq!(contents(&store).await["offer_paper"].len(), 1);
        assert!(page(&world, &cookie, &papers).await.contains("1: Bank statements"));
        assert!(page(&world, &cookie, &offer).await.contains("1: Bank statements"));
        let back = world.get(&cookie, "en", &format!("{papers}/1")).await;
        assert_eq!((back.status, back.body.as_bytes()), (StatusCode::OK, PDF));
        let kept = "attachment; filename=\"paper-1.pdf\"";
        assert_eq!((back.kind.as_str(), back.disposition.as_str()), ("application/pdf", kept));
        assert_eq!(world.get(&cookie, "en", &format!("{papers}/2")).await.status, StatusCode::NOT_FOUND);
        let second = hidden(&page(&world, &cookie, &papers).await, "paper");
        assert_ne!(id, second);
        // An offer that ended takes no more.
        world.post(&cookie, &format!("{offer}/withdraw"), &[]).await;
        let late = page(&world, &cookie, &papers).await;
        assert!(late.contains("1: Bank statements") && !late.contains("Send this paper"));
        let other = [("paper", second.as_str()), ("shows", "bank")];
        assert_eq!(world.upload(&cookie, &papers, &other, PDF).await.location, papers);
        assert_eq!(contents(&store).await["offer_paper"].len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_paper_is_refused_beside_its_field() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let (cookie, offer) = sent(&world, "demo-theo").await;
        let papers = format!("{offer}/papers");
        let id = hidden(&page(&world, &cookie, &papers).await, "paper");
        let large = [b"%PDF-1.7\n".as_slice(), &vec![b' '; 15_000_000], b"%%EOF"].concat();
        for (field, shows, file) in [
            ("file", "bank", b"".as_slice()),
            ("file", "bank", b"<html><script>alert(1)</script>"),
            ("file", "bank", b"%PDF-1.7\n/Encrypt\n%%EOF"),
            ("file", "bank", b"%PDF-1.7\n<< /S /JavaScript /JS (x) >>\n%%EOF"),
            ("file", "bank", b"%PDF-1.7\nCOUNTERFOIL-SCANNER-IS-AWAY\n%%EOF"),
            ("file", "bank", b"%PDF-1.7\n"),
            ("file", "bank", &large),
            ("shows", "gold", PDF),
        ] {
            let fields = [("paper", id.as_str()), ("shows", shows)];
            is_problem(&world.upload(&cookie, &papers, &fields, file).await, field);
        }
        assert_eq!(contents(&store).await["offer_paper"].len(), 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_reaches_anothers_papers() {
    on_each_engine(async |store| {
        let world = World::new(store.clone()).await;
        let (cookie, offer) = sent(&world, "demo-theo").await;
        let papers = format!("{offer}/papers");
        let id = hidden(&page(&world, &cookie, &papers).await, "paper");
        let fields = [("paper", id.as_str()), ("shows", "bank")];
        world.upload(&cookie, &papers, &fields, PDF).await;
        let grace = world.sign_in("demo-grace").await;
        for path in [papers.clone(), format!("{papers}/1")] {
            assert_eq!(world.get(&grace, "en", &path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(world.upload(&grace, &papers, &fields, PDF).await.status, StatusCode::NOT_FOUND);
        assert_eq!(contents(&store).await["offer_paper"].len(), 1);
        // A visit that began long ago asks for a proof before a paper leaves.
        let long_ago = world.sign_in_ago("demo-theo", 40).await;
        assert_ne!(world.get(&long_ago, "en", &format!("{papers}/1")).await.status, StatusCode::OK);
    })
    .await;
}
