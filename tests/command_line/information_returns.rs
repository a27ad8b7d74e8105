//! Does `counterfoil import information-returns` check without changing, refuse a bad file whole, and bring a good one in
//! once?

use formats::information_returns::LineEnd;
use formats::information_returns::testing::{efw2_file, payer, w2};
use serde_json::Value;

use crate::world::program::{Answer, call_with};
use crate::world::server::{Database, engines};

struct Office {
    folder: tempfile::TempDir,
    database: Database,
}

impl Office {
    fn write(&self, bytes: &[u8]) -> String {
        let file = self.folder.path().join("wages.txt");
        std::fs::write(&file, bytes).expect("the folder can be written to");
        file.display().to_string()
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn migrate(&self) -> Answer {
        call_with(&["migrate", "--data", &self.data()], "", self.database.url())
    }

    fn import(&self, file: &str, more: &[&str]) -> Answer {
        let data = self.data();
        let arguments = [&["import", "information-returns", file, "--data", &data], more].concat();
        call_with(&arguments, "", self.database.url())
    }
}

fn wages() -> Vec<u8> {
    let payer = payer(1);
    let returns: Vec<_> = (0..50).map(|number| w2(number, &payer)).collect();
    efw2_file(&returns, LineEnd::ReturnFeed).expect("made-up wages can be written")
}

fn said(answer: &Answer) -> Value {
    serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{error}: {answer:?}"))
}

fn outcome(answer: &Answer) -> (Option<i32>, String, u64) {
    let said = said(answer);
    let word = said["outcome"].as_str().expect("an outcome").to_owned();
    (answer.code, word, said["added"].as_u64().expect("a count"))
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_in_once_and_bad_ones_change_nothing() {
    for database in engines().await {
        let office = Office { folder: tempfile::tempdir().expect("a folder"), database };
        let good = wages();
        let file = office.write(&good);
        let looked = office.import(&file, &["--check"]);
        assert_eq!(outcome(&looked), (Some(0), "checked".to_owned(), 0), "{looked:?}");
        assert!(!office.folder.path().join("data").exists(), "a check made a database");
        assert_eq!(office.migrate().code, Some(0));
        let mut bad = good.clone();
        bad[514 * 2 + 190] = b'x';
        office.write(&bad);
        let refused = office.import(&file, &[]);
        assert_eq!(outcome(&refused), (Some(3), "refused".to_owned(), 0), "{refused:?}");
        assert!(
            refused.err.contains("nothing was changed: line 3, column 188: wages is not a number"),
            "{refused:?}"
        );
        assert_eq!(said(&refused)["left_out"], 1);
        let partial = office.import(&file, &["--accept-partial"]);
        assert_eq!(outcome(&partial), (Some(2), "brought_in".to_owned(), 49), "{partial:?}");
        office.write(&good);
        assert_eq!(outcome(&office.import(&file, &[])), (Some(0), "brought_in".to_owned(), 1));
        assert_eq!(outcome(&office.import(&file, &[])), (Some(0), "brought_in_before".to_owned(), 1));
        for answer in [looked, refused, partial] {
            assert!(!format!("{answer:?}").contains("CANARY"), "{answer:?}");
        }
        office.write(b"hello");
        let unknown = office.import(&file, &["--check"]);
        assert_eq!((unknown.code, unknown.out.as_str()), (Some(3), ""), "{unknown:?}");
    }
}
