//! Does an intake that is stopped, killed or met by another program bring in the same as one that is left alone?

use super::*;

#[tokio::test]
async fn an_intake_that_was_stopped_goes_on_where_it_stopped() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let bytes = printed(people::generate(500, 9));
        let file = file_of(&bytes);
        let stopped = office.import_while(&file, |_| ControlFlow::Break(())).await.unwrap();
        assert!(!stopped.finished && stopped.lines == 2_000, "{stopped:?}");
        let mut told: Vec<Progress> = Vec::new();
        let resumed = office
            .import_while(&file, |progress| {
                told.push(*progress);
                ControlFlow::Continue(())
            })
            .await
            .unwrap();
        assert_eq!((resumed.run, resumed.resumed_after_line), (stopped.run, 2_000));
        assert!(resumed.finished && resumed.unchanged == 0 && resumed.bad == 0, "{resumed:?}");
        let count = people::generate(500, 9).count() as u64;
        assert_eq!((resumed.records, resumed.added), (count, count - 2_000));
        let last = told.last().unwrap();
        assert_eq!((last.bytes_done, last.bytes_total), (bytes.len() as u64, bytes.len() as u64));
        assert!(told.is_sorted_by_key(|progress| progress.records) && told.len() > 2);
    })
    .await;
}

#[tokio::test]
async fn an_intake_that_is_killed_again_and_again_brings_the_same_in() {
    let whole = Scratch::sqlite().await;
    let file = file_of(&printed(people::generate(400, 3)));
    let expected = Office::new(whole.store.clone());
    expected.import(&file).await;
    let scratch = Scratch::sqlite().await;
    let mut killed = 0;
    let summary = loop {
        // A store of its own each time, as a new process has; the runtime is dropped in the middle of the work.
        let (target, path) = (scratch.target.clone(), file.path().to_owned());
        let patience = std::time::Duration::from_millis(15 * (killed + 1));
        let outcome = tokio::task::spawn_blocking(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let mut office = Office::new(Store::open(&target).await.unwrap());
                // Seeded dice would give a second run the first one's id.
                office.dice = Dice::system();
                let (store, sealer) = (&office.store, &office.sealer);
                let work =
                    import(store, sealer, &office.clock, &office.dice, &path, |_| ControlFlow::Continue(()));
                tokio::time::timeout(patience, work).await
            })
        });
        match outcome.await.unwrap() {
            // The writer of the one before may still be finishing; a process that is gone has none.
            Err(_) | Ok(Err(IntakeError::Taken)) => killed += 1,
            Ok(summary) => break summary.unwrap(),
        }
        assert!(killed < 400, "it never comes to an end");
    };
    assert!(summary.finished && killed > 2, "{killed} {summary:?}");
    assert_eq!(summary.records, people::generate(400, 3).count() as u64);
    let office = Office::new(scratch.store.clone());
    assert_eq!(office.standing().await, expected.standing().await);
    audit::verify(&office.store).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_program_brings_meanwhile_is_compared_again() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let bytes = printed(people::generate(400, 6));
        let text = String::from_utf8(bytes).unwrap();
        let late: String = text
            .lines()
            .skip(2_500)
            .filter(|line| line.contains("\"taxpayer\",\"key\""))
            .take(3)
            .flat_map(|line| [line, "\n"])
            .collect();
        let (file, other) = (file_of(text.as_bytes()), file_of(late.as_bytes()));
        let mut meanwhile = None;
        let summary = office
            .import_while(&file, |_| {
                if meanwhile.is_none() {
                    // The second batch has been compared by now and does not know these taxpayers.
                    let work = office.import(&other);
                    meanwhile = Some(tokio::task::block_in_place(|| {
                        tokio::runtime::Handle::current().block_on(work)
                    }));
                }
                ControlFlow::Continue(())
            })
            .await
            .unwrap();
        assert_eq!(meanwhile.unwrap().added, 3);
        assert_eq!((summary.unchanged, summary.bad, summary.finished), (3, 0, true), "{summary:?}");
        assert_eq!(summary.records, text.lines().count() as u64);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_do_not_bring_the_same_file_at_once() {
    on_each_engine(async |store| {
        let office = Office::new(store);
        let file = file_of(&printed(people::generate(400, 6)));
        let mut met = false;
        let outcome = office
            .import_while(&file, |_| {
                if !met {
                    met = true;
                    let work = office.import(&file);
                    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(work));
                }
                ControlFlow::Continue(())
            })
            .await;
        assert!(matches!(outcome, Err(IntakeError::Taken)), "{outcome:?}");
    })
    .await;
}
