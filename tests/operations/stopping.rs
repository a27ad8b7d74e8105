//! Does the program stop when asked, with what it was doing done?

use crate::world::journey::sign_in;
use crate::world::program::call;
use crate::world::server::{Database, Server, engines};
use crate::world::visitor::Visitor;

#[tokio::test]
async fn it_ends_well_when_asked_and_its_audit_log_holds() {
    for database in engines().await {
        let server = Server::start(database).await;
        sign_in(&mut Visitor::new(), &server, "Walter Brandt").await;
        let ended = server.stop();
        assert_eq!(ended.status.code(), Some(0), "{}", ended.said);
        if let Database::Sqlite = ended.database {
            let data = ended.data.path().to_str().expect("the path is UTF-8");
            let answer = call(&["audit", "verify", "--data", data], "");
            assert_eq!(answer.code, Some(0), "{}", answer.err);
            assert!(answer.out.contains("holds"), "{}", answer.out);
        }
    }
}

#[tokio::test]
async fn a_changed_audit_line_is_found() {
    let server = Server::start(Database::Sqlite).await;
    sign_in(&mut Visitor::new(), &server, "Walter Brandt").await;
    let ended = server.stop();
    let target = store::Target::Sqlite(ended.data.path().join("counterfoil.db"));
    let store = store::Store::open(&target).await.expect("the database opens");
    let change = "UPDATE audit SET action = 'account.nothing' WHERE action = 'account.signed_in'";
    let write = store::Write::new().statement(change, Vec::new(), store::Rows::Exactly(1));
    store.write(write).await.expect("the line is changed");
    drop(store);
    let answer =
        call(&["audit", "verify", "--data", ended.data.path().to_str().expect("the path is UTF-8")], "");
    assert_eq!(answer.code, Some(1), "{answer:?}");
}
