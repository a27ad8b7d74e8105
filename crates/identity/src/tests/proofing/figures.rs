//! Does the public page say how proving goes, and nothing of a few?

use store::identity::proofings::{self, Proofing, Route, State};
use store::testing::on_each_engine;
use values::{Id, Timestamp};

use super::*;

fn after(at: Timestamp, hours: i64) -> Timestamp {
    Timestamp::from_second(at.as_second() + 3_600 * hours).unwrap()
}

/// Somebody's case by letter that waited for so many hours and ended so.
async fn ended(world: &World, begun: &Proofing, number: u8, (hours, to): (i64, State)) {
    let id = Id::from_bytes([number; 16]);
    let case = Proofing { id, sign_in_id: id, route: Some(Route::Letter), ..begun.clone() };
    let store = world.identity.store();
    store.write(proofings::add(&case)).await.unwrap();
    store.write(proofings::change_state(&case, State::Letter, case.changed_at).unwrap()).await.unwrap();
    let waiting = Proofing { state: State::Letter, version: 1, ..case };
    let end = after(waiting.changed_at, hours);
    store.write(proofings::change_state(&waiting, to, end).unwrap()).await.unwrap();
}

/// The cells of a table's row.
fn row(page: &str, name: &str) -> Vec<String> {
    let row = page.split("<tr>").find(|row| row.contains(&format!(">{name}</th>"))).expect(name);
    let cells = row.split("<td").skip(1).filter_map(|cell| cell.split_once('>'));
    cells.filter_map(|(_, rest)| rest.split_once('<')).map(|(text, _)| text.to_owned()).collect()
}

#[tokio::test]
async fn everybody_sees_how_it_goes_and_nobody_a_few() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (_, person) = begun(&world, "somebody@example.org").await;
        let own = case(&world, person).await.row;
        assert_eq!((own.language.as_str(), own.device.as_str()), ("en", "computer"));
        let begun = Proofing { language: "es".to_owned(), device: "phone".to_owned(), ..own };
        let path = "/prove/figures";
        let empty = world.browser().get(path).await;
        assert_eq!(empty.status, 200, "nobody has to sign in for it");
        assert_eq!(row(&empty.body, "With a letter"), ["0", "0", "0", "too few to say", "too few to say"]);
        for number in 1..=6 {
            ended(&world, &begun, number, (20, State::Verified)).await;
        }
        for number in 7..=12 {
            ended(&world, &begun, number, (60, State::Verified)).await;
        }
        ended(&world, &begun, 13, (800, State::Withdrawn)).await;
        let page = world.browser().get(path).await.body;
        assert_eq!(row(&page, "With a letter"), ["12", "0", "fewer than 10", "3 days", "3 days"]);
        assert_eq!(row(&page, "Español"), ["13", "12", "0", "fewer than 10"]);
        assert_eq!(row(&page, "English"), ["fewer than 10", "0", "0", "0"]);
        assert_eq!(row(&page, "Phone"), ["13", "12", "0", "fewer than 10"]);
    })
    .await;
}
