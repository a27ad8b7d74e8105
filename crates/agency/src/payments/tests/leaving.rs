//! Which entries leave, in which batches: businesses, questions before the first payment, refunds, files that balance, and
//! files that people must release.

use formats::ach::{Account, AccountKind, Item, Purpose, ReadEntry, Reader};
use store::WriteError;
use store::taxes::bank_accounts::BankAccount;
use store::taxes::refunds;

use super::settlement::{DUE, answers, close, read, returned, sender, settle_all};
use super::*;
use crate::payments::settlement::{self, House, Sender, SettlementError, Taken};
use crate::refunds as refunding;

/// What leaves by a day, and the file's batches with their entries.
async fn leaving(store: &Store, sender: &Sender, on: Date) -> (Taken, Vec<(String, Vec<ReadEntry>)>) {
    let sealer = sealer();
    let house = House { store, sealer: &sealer, pack: pack(), act: job() };
    let taken = settlement::next(&house, sender, (TODAY, on), || Dice::system().id(now())).await.unwrap();
    let Some(file) = taken.file.clone() else { return (taken, Vec::new()) };
    let bytes = settlement::write(&house, sender, &file, Vec::new()).await.unwrap();
    let file = settlement::close(&house, &file, &[1; 32]).await.unwrap();
    settlement::leave(&house, &file, TODAY.max(on)).await.unwrap();
    let mut reader = Reader::new(bytes.as_slice());
    let mut batches: Vec<(String, Vec<ReadEntry>)> = Vec::new();
    while let Some(item) = reader.next_item().unwrap() {
        match item {
            Item::Batch(batch) => {
                batches.push((format!("{} {}", batch.entry_class, batch.service), Vec::new()));
            }
            Item::Entry(entry) => batches.last_mut().unwrap().1.push(*entry),
            Item::File(_) => {}
        }
    }
    assert_eq!(reader.deviations().listed(), []);
    (taken, batches)
}

fn told(batches: &[(String, Vec<ReadEntry>)]) -> Vec<(&str, Vec<(i64, &str)>)> {
    let line = |entry: &'_ ReadEntry| entry.amount.unwrap().get();
    batches
        .iter()
        .map(|(name, entries)| {
            (name.as_str(), entries.iter().map(|entry| (line(entry), &entry.trace[8..])).collect())
        })
        .collect()
}

async fn pay_from(payer: &Payer, account: u8, cents: i64, day: Date) -> Payment {
    let asked = payer.asked(cents, vec![day]).await;
    payer.pay(&Asked { account_id: id(account), ..asked }).await.remove(0)
}

#[tokio::test]
async fn businesses_have_a_batch_of_their_own_and_each_batch_may_balance() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        payer.add(&BankAccount { is_business: true, ..account(8) }).await;
        for (account, cents) in [(7, 100), (8, 2_000), (7, 30_000)] {
            pay_from(&payer, account, cents, DUE).await;
        }
        let own = Account {
            routing: "029999998".to_owned(),
            number: values::Secret::new("5550001".to_owned()),
            kind: AccountKind::Checking,
        };
        let balanced = Sender { balance: Some(own), ..sender() };
        let (taken, batches) = leaving(&store, &balanced, DUE).await;
        let file = taken.file.unwrap();
        assert_eq!((file.entries, file.amount.get()), (3, 32_100));
        let numbers: BTreeSet<&str> =
            batches.iter().flat_map(|(_, all)| all).map(|one| &one.trace[8..]).collect();
        assert_eq!(numbers.len(), 5, "no number twice");
        let amounts: Vec<(&str, Vec<i64>)> = told(&batches)
            .into_iter()
            .map(|(name, entries)| {
                let mut amounts: Vec<i64> = entries.into_iter().map(|entry| entry.0).collect();
                amounts.sort_unstable();
                (name, amounts)
            })
            .collect();
        assert_eq!(amounts, [("WEB 200", vec![100, 30_000, 30_100]), ("CCD 200", vec![2_000, 2_000])]);
        // The next file's numbers begin behind those that balance this one.
        pay_from(&payer, 7, 500, DUE).await;
        let (_, batches) = leaving(&store, &balanced, DUE).await;
        let [(_, next)] = batches.as_slice() else { panic!("one batch") };
        assert!(!numbers.contains(&next[0].trace[8..]));
    })
    .await;
}

#[tokio::test]
async fn an_account_that_nobody_knows_is_asked_about_before_money_is_taken() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let unknown = |number| BankAccount { ownership: "unknown".to_owned(), ..account(number) };
        payer.add(&unknown(8)).await;
        payer.add(&BankAccount { is_business: true, ..unknown(6) }).await;
        let known = pay_from(&payer, 7, 100, DUE).await;
        let paid = pay_from(&payer, 8, 200, date(2026, 12, 3)).await;
        let twice = pay_from(&payer, 8, 300, date(2026, 12, 7)).await;
        let refused = pay_from(&payer, 6, 400, DUE).await;
        let asking = Sender { prenotes: true, ..sender() };
        let (taken, batches) = leaving(&store, &asking, DUE).await;
        assert_eq!((taken.held, taken.refused), (1, 0));
        let entries: Vec<_> = batches.iter().flat_map(|(_, entries)| entries).collect();
        let purposes: Vec<_> =
            entries.iter().map(|entry| (entry.code.unwrap().purpose, entry.amount.unwrap().get())).collect();
        assert_eq!(
            purposes,
            [(Purpose::Live, 100), (Purpose::Prenote, 0), (Purpose::Prenote, 0)],
            "each account is asked about once"
        );
        assert_eq!(payer.find(&known).await.state, "sent");
        // The second business day: nobody may be debited yet.
        let (taken, batches) = leaving(&store, &asking, date(2026, 12, 3)).await;
        assert_eq!((taken.held, batches.len()), (2, 0));
        let answer = answers(&[(0, returned("R03", &entries[2].trace))]);
        assert_eq!(read(&store, &answer).await.unwrap().returned, 1);
        assert_eq!(read(&store, &answer).await.unwrap().repeated, 1);
        let (taken, batches) = leaving(&store, &asking, date(2026, 12, 4)).await;
        assert_eq!((taken.held, taken.refused), (0, 1));
        assert_eq!(told(&batches)[0].1.iter().map(|entry| entry.0).collect::<Vec<_>>(), [200]);
        let (paid, twice, refused) =
            (payer.find(&paid).await, payer.find(&twice).await, payer.find(&refused).await);
        assert_eq!((paid.state.as_str(), twice.state.as_str()), ("sent", "scheduled"));
        assert_eq!((refused.state.as_str(), refused.return_code.as_deref()), ("cancelled", Some("R03")));
        store::audit::verify(&store).await.unwrap();
    })
    .await;
}

/// A year with a credit of 700.00.
async fn overpaid(payer: &Payer) {
    let entry = Entry {
        id: id(160),
        record_key: "check".to_owned(),
        code: 610,
        posted_on: date(2024, 4, 15),
        amount: Cents::new(-570_000),
        section: None,
        cycle: None,
        description: None,
    };
    payer.store.write(store::taxes::entries::add(Write::new(), id(1), id(9), &entry)).await.unwrap();
}

#[tokio::test]
async fn a_refund_leaves_once_and_stands_to_ones_credit_again_when_it_comes_back() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        let old = BankAccount { added_at: "2026-11-01T00:00:00Z".parse().unwrap(), ..account(8) };
        payer.add(&old).await;
        let year = payer.year(TODAY).await;
        let issue = |year, account: &BankAccount| refunding::issue(pack(), year, account, (TODAY, &job()));
        assert!(matches!(issue(&year, &old), Err(refunding::Refusal::Nothing)));
        overpaid(&payer).await;
        let year = payer.year(TODAY).await;
        let young = issue(&year, &account(7)).unwrap_err();
        assert!(matches!(young, refunding::Refusal::NewAccount { from } if from == date(2026, 11, 26)));
        let hours = BankAccount { added_at: "2026-11-21T15:00:01Z".parse().unwrap(), ..account(7) };
        let soon = issue(&year, &hours).unwrap_err();
        assert!(matches!(soon, refunding::Refusal::NewAccount { from } if from == date(2026, 11, 25)));
        let gone = BankAccount { removed_at: Some(now()), ..old.clone() };
        assert!(matches!(issue(&year, &gone), Err(refunding::Refusal::NoAccount)));
        let (refund, write) = issue(&year, &old).unwrap();
        store.write(write.clone()).await.unwrap();
        let twice = store.write(write).await;
        assert!(matches!(twice, Err(WriteError::Conflict { .. })), "of two at once one stands");
        let year = payer.year(TODAY).await;
        assert_eq!((refund.amount.get(), year.position.balance), (70_000, Cents::ZERO));
        pay_from(&payer, 7, 100, DUE).await;
        let (taken, batches) = leaving(&store, &sender(), DUE).await;
        let file = taken.file.unwrap();
        assert_eq!((file.amount.get(), file.credits.get()), (100, 70_000));
        assert_eq!(
            told(&batches),
            [("WEB 225", vec![(100, "0000001")]), ("PPD 220", vec![(70_000, "0000002")])]
        );
        assert_eq!(leaving(&store, &sender(), DUE).await.1.len(), 0, "it leaves once");
        let answer = answers(&[(70_000, returned("R03", &batches[1].1[0].trace))]);
        assert_eq!(read(&store, &answer).await.unwrap().returned, 1);
        assert_eq!(read(&store, &answer).await.unwrap().repeated, 1);
        let refund = refunds::find(&store, id(1), refund.id).await.unwrap().unwrap();
        assert_eq!((refund.state.as_str(), refund.return_code.as_deref()), ("returned", Some("R03")));
        let year = payer.year(TODAY).await;
        assert_eq!(year.position.balance.get(), -70_000);
        let codes: Vec<_> = year.ledger.transactions.iter().map(|posted| posted.code.get()).collect();
        assert_eq!(codes, [150, 610, 841, 846]);
        // It can be given back again.
        let (again, write) = issue(&year, &old).unwrap();
        store.write(write).await.unwrap();
        assert_ne!(again.id, refund.id);
    })
    .await;
}

#[test]
fn a_refund_has_no_way_but_those_in_its_table() {
    let refund = |state: refunding::State| refunds::Refund {
        taxpayer_id: id(1),
        id: id(2),
        state: state.name().to_owned(),
        owner_id: id(1),
        module_id: id(9),
        amount: Cents::new(1),
        account_id: id(7),
        issued_on: TODAY,
        payment_id: None,
        file_id: None,
        trace_number: None,
        return_code: None,
        returned_on: None,
        version: 1,
    };
    let back = Return { code: "R03".to_owned(), on: TODAY };
    for state in refunding::State::ALL {
        let may = |to| refunding::EDGES.contains(&(state, to));
        let sent = refunding::sent(&refund(state), id(3), "1".to_owned());
        assert_eq!(sent.is_ok(), may(refunding::State::Sent), "{state:?}");
        let returned = refunding::take_back(pack(), &refund(state), &back, &job());
        assert_eq!(returned.is_ok(), may(refunding::State::Returned), "{state:?}");
    }
}

#[tokio::test]
async fn a_file_is_released_once_by_each_person_and_only_when_it_is_written() {
    on_each_engine(async |store| {
        let payer = Payer::new(store.clone()).await;
        pay_from(&payer, 7, 100, DUE).await;
        let (open, _) = settle_all(&store, 61).await.unwrap().unwrap();
        let sealer = sealer();
        let house = House { store: &store, sealer: &sealer, pack: pack(), act: job() };
        let early = settlement::release(&house, &open, "account 1").await;
        assert!(matches!(early, Err(SettlementError::NotWritten)));
        close(&store, &open).await;
        let file = settlement::find(&store, TODAY, 1).await.unwrap().unwrap();
        for (operator, count) in [("account 1", 1), ("account 1", 1), ("account 2", 2)] {
            assert_eq!(settlement::release(&house, &file, operator).await.unwrap(), count, "{operator}");
        }
        store.write(settlement::stop("odd returns", &job())).await.unwrap();
        let stopped = settlement::release(&house, &file, "account 3").await;
        assert!(matches!(stopped, Err(SettlementError::Stopped(_))));
        assert_eq!(settlement::releases(&store, file.id).await.unwrap(), ["account 1", "account 2"]);
    })
    .await;
}
