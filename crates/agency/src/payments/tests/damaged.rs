//! What do files bring about that are cut, trimmed, run together or about somebody else's entries? Each answer once, and what
//! cannot be booked keeps nothing else from being booked.

use store::taxes::bank_entries::{self, BankEntry, EntryKind};

use super::answering::{on, sent};
use super::settlement::{DUE, answers, read, returned};
use super::*;
use crate::payments::settlement::ReadError;

/// What comes back of these payments, a return each.
fn all_returned(paid: &[(Payment, String)]) -> Vec<(i64, String)> {
    paid.iter().map(|(payment, trace)| (payment.amount.get(), returned("R01", trace))).collect()
}

/// How payments came to where they are.
async fn events(payer: &Payer, payment: &Payment) -> Vec<String> {
    let events = payments::events(&payer.store, id(1), payment.id).await.unwrap();
    events.into_iter().map(|event| event.what).collect()
}

#[tokio::test]
async fn a_file_cut_anywhere_and_then_whole_books_each_return_once() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let paid = sent(&payer, 1..=9).await;
        let whole = on("261203", &all_returned(&paid));
        let mut booked = 0;
        for end in (1..whole.len()).step_by(11).chain([whole.len(), whole.len()]) {
            let answered = read(&store, &whole[..end]).await.unwrap();
            booked += answered.returned;
            let so_far = answered.returned + answered.repeated;
            assert_eq!((answered.not_booked, so_far), (Vec::new(), booked), "cut at {end}");
        }
        assert_eq!(booked, 9);
        for (payment, _) in &paid {
            assert_eq!(events(&payer, payment).await, ["scheduled", "sent", "returned"]);
        }
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

/// How a bank lays out its file: in its own way.
type Layout = fn(&str) -> String;

const LAYOUTS: [(&str, Layout); 6] = [
    ("as it is", str::to_owned),
    ("trimmed", |text| each(text, |line| line.trim_end().to_owned() + "\n")),
    ("too long", |text| each(text, |line| line.to_owned() + "        \n")),
    ("run together", |text| text.lines().collect()),
    ("with other ends of lines", |text| text.replace('\n', "\r\n")),
    ("with blank lines and without the header", |text| {
        each(text, |line| if line.starts_with('1') { String::new() } else { line.to_owned() + "\n\n" })
    }),
];

fn each(text: &str, change: fn(&str) -> String) -> String {
    text.lines().map(change).collect()
}

#[tokio::test]
async fn files_of_every_layout_are_booked_and_again_change_nothing() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let paid = sent(&payer, 1..=6).await;
        let texts: Vec<_> = LAYOUTS
            .iter()
            .zip(paid.chunks(1))
            .map(|((name, layout), paid)| (*name, layout(&on("261203", &all_returned(paid)))))
            .collect();
        for (name, text) in &texts {
            let answered = read(&store, text).await.unwrap();
            assert_eq!((answered.returned, answered.repeated), (1, 0), "{name}");
        }
        for (name, text) in &texts {
            let answered = read(&store, text).await.unwrap();
            assert_eq!((answered.returned, answered.repeated), (0, 1), "{name}");
        }
        for (payment, _) in &paid {
            assert_eq!(payer.find(payment).await.state, "returned");
        }
    })
    .await;
}

/// A posted payment that left, for a reason and into a year that may not be in the books.
async fn posted(payer: &Payer, number: u8, reason: &str, module_id: Id) -> (Payment, String) {
    let trace_number = format!("029999990000{number:03}");
    let asked = payer.asked(i64::from(number), vec![DUE]).await;
    let (mut made, _) = schedule(pack(), &asked, 0, moment(TODAY, now()), || payer.new_id()).unwrap();
    let payment = Payment {
        state: "posted".to_owned(),
        reason: reason.to_owned(),
        module_id,
        file_id: Some(id(77)),
        trace_number: Some(trace_number.clone()),
        ..made.remove(0)
    };
    let entry = BankEntry {
        file_id: id(77),
        batch: 1,
        trace_number: trace_number.clone(),
        kind: EntryKind::Payment,
        taxpayer_id: id(1),
        subject_id: payment.id,
        account_id: id(7),
        amount: payment.amount,
    };
    payer.store.write(bank_entries::add(payments::add(Write::new(), &payment), &entry)).await.unwrap();
    (payment, trace_number)
}

#[tokio::test]
async fn an_answer_that_cannot_be_booked_is_told_and_the_others_are_booked() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let mut paid = sent(&payer, [10, 20]).await;
        paid.insert(1, posted(&payer, 201, "balance", id(99)).await);
        paid.insert(2, posted(&payer, 202, "a reason that nobody knows", id(9)).await);
        let file = answers(&all_returned(&paid));
        for (returned, repeated) in [(2, 0), (0, 2)] {
            let answered = read(&store, &file).await.unwrap();
            assert_eq!((answered.returned, answered.repeated), (returned, repeated));
            let mut told: Vec<_> = answered.not_booked.iter().map(|told| told.line).collect();
            told.sort_unstable();
            assert_eq!(told, [3, 5], "those that cannot be booked, by their lines");
            assert!(answered.not_booked.iter().all(|told| !told.why.is_empty() && told.code == "R01"));
        }
        let mut states = Vec::new();
        for (payment, _) in &paid {
            states.push(payer.find(payment).await.state);
        }
        assert_eq!(states, ["returned", "posted", "posted", "returned"]);
        // Once its year is in the books the same file brings it.
        let year = modules::Module { id: id(99), record_key: "m99".to_owned(), tax_year: 2022, ..module() };
        store.write(modules::add_or_change(Write::new(), &year)).await.unwrap();
        let answered = read(&store, &file).await.unwrap();
        assert_eq!((answered.returned, answered.repeated, answered.not_booked.len()), (1, 2, 1));
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

/// Public files of other agencies and banks, where they lie beside the project.
#[tokio::test]
async fn files_about_entries_of_others_change_nothing() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/nacha");
    let Ok(files) = std::fs::read_dir(folder) else {
        println!("skipped: no ../shared");
        return;
    };
    let texts: Vec<_> = files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let paid = sent(&payer, [10, 20]).await;
        for text in &texts {
            match read(&store, &String::from_utf8_lossy(text)).await {
                Ok(answered) => {
                    assert_eq!((answered.returned, answered.corrected, answered.repeated), (0, 0, 0));
                }
                Err(ReadError::Wrong(why, _)) => assert!(why.contains("line "), "{why}"),
                Err(error) => panic!("{error}"),
            }
        }
        for (payment, _) in &paid {
            assert_eq!(payer.find(payment).await.state, "sent");
        }
    })
    .await;
}
