//! Does every page that links lead to answer, for every demonstration person, in both languages?

use std::collections::{BTreeSet, VecDeque};

use reqwest::Url;
use serde_json::Value;

use crate::world::html::{links, text};
use crate::world::journey::{PEOPLE, said, sign_in};
use crate::world::server::{Server, engines};
use crate::world::visitor::{Page, Visitor};

/// Follows every link of the account site from Home on, and gives all pages and files found.
async fn crawl(visitor: &mut Visitor, server: &Server) -> Vec<Page> {
    let home = format!("{}/home", server.account());
    let mut waiting = VecDeque::from([home.clone()]);
    let mut known = BTreeSet::from([home]);
    let mut pages = Vec::new();
    while let Some(address) = waiting.pop_front() {
        let page = visitor.get(&address).await;
        if page.header("content-type").starts_with("text/html") {
            for link in links(&page.body) {
                let mut there = page.address.join(&link).expect("a link leads somewhere");
                there.set_fragment(None);
                let is_here = there.as_str().starts_with(&format!("{}/", server.account()));
                // The switch leads to the same pages in the other language, which has its own crawl.
                let is_switch = there.query_pairs().any(|(name, _)| name == "lang");
                if is_here && !is_switch && known.insert(there.to_string()) {
                    waiting.push_back(there.to_string());
                }
            }
        }
        pages.push(page);
    }
    pages
}

fn assert_good(page: &Page, language: &str) {
    // The first page sends somebody who is signed in to Home.
    assert!(page.status.is_success() || page.path() == "/", "{}: {}", page.address, page.status);
    if page.status.is_success() && page.header("content-type").starts_with("text/html") {
        assert!(page.body.contains(&format!("<html lang=\"{language}\">")), "{}", page.address);
        assert!(text(&page.body).contains(said(language).demonstration), "{}", page.address);
        assert_eq!(page.body.matches("<h1").count(), 1, "{}", page.address);
    }
}

#[tokio::test]
async fn every_link_leads_somewhere_for_everybody() {
    for database in engines().await {
        let server = Server::start(database).await;
        for name in PEOPLE {
            for language in ["en", "es"] {
                let mut visitor = Visitor::speaking(language);
                sign_in(&mut visitor, &server, name).await;
                let pages = crawl(&mut visitor, &server).await;
                assert!(pages.len() > 8, "{name} has {} pages", pages.len());
                for page in &pages {
                    assert_good(page, language);
                }
                assert_files_agree(name, &pages);
            }
        }
        let log = server.said();
        assert!(!log.contains("panicked") && !log.contains("\"ERROR\""), "{log}");
    }
}

/// The figures of every explanation add up, and the CSV has as many rows as the JSON has spans.
fn assert_files_agree(name: &str, pages: &[Page]) {
    let is_json = |page: &&Page| page.header("content-type").starts_with("application/json");
    let files = pages.iter().filter(is_json).filter(|page| page.path().starts_with("/balance/"));
    let mut seen = 0;
    for file in files {
        let json: Value = serde_json::from_str(&file.body).expect("the file is JSON");
        let cents = |field: &str| -> i64 {
            let text = json[field].as_str().unwrap_or_else(|| panic!("{field} of {}", file.address));
            text.replace('.', "").parse().expect("an amount")
        };
        let parts = [
            "tax",
            "credits_and_payments",
            "failure_to_file",
            "failure_to_pay",
            "other_penalties",
            "interest",
        ];
        assert_eq!(parts.map(cents).iter().sum::<i64>(), cents("balance"), "{name}: {}", file.address);
        let csv = csv_beside(file, pages);
        let spans = json["spans"].as_array().expect("spans are a list").len();
        assert_eq!(csv.body.lines().count(), spans + 1, "{name}: {}", csv.address);
        seen += 1;
    }
    assert!(seen > 0, "{name} has no explanation to download");
}

fn csv_beside<'a>(file: &Page, pages: &'a [Page]) -> &'a Page {
    let mut address: Url = file.address.clone();
    address.set_path(&file.path().replace(".json", ".csv"));
    pages.iter().find(|page| page.address == address).unwrap_or_else(|| panic!("{address} is not linked"))
}
