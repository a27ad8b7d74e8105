//! What answers of banks bring about: late ones, refused and insisted on, many at once, their rates, and the statement that
//! should show them.

use super::settlement::{DUE, answers, close, entries, read, returned, settle_all};
use super::*;
use crate::payments::settlement::Standing::{Fine, Near, Over};
use crate::payments::settlement::{self, House};

/// Payments of these amounts that left, with their numbers.
pub(super) async fn sent(payer: &Payer, cents: impl IntoIterator<Item = i64>) -> Vec<(Payment, String)> {
    let mut paid = Vec::new();
    for cents in cents {
        let asked = payer.asked(cents, vec![DUE]).await;
        let (made, write) = schedule(pack(), &asked, 0, moment(TODAY, now()), || payer.new_id()).unwrap();
        // So many a day are made by many people.
        let write = payments::count_day(write, (id(1), TODAY), -1, 1_000);
        payer.store.write(write).await.unwrap();
        paid.extend(made);
    }
    let (file, bytes) = settle_all(&payer.store, 61).await.unwrap().unwrap();
    close(&payer.store, &file).await;
    let entries = entries(&bytes);
    let trace =
        |payment: &Payment| entries.iter().find(|entry| entry.0 == payment.amount.get()).unwrap().1.clone();
    paid.into_iter()
        .map(|payment| {
            let trace = trace(&payment);
            (payment, trace)
        })
        .collect()
}

async fn advance(store: &Store, on: Date) {
    let sealer = sealer();
    let house = House { store, sealer: &sealer, pack: pack(), act: job() };
    settlement::advance(&house, on).await.unwrap();
}

/// A file whose header says a day.
pub(super) fn on(day: &str, lines: &[(i64, String)]) -> String {
    let header =
        format!("101 0299999989123456789{day}0900A094101{:23}{:23}{:8}", "AGENCY", "SAMPLE BANK", "");
    format!("{header}\n{}", answers(lines))
}

#[tokio::test]
async fn a_late_return_is_booked_and_told() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let paid = sent(&payer, [100, 200, 300, 400]).await;
        let line = |place: usize, code: &str| {
            let (payment, trace): &(Payment, String) = &paid[place];
            (payment.amount.get(), returned(code, trace))
        };
        // The entries settled on Tuesday the first of December; two banking days, and sixty days, later.
        let house_day = date(2026, 12, 3);
        assert_eq!(pack().calendar.business_days_after(DUE, 2), house_day);
        let in_time = read(&store, &on("261203", &[line(0, "R01"), line(1, "R10")])).await.unwrap();
        assert_eq!((in_time.returned, in_time.late.len()), (2, 0));
        let sealer = sealer();
        let house = House { store: &store, sealer: &sealer, pack: pack(), act: job() };
        let file = on("261204", &[line(2, "R01"), line(3, "R07")]);
        let later = settlement::read(&house, file.as_bytes(), date(2026, 12, 4)).await.unwrap().0;
        assert_eq!(
            (later.returned, later.late.len()),
            (2, 1),
            "the money is gone: it is booked all the same"
        );
        assert_eq!((later.late[0].code.as_str(), later.late[0].line), ("R01", 2));
        assert_eq!(payer.find(&paid[2].0).await.returned_on, Some(date(2026, 12, 4)));
    })
    .await;
}

fn dishonoured(trace: &str) -> String {
    format!("99R68{trace}{:6}01999999   01999999000000101{:21}", "", "")
}

fn contested(trace: &str) -> String {
    format!("99R73{trace}26120302999999261203010199999900000013372029999990000001 68")
}

/// The agency's bank refuses a return, the payer's bank insists: each moves the ledger once, and replays change nothing.
#[tokio::test]
async fn a_refused_return_stands_again_and_one_that_is_insisted_on_is_returned() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let before = payer.year(DUE).await.position.balance;
        let (paid, trace) = sent(&payer, [10_000]).await.remove(0);
        advance(&store, date(2026, 12, 3)).await;
        let back = answers(&[(10_000, returned("R01", &trace))]);
        let refused = answers(&[(10_000, dishonoured(&trace))]);
        let insisted = answers(&[(10_000, contested(&trace))]);
        let early = read(&store, &refused).await.unwrap();
        assert_eq!((early.reinstated, early.disputes.len()), (0, 1), "nothing was returned yet");
        for (file, state, codes) in [
            (&back, "returned", &[150, 670, 671, 286][..]),
            (&refused, "posted", &[150, 670, 670, 671, 286, 287]),
            (&back, "posted", &[150, 670, 670, 671, 286, 287]),
            (&insisted, "returned", &[150, 670, 670, 671, 671, 286, 286, 287]),
            (&refused, "returned", &[150, 670, 670, 671, 671, 286, 286, 287]),
            (&insisted, "returned", &[150, 670, 670, 671, 671, 286, 286, 287]),
        ] {
            read(&store, file).await.unwrap();
            assert_eq!(payer.find(&paid).await.state, state);
            let mut found: Vec<_> = payer
                .year(DUE)
                .await
                .ledger
                .transactions
                .iter()
                .map(|posted| (posted.date > DUE, posted.code.get()))
                .collect();
            found.sort_unstable();
            let mut codes = codes.to_vec();
            codes.sort_unstable();
            let mut found: Vec<_> = found.into_iter().map(|(_, code)| code).collect();
            found.sort_unstable();
            assert_eq!(found, codes);
        }
        let last = date(2026, 12, 31);
        let year = payer.year(last).await;
        let sum: i64 = year.ledger.transactions.iter().map(|posted| posted.amount.get()).sum();
        // The tax of 5,000.00 and one penalty of 25.00.
        assert_eq!(sum, 502_500);
        assert!(payer.year(DUE).await.position.balance >= before);
        let listed = list(&store, pack(), id(1), Filter::All, None, 20).await.unwrap();
        assert_eq!(listed.len(), 1, "the payment is listed once, however often it was posted");
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn hundreds_are_booked_in_few_writes_and_one_that_changed_meanwhile_does_not_stop_them() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let paid = sent(&payer, 1..=230).await;
        let lines: Vec<_> = paid
            .iter()
            .map(|(payment, trace)| (payment.amount.get(), returned("R01", trace)))
            .chain(paid.iter().take(1).map(|(payment, trace)| (payment.amount.get(), returned("R02", trace))))
            .collect();
        let file = answers(&lines);
        let (first, second) = tokio::join!(read(&store, &file), read(&store, &file));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.returned + second.returned, 230, "each once, though two read at once");
        assert_eq!(first.repeated + second.repeated, 232);
        for (payment, _) in &paid {
            assert_eq!(payer.find(payment).await.state, "returned");
        }
        let rates = settlement::return_rates(&store, pack(), date(2026, 12, 3)).await.unwrap();
        assert_eq!(rates[2].returned, 230, "each counts once");
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn rates_stand_beside_their_limits_and_stop_nothing() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let rates = |day| {
            let store = store.clone();
            async move {
                let rates = settlement::return_rates(&store, pack(), day).await.unwrap();
                rates.into_iter().map(|rate| (rate.returned, rate.sent, rate.standing)).collect::<Vec<_>>()
            }
        };
        let day = date(2026, 12, 3);
        assert_eq!(rates(day).await, [(0, 0, Fine); 3]);
        let paid = sent(&payer, 1..=200).await;
        let back = async |some: &[(Payment, String)], code: &str| {
            let lines: Vec<_> =
                some.iter().map(|(payment, trace)| (payment.amount.get(), returned(code, trace))).collect();
            read(&store, &answers(&lines)).await.unwrap();
        };
        // One of 200 is just the limit of 0.5 percent, five are 2.5 percent, the agency's own mark.
        back(&paid[..1], "R10").await;
        back(&paid[1..6], "R03").await;
        assert_eq!(rates(day).await, [(1, 200, Near), (5, 200, Near), (6, 200, Fine)]);
        back(&paid[6..7], "R07").await;
        back(&paid[7..31], "R01").await;
        assert_eq!(rates(day).await, [(2, 200, Over), (5, 200, Near), (31, 200, Over)]);
        assert_eq!(settlement::stopped(&store).await.unwrap(), None, "only an operator stops files");
        // Sixty days: the first of them still counts, the day before does not.
        assert_eq!(rates(date(2027, 1, 21)).await[0].1, 200);
        assert_eq!(rates(date(2027, 1, 22)).await[0].1, 0);
    })
    .await;
}

fn statement(lines: &str) -> formats::bai2::Statement {
    let lines = format!(
        "01,029999998,9123456789,261204,0200,7,,,2/\n02,9123456789,029999998,1,261203,2359,USD,2/\n\
         03,5550001,USD,010,0,,/\n{lines}"
    );
    formats::bai2::read(lines.as_bytes()).0
}

#[tokio::test]
async fn a_statement_is_held_against_the_books_line_by_line() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let paid = sent(&payer, [10_000, 20_000, 5_000]).await;
        let lines: Vec<_> =
            paid[1..].iter().map(|(payment, trace)| (payment.amount.get(), returned("R01", trace))).collect();
        read(&store, &on("261203", &lines)).await.unwrap();
        let sealer = sealer();
        let house = House { store: &store, sealer: &sealer, pack: pack(), act: job() };
        let first = statement("16,142,35000,0,,F1/\n16,555,5000,0,,RET/\n16,142,777,0,,OTHER/\n");
        for again in [false, true] {
            let found = settlement::reconcile(&house, &first, "first").await.unwrap();
            assert_eq!((found.matched, found.repeated), if again { (0, 2) } else { (2, 0) });
            let unknown: Vec<_> = found.unknown.iter().map(|one| (one.line, one.amount.get())).collect();
            assert_eq!(unknown, [(6, 777)]);
            let missing: Vec<_> = found.missing.iter().map(|one| one.amount.get()).collect();
            assert_eq!(missing, [-20_000], "the other return, and neither the day's sum nor the file again");
        }
        // The same movements on another statement are not the same money.
        let second = statement("16,142,35000,0,,F1/\n16,555,20000,0,,RET/\n16,555,25000,0,,SUM/\n");
        let found = settlement::reconcile(&house, &second, "second").await.unwrap();
        let unknown: Vec<_> = found.unknown.iter().map(|one| one.amount.get()).collect();
        assert_eq!((found.matched, unknown, found.missing.len()), (1, vec![35_000, -25_000], 0));
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}
