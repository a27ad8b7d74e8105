//! How does proving go? Moves of cases, counted by month, route, language and kind of device, with how long somebody had
//! waited. No row says anything of one person.

use values::Timestamp;

use super::proofings::{Proofing, Route, State};
use crate::{Rows, Store, StoreError, Write};

const COUNT: &str = "INSERT INTO proofing_figure (month, route, language, device, came_from, went_to, waited, times) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, 1) ON CONFLICT (month, route, language, device, came_from, went_to, waited) \
    DO UPDATE SET times = proofing_figure.times + 1";
const COUNT_LEFT: &str = "INSERT INTO proofing_figure (month, route, language, device, came_from, went_to, waited, \
    times) SELECT $3, COALESCE(route, ''), language, device, state, $4, $5, COUNT(*) FROM proofing WHERE state = $1 \
    AND changed_at <= $2 GROUP BY route, language, device, state \
    ON CONFLICT (month, route, language, device, came_from, went_to, waited) \
    DO UPDATE SET times = proofing_figure.times + excluded.times";
const LIST: &str = "SELECT month, route, language, device, came_from, went_to, waited, times FROM proofing_figure \
    WHERE month >= $1 ORDER BY month, route, language, device, came_from, went_to, waited";

/// What a case that was begun came from.
pub const NOTHING: &str = "";

/// What a case became with which nobody went on.
pub const LEFT: &str = "left";

/// How long somebody waited for others, from shortest to longest: the word and up to how many seconds.
pub const WAITS: [(&str, i64); 6] = [
    ("hour", 3_600),
    ("day", 86_400),
    ("three days", 3 * 86_400),
    ("week", 7 * 86_400),
    ("three weeks", 21 * 86_400),
    ("longer", i64::MAX),
];

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The month, as in `2026-11`, by UTC.
    pub month: String,
    /// By which route; none where it was not chosen yet.
    pub route: Option<Route>,
    /// In which language: a tag, or nothing.
    pub language: String,
    /// On what: `phone`, `tablet`, `computer`, or nothing.
    pub device: String,
    /// The state it came from; [`NOTHING`] where it was begun.
    pub from: String,
    /// The state it went to, or [`LEFT`].
    pub to: String,
    /// One of [`WAITS`]; nothing where nobody waited for others.
    pub waited: String,
    /// How often.
    pub times: i64,
}

/// One more case.
pub(super) fn begun(case: &Proofing) -> Write {
    count(case, NOTHING, case.state.word(), "", case.begun_at)
}

/// One more move.
pub(super) fn moved(case: &Proofing, to: State, now: Timestamp) -> Write {
    let is_waiting = matches!(case.state, State::Review | State::Call | State::Visit | State::Letter);
    let seconds = now.as_second().saturating_sub(case.changed_at.as_second());
    let wait = WAITS.iter().find(|(_, most)| seconds <= *most).map_or("", |(word, _)| word);
    count(case, case.state.word(), to.word(), if is_waiting { wait } else { "" }, now)
}

/// Cases that are forgotten because nobody went on with them.
pub(super) fn left(state: State, before: Timestamp, now: Timestamp) -> Write {
    if !matches!(state, State::Open | State::Call | State::Visit | State::Letter) {
        return Write::new();
    }
    let waited = if state == State::Open { "" } else { "longer" };
    let params = vec![state.word().into(), before.into(), month(now).into(), LEFT.into(), waited.into()];
    Write::new().statement(COUNT_LEFT, params, Rows::Any)
}

fn count(case: &Proofing, from: &str, to: &str, waited: &str, now: Timestamp) -> Write {
    let params = vec![
        month(now).into(),
        case.route.map_or("", Route::word).into(),
        case.language.clone().into(),
        case.device.clone().into(),
        from.into(),
        to.into(),
        waited.into(),
    ];
    Write::new().statement(COUNT, params, Rows::Exactly(1))
}

/// The month of an instant, as in `2026-11`.
pub fn month(now: Timestamp) -> String {
    now.to_string().chars().take(7).collect()
}

/// All since a month.
pub async fn list(store: &Store, since: &str) -> Result<Vec<Figure>, StoreError> {
    let rows = store.rows(LIST, &[since.into()]).await?;
    let read = |row: &crate::Row| {
        Ok(Figure {
            month: row.text(0)?.to_owned(),
            route: Route::read(row.text(1)?),
            language: row.text(2)?.to_owned(),
            device: row.text(3)?.to_owned(),
            from: row.text(4)?.to_owned(),
            to: row.text(5)?.to_owned(),
            waited: row.text(6)?.to_owned(),
            times: row.int(7)?,
        })
    };
    rows.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::super::proofings::tests::case as case_in;
    use super::super::proofings::{add, change_state, remove_old};
    use super::*;
    use crate::testing::on_each_engine;

    fn at(hours: i64) -> Timestamp {
        let begun: Timestamp = "2026-10-31T12:00:00Z".parse().unwrap();
        Timestamp::from_second(begun.as_second() + 3_600 * hours).unwrap()
    }

    fn case(number: u8) -> Proofing {
        let begun = at(0);
        Proofing {
            route: Some(Route::Letter),
            begun_at: begun,
            changed_at: begun,
            ..case_in(number, State::Open)
        }
    }

    async fn told(store: &Store) -> Vec<(String, String, String, String, i64)> {
        let all = list(store, "").await.unwrap();
        all.into_iter().map(|one| (one.month, one.from, one.to, one.waited, one.times)).collect()
    }

    fn row(
        month: &str,
        from: &str,
        to: &str,
        waited: &str,
        times: i64,
    ) -> (String, String, String, String, i64) {
        (month.to_owned(), from.to_owned(), to.to_owned(), waited.to_owned(), times)
    }

    #[tokio::test]
    async fn moves_are_counted_with_the_wait() {
        on_each_engine(async |store| {
            for number in [1, 2] {
                store.write(add(&case(number))).await.unwrap();
                let sent = change_state(&case(number), State::Letter, at(1)).unwrap();
                store.write(sent).await.unwrap();
            }
            let waiting = Proofing { state: State::Letter, changed_at: at(1), version: 1, ..case(1) };
            store.write(change_state(&waiting, State::Verified, at(1 + 24)).unwrap()).await.unwrap();
            let expected = [
                row("2026-10", "", "open", "", 2),
                row("2026-10", "open", "letter", "", 2),
                row("2026-11", "letter", "verified", "day", 1),
            ];
            assert_eq!(told(&store).await, expected);
            // A move that does not happen is not counted.
            assert!(store.write(change_state(&waiting, State::Failed, at(30)).unwrap()).await.is_err());
            assert_eq!(told(&store).await, expected);
            assert!(list(&store, "2026-12").await.unwrap().is_empty());
        })
        .await;
    }

    #[tokio::test]
    async fn those_who_do_not_come_back_are_counted() {
        on_each_engine(async |store| {
            for number in [1, 2, 3] {
                store.write(add(&case(number))).await.unwrap();
            }
            store.write(change_state(&case(3), State::Letter, at(1)).unwrap()).await.unwrap();
            for _ in 0..2 {
                for state in [State::Open, State::Letter, State::Failed] {
                    store.write(remove_old(state, at(2), at(48))).await.unwrap();
                }
            }
            let expected =
                [row("2026-11", "letter", "left", "longer", 1), row("2026-11", "open", "left", "", 2)];
            assert_eq!(told(&store).await.split_off(2), expected);
        })
        .await;
    }

    #[test]
    fn waits_are_in_order() {
        assert!(WAITS.is_sorted_by_key(|(_, most)| *most));
    }
}
