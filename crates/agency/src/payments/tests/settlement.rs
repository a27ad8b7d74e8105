//! Does each payment leave in one file, and is each answer of the bank booked once?

use formats::ach::{Item, Reader};
use store::taxes::bank_accounts;

use super::*;
use crate::payments::settlement::{self, Answers, House, ReadError, Sender, SettlementError};

pub(super) const DUE: Date = date(2026, 12, 1);

pub(super) fn sender() -> Sender {
    Sender {
        destination: "029999998".to_owned(),
        destination_name: "Sample Bank".to_owned(),
        origin: "9123456789".to_owned(),
        origin_name: "Revenue Agency".to_owned(),
        company: "9123456789".to_owned(),
        company_name: "Revenue Agency".to_owned(),
        description: "TAX PAYMT".to_owned(),
        refund_description: "TAX REFUND".to_owned(),
        balance: None,
        prenotes: false,
    }
}

pub(super) async fn settle_all(
    store: &Store,
    file: u8,
) -> Result<Option<(settlement::BankFile, Vec<u8>)>, SettlementError> {
    let sealer = sealer();
    let house = House { store, sealer: &sealer, pack: pack(), act: job() };
    let taken = settlement::next(&house, &sender(), (TODAY, DUE), || id(file)).await?;
    let Some(open) = taken.file else { return Ok(None) };
    let bytes = settlement::write(&house, &sender(), &open, Vec::new()).await?;
    Ok(Some((open, bytes)))
}

/// Closes a file, which then leaves today.
pub(super) async fn close(store: &Store, file: &settlement::BankFile) {
    let sealer = sealer();
    let house = House { store, sealer: &sealer, pack: pack(), act: job() };
    let closed = settlement::close(&house, file, &[1; 32]).await.unwrap();
    settlement::leave(&house, &closed, TODAY).await.unwrap();
}

pub(super) async fn read(store: &Store, text: &str) -> Result<Answers, ReadError> {
    let sealer = sealer();
    let house = House { store, sealer: &sealer, pack: pack(), act: job() };
    settlement::read(&house, text.as_bytes(), date(2026, 12, 3)).await.map(|(answers, _)| answers)
}

/// Amounts and trace numbers of a file, which has no deviation.
pub(super) fn entries(bytes: &[u8]) -> Vec<(i64, String)> {
    let mut reader = Reader::new(bytes);
    let mut entries = Vec::new();
    while let Some(item) = reader.next_item().unwrap() {
        if let Item::Entry(entry) = item {
            entries.push((entry.amount.unwrap().get(), entry.trace));
        }
    }
    assert_eq!(reader.deviations().listed(), []);
    entries
}

/// A file of entries that come back, without totals, as some banks send them.
pub(super) fn answers(lines: &[(i64, String)]) -> String {
    let line = |(index, (cents, addenda)): (usize, &(i64, String))| {
        let trace = format!("01999999{:07}", index + 1);
        let entry =
            format!("62601999999500123456789      {cents:010}{:15}{:22}S 1{trace}", "", "ROBIN CANARY");
        format!("{entry}\n7{addenda:78}{trace}\n")
    };
    lines.iter().enumerate().map(line).collect()
}

pub(super) fn returned(code: &str, trace: &str) -> String {
    format!("99{code}{trace}      01999999")
}

#[tokio::test]
async fn a_payment_leaves_once_and_an_interrupted_file_is_gone_on_with() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        assert!(settle_all(&store, 60).await.unwrap().is_none());
        let paid = payer.pay(&payer.asked(10_000, vec![DUE, date(2026, 12, 15)]).await).await;
        let (first, bytes) = settle_all(&store, 61).await.unwrap().unwrap();
        assert_eq!(entries(&bytes), [(10_000, "029999990000001".to_owned())]);
        // Not closed: the next run takes what has come since into the same file.
        payer.pay(&payer.asked(700, vec![DUE]).await).await;
        let (file, bytes) = settle_all(&store, 62).await.unwrap().unwrap();
        assert_eq!((file.id, file.entries, file.amount), (first.id, 2, Cents::new(10_700)));
        assert_eq!(entries(&bytes).len(), 2);
        assert_eq!(settle_all(&store, 63).await.unwrap().unwrap().1, bytes, "the same bytes however often");
        close(&store, &file).await;
        assert!(settle_all(&store, 64).await.unwrap().is_none());
        let states: Vec<String> =
            [payer.find(&paid[0]).await, payer.find(&paid[1]).await].map(|one| one.state).to_vec();
        assert_eq!(states, ["sent", "scheduled"]);
        // The next file goes on with numbers, so that an answer finds its payment.
        payer.pay(&payer.asked(800, vec![DUE]).await).await;
        let (second, bytes) = settle_all(&store, 65).await.unwrap().unwrap();
        assert_eq!((second.number, entries(&bytes)), (2, vec![(800, "029999990000003".to_owned())]));
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_settlements_at_once_each_payment_is_in_one() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        for cents in 1..=10 {
            payer.pay(&payer.asked(cents * 100, vec![DUE]).await).await;
        }
        let racing: Vec<_> = (0..6)
            .map(|run| {
                let store = store.clone();
                tokio::spawn(async move { settle_all(&store, 70 + run).await })
            })
            .collect();
        for outcome in racing {
            match outcome.await.unwrap() {
                Ok(_) | Err(SettlementError::Busy) => {}
                Err(error) => panic!("{error}"),
            }
        }
        let (file, bytes) = settle_all(&store, 80).await.unwrap().unwrap();
        assert_eq!((file.number, file.entries, file.amount), (1, 10, Cents::new(5_500)));
        let mut amounts: Vec<i64> = entries(&bytes).iter().map(|entry| entry.0).collect();
        amounts.sort_unstable();
        assert_eq!(amounts, (1..=10).map(|cents| cents * 100).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test]
async fn no_file_leaves_while_they_are_stopped() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let paid = payer.pay(&payer.asked(10_000, vec![DUE]).await).await.remove(0);
        store.write(settlement::stop("odd returns", &job())).await.unwrap();
        let error = settle_all(&store, 61).await.unwrap_err();
        assert!(error.to_string().contains("odd returns"), "{error}");
        assert_eq!(payer.find(&paid).await.state, "scheduled");
        store.write(settlement::resume(&job())).await.unwrap();
        let (file, _) = settle_all(&store, 62).await.unwrap().unwrap();
        store.write(settlement::stop("again", &job())).await.unwrap();
        let sealer = sealer();
        let house = House { store: &store, sealer: &sealer, pack: pack(), act: job() };
        let refused = settlement::close(&house, &file, &[1; 32]).await;
        assert!(
            matches!(refused, Err(SettlementError::Stopped(_))),
            "an open file does not get its name either"
        );
    })
    .await;
}

#[tokio::test]
async fn returns_are_booked_once_and_replays_change_nothing() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let before = payer.year(DUE).await.position.balance;
        let paid = payer.pay(&payer.asked(10_000, vec![DUE]).await).await.remove(0);
        let other = payer.pay(&payer.asked(20_000, vec![DUE]).await).await.remove(0);
        let (file, bytes) = settle_all(&store, 61).await.unwrap().unwrap();
        close(&store, &file).await;
        let trace = |cents| entries(&bytes).into_iter().find(|entry| entry.0 == cents).unwrap().1;
        let unknown =
            answers(&[(10_000, returned("R01", &trace(10_000))), (20_000, returned("R99", &trace(20_000)))]);
        let Err(ReadError::Wrong(why, _)) = read(&store, &unknown).await else { panic!("R99 is no code") };
        assert!(why.starts_with("line 4, column 4: R99"), "{why}");
        assert_eq!(payer.find(&paid).await.state, "sent", "nothing of the file is booked");
        let whole =
            answers(&[(10_000, returned("R03", &trace(10_000))), (5, returned("R01", &trace(20_000)))]);
        let answered = read(&store, &whole).await.unwrap();
        assert_eq!((answered.returned, answered.repeated, answered.unused.len()), (1, 0, 1));
        assert_eq!((answered.unused[0].line, answered.unused[0].code.as_str()), (3, "R01"));
        let replayed = read(&store, &whole).await.unwrap();
        assert_eq!((replayed.returned, replayed.repeated, replayed.unused.len()), (0, 1, 1));
        assert_eq!(replayed.duplicates, []);
        let twice =
            answers(&[(20_000, returned("R02", &trace(20_000))), (20_000, returned("R02", &trace(20_000)))]);
        let cut = &twice[..twice.len() / 2 + 20];
        assert_eq!(read(&store, cut).await.unwrap().returned, 1, "what is whole is booked");
        let answered = read(&store, &twice).await.unwrap();
        assert_eq!((answered.returned, answered.repeated), (0, 2));
        let told: Vec<_> = answered.duplicates.iter().map(|told| told.line).collect();
        assert_eq!(told, [3], "the second answer about it may have moved money once more");
        let states =
            [payer.find(&paid).await, payer.find(&other).await].map(|one| (one.state, one.return_code));
        let expected = |code: &str| ("returned".to_owned(), Some(code.to_owned()));
        assert_eq!(states, [expected("R03"), expected("R02")]);
        assert!(payer.year(DUE).await.position.balance >= before);
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_correction_changes_the_account_once() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        payer.pay(&payer.asked(10_000, vec![DUE]).await).await;
        let (_, bytes) = settle_all(&store, 61).await.unwrap().unwrap();
        let trace = &entries(&bytes)[0].1;
        let file = answers(&[(0, format!("98C03{trace}      01999999029999998   0098765432"))]);
        let answered = read(&store, &file).await.unwrap();
        assert_eq!((answered.corrected, answered.unused), (1, Vec::new()));
        let sealer = sealer();
        let key = person_keys::require(&store, &sealer, id(1), Realm::Taxes).await.unwrap();
        let account = bank_accounts::find(&store, &sealer, &key, (id(1), id(7))).await.unwrap().unwrap();
        assert_eq!((account.routing.digits().as_str(), account.number.expose()), ("029999998", "0098765432"));
        assert_eq!(read(&store, &file).await.unwrap().repeated, 1);
        // A newer correction stands, also when the older one comes again.
        let both = answers(&[(0, String::new()), (0, format!("98C01{trace}      019999994711"))]);
        let newer = both.split_inclusive('\n').skip(2).collect::<String>();
        assert_eq!(read(&store, &newer).await.unwrap().corrected, 1);
        assert_eq!(read(&store, &file).await.unwrap().repeated, 1);
        let account = bank_accounts::find(&store, &sealer, &key, (id(1), id(7))).await.unwrap().unwrap();
        assert_eq!(account.number.expose(), "4711");
        let address = answers(&[(0, format!("98C04{trace}      01999999ROBIN A CANARY"))]);
        assert_eq!(read(&store, &address).await.unwrap().unused.len(), 1);
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_stays_paid_is_settled_and_posted_by_business_days() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let paid = payer.pay(&payer.asked(10_000, vec![DUE]).await).await.remove(0);
        let (file, _) = settle_all(&store, 61).await.unwrap().unwrap();
        close(&store, &file).await;
        let sealer = sealer();
        let house = House { store: &store, sealer: &sealer, pack: pack(), act: job() };
        for (on, state) in [(DUE, "sent"), (date(2026, 12, 2), "settled"), (date(2026, 12, 3), "posted")] {
            settlement::advance(&house, on).await.unwrap();
            assert_eq!(payer.find(&paid).await.state, state, "{on}");
        }
        let again = settlement::advance(&house, date(2026, 12, 10)).await.unwrap();
        assert_eq!((again.settled, again.posted), (0, 0));
    })
    .await;
}

/// A file that waits for people to release it moves no money, and one that left late moved it late.
#[tokio::test]
async fn what_has_not_left_is_not_paid_and_its_days_count_from_when_it_left() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let paid = payer.pay(&payer.asked(10_000, vec![DUE]).await).await.remove(0);
        let (file, _) = settle_all(&store, 61).await.unwrap().unwrap();
        let sealer = sealer();
        let house = House { store: &store, sealer: &sealer, pack: pack(), act: job() };
        let is_still_sent = async || {
            let progress = settlement::advance(&house, date(2026, 12, 31)).await.unwrap();
            progress.settled == 0 && payer.find(&paid).await.state == "sent"
        };
        assert!(is_still_sent().await, "it is open");
        assert!(matches!(settlement::leave(&house, &file, TODAY).await, Err(SettlementError::Busy)));
        let closed = settlement::close(&house, &file, &[1; 32]).await.unwrap();
        assert!(is_still_sent().await, "it waits");
        assert_eq!(settlement::list_waiting(&store).await.unwrap(), std::slice::from_ref(&closed));
        store.write(settlement::stop("odd returns", &job())).await.unwrap();
        let stopped = settlement::leave(&house, &closed, date(2026, 12, 5)).await;
        assert!(matches!(stopped, Err(SettlementError::Stopped(_))));
        store.write(settlement::resume(&job())).await.unwrap();
        // On a Saturday: the bank moves the money on Monday the seventh.
        let left = settlement::leave(&house, &closed, date(2026, 12, 5)).await.unwrap();
        assert_eq!(settlement::find(&store, TODAY, 1).await.unwrap(), Some(left));
        for (day, state) in [(7, "sent"), (8, "settled"), (8, "settled"), (9, "posted")] {
            settlement::advance(&house, date(2026, 12, day)).await.unwrap();
            assert_eq!(payer.find(&paid).await.state, state, "{day} December");
        }
        // Two business days after the seventh: the return is in time.
        let trace = "029999990000001";
        let back = format!("101 02999999891234567892612090900A094101{:54}\n", "");
        let back = back + &answers(&[(10_000, returned("R01", trace))]);
        let answered = settlement::read(&house, back.as_bytes(), date(2026, 12, 9)).await.unwrap().0;
        assert_eq!((answered.returned, answered.late), (1, Vec::new()));
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}
