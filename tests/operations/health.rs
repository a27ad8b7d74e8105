//! The operations port: alive, ready, figures; and nothing of it on the sites.

use reqwest::StatusCode;

use crate::world::journey::sign_in;
use crate::world::server::{Server, engines};
use crate::world::visitor::Visitor;

#[tokio::test]
async fn it_lives_is_ready_and_counts_without_names() {
    for database in engines().await {
        let server = Server::start(database).await;
        let mut visitor = Visitor::new();
        sign_in(&mut visitor, &server, "Amelia Hartwell").await;
        for path in ["livez", "readyz"] {
            let page = visitor.get(&format!("{}/{path}", server.operations())).await;
            assert_eq!((page.status, page.body.trim()), (StatusCode::OK, "ok"), "{path}");
        }
        let figures = visitor.get(&format!("{}/metrics", server.operations())).await;
        assert_eq!(figures.status, StatusCode::OK);
        assert!(figures.header("content-type").starts_with("text/plain"), "{:?}", figures.headers);
        let home = figures.body.lines().find(|line| {
            line.starts_with("http_requests_total{")
                && line.contains("site=\"account\"")
                && line.contains("route=\"/home\"")
        });
        let count = home.and_then(|line| line.rsplit(' ').next()).expect("Home was counted");
        assert_ne!(count, "0");
        for private in ["Amelia", "Hartwell", "999-10-0101"] {
            assert!(!figures.body.contains(private), "the figures name {private}");
        }
    }
}

#[tokio::test]
async fn the_sites_do_not_answer_for_operations() {
    let server = Server::start(crate::world::server::Database::Sqlite).await;
    let mut visitor = Visitor::new();
    for ahead in 0..4 {
        for path in ["livez", "readyz", "metrics"] {
            let page = visitor.get(&format!("{}/{path}", server.site(ahead))).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", page.address);
        }
    }
    let page = visitor.get(&format!("{}/home", server.operations())).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
