//! Does a weak recovery wait, can its owner stop it, and does one thing happen of many at the same instant?

use std::sync::Arc;

use store::testing::on_each_engine;

use super::recovery::{ANA, NEW, begin, letter, password_works, person, show, sign_in, stop_link, with_mail};
use super::world::{Browser, PASSWORD, World};
use crate::limits::MOST_FAILURES;

const DAY: i64 = 86_400;

/// Somebody of whom nothing is proved begins to wait with the mail alone; the letter about it.
async fn waiting(world: &World, browser: &mut Browser) -> String {
    with_mail(world, browser, ANA).await;
    assert!(browser.page.contains("Or wait"), "{}", browser.page);
    browser.follow("/recover/wait").await;
    assert!(browser.page.contains("after 24 hours"), "{}", browser.page);
    browser.send("/recover/wait", &[]).await;
    assert!(browser.page.contains("The waiting period has begun"), "{}", browser.page);
    letter(world, ANA, "wants to get back").await
}

#[tokio::test]
async fn with_nothing_but_the_mail_one_waits_a_day_and_a_second_code_lets_in() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let mut ana = person(&world, ANA, false).await;
        let mut browser = world.browser();
        let about = waiting(&world, &mut browser).await;
        assert!(about.contains("http://localhost:8081/recover/stop?token="), "{about}");
        // Too early, by a minute.
        world.wait(DAY - 60);
        let mut back = world.browser();
        with_mail(&world, &mut back, ANA).await;
        assert!(back.page.contains("A waiting period is running"), "{}", back.page);
        back.follow("/recover").await;
        assert_eq!(back.post("/recover/finish", &[("new_password", NEW)]).await.location, "/recover/ways");
        assert_eq!(back.post("/recover/wait", &[]).await.location, "/recover/ways", "no second one begins");
        world.wait(61);
        assert!(letter(&world, ANA, "waiting period is over").await.contains("/recover before"));
        let mut back = world.browser();
        with_mail(&world, &mut back, ANA).await;
        assert!(back.page.contains("You are almost in"), "{}", back.page);
        back.send("/recover/finish", &[("new_password", NEW)]).await;
        assert_eq!(back.get("/security").await.status, 200);
        assert!(password_works(&world, ANA, NEW).await && !password_works(&world, ANA, PASSWORD).await);
        assert_ne!(ana.browser.get("/security").await.status, 200);
        // It served once: the mail alone is again worth nothing at once.
        let mut again = world.browser();
        with_mail(&world, &mut again, ANA).await;
        assert!(again.page.contains("What else do you have?"), "{}", again.page);
    })
    .await;
}

#[tokio::test]
async fn only_what_the_wait_began_with_finishes_it() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, false).await;
        waiting(&world, &mut world.browser()).await;
        world.wait(DAY + 1);
        // Somebody else found the paper with the saved code: the owner's wait for the mail is none for that.
        let mut finder = world.browser();
        begin(&world, &mut finder, ANA).await;
        assert_eq!(show(&mut finder, "/recover/saved", "code", &ana.saved).await, 200);
        assert!(!finder.page.contains("You are almost in"), "{}", finder.page);
        finder.follow("/recover").await;
        assert_eq!(finder.post("/recover/finish", &[("new_password", NEW)]).await.location, "/recover/ways");
        let mut back = world.browser();
        with_mail(&world, &mut back, ANA).await;
        assert!(back.page.contains("You are almost in"), "{}", back.page);
    })
    .await;
}

#[tokio::test]
async fn what_stops_a_recovery_is_in_its_letters_alone_and_cannot_be_guessed() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        person(&world, ANA, false).await;
        let mut thief = world.browser();
        let mut tokens = Vec::new();
        for _ in 0..2 {
            begin(&world, &mut thief, ANA).await;
            let link = stop_link(&letter(&world, ANA, "code to get back in").await);
            let token = link.split_once("token=").unwrap().1.to_owned();
            assert!(!thief.page.contains(&token), "the page of whoever asked: {}", thief.page);
            let bytes = outside::jose::decode(&token).unwrap();
            assert_eq!(bytes.len(), 32, "as long as a key");
            tokens.push(bytes);
        }
        // Ids begin with the time: what two tokens have in common could be worked out.
        let same = tokens[0].iter().zip(&tokens[1]).filter(|(one, other)| one == other).count();
        assert!(same < 8, "{same} bytes are the same");
    })
    .await;
}

#[tokio::test]
async fn a_waiting_period_that_nobody_uses_ends() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        person(&world, ANA, false).await;
        waiting(&world, &mut world.browser()).await;
        world.wait(8 * DAY + 1);
        let mut late = world.browser();
        with_mail(&world, &mut late, ANA).await;
        assert!(late.page.contains("Or wait"), "{}", late.page);
        // And another may begin in its place.
        late.follow("/recover/wait").await;
        late.send("/recover/wait", &[]).await;
        assert!(late.page.contains("The waiting period has begun"), "{}", late.page);
    })
    .await;
}

#[tokio::test]
async fn the_link_shows_a_page_and_its_button_stops_once_without_signing_in() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        person(&world, ANA, false).await;
        let link = stop_link(&waiting(&world, &mut world.browser()).await);
        let token = link.split_once("token=").unwrap().1.to_owned();
        let mut owner = world.browser();
        // What opens links by itself stops nothing.
        for _ in 0..3 {
            assert_eq!(owner.get(&link).await.status, 200);
            assert!(owner.page.contains("Stop this recovery?"), "{}", owner.page);
        }
        let forged = "A".repeat(43);
        owner.send("/recover/stop", &[("token", &forged)]).await;
        assert!(owner.page.contains("There is nothing to stop"), "{}", owner.page);
        owner.get(&link).await;
        owner.send("/recover/stop", &[("token", &token)]).await;
        assert!(owner.page.contains("The recovery is stopped"), "{}", owner.page);
        owner.get(&link).await;
        assert!(owner.page.contains("There is nothing to stop"), "{}", owner.page);
        world.wait(DAY + 1);
        let mut back = world.browser();
        with_mail(&world, &mut back, ANA).await;
        assert!(back.page.contains("What else do you have?"), "{}", back.page);
        // Nor does the letter come that says the time is over.
        assert!(!world.mail().await.iter().any(|mail| mail.subject.contains("is over")));
        assert!(password_works(&world, ANA, PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn the_link_in_the_first_letter_stops_what_is_open_too() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, false).await;
        let mut thief = world.browser();
        with_mail(&world, &mut thief, ANA).await;
        assert_eq!(show(&mut thief, "/recover/backup", "code", &ana.backup[0]).await, 200);
        let link = stop_link(&letter(&world, ANA, "code to get back in").await);
        let mut owner = world.browser();
        owner.get(&link).await;
        owner.send("/recover/stop", &[("token", link.split_once("token=").unwrap().1)]).await;
        assert!(owner.page.contains("The recovery is stopped"), "{}", owner.page);
        let answer = thief.post("/recover/finish", &[("new_password", NEW)]).await;
        assert_eq!(answer.location, "/recover");
        assert!(password_works(&world, ANA, PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn signing_in_stops_it_and_says_so() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, false).await;
        let link = stop_link(&waiting(&world, &mut world.browser()).await);
        world.wait(DAY);
        let mut thief = world.browser();
        with_mail(&world, &mut thief, ANA).await;
        assert!(thief.page.contains("You are almost in"), "{}", thief.page);
        let mut owner = sign_in(&world, &ana, ANA).await;
        assert!(owner.page.contains("You have just signed in"), "{}", owner.page);
        assert_eq!(thief.post("/recover/finish", &[("new_password", NEW)]).await.location, "/recover");
        owner.get(&link).await;
        assert!(owner.page.contains("There is nothing to stop"), "{}", owner.page);
        assert!(password_works(&world, ANA, PASSWORD).await);
        // The next time nothing is said.
        assert!(!sign_in(&world, &ana, ANA).await.page.contains("You have just signed in"));
    })
    .await;
}

/// How many of the answers went on.
fn went_on(answers: &[(u16, String)], to: &str) -> usize {
    answers.iter().filter(|(status, location)| *status == 303 && location == to).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mailed_code_sent_50_times_at_once_is_used_once() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        person(&world, ANA, false).await;
        let mut browser = world.browser();
        let code = begin(&world, &mut browser, ANA).await;
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (mut copy, code) = (browser.clone(), code.clone());
            tries.spawn(async move {
                let answer = copy.post("/recover/code", &[("code", &code)]).await;
                (answer.status.as_u16(), answer.location)
            });
        }
        let answers = tries.join_all().await;
        // So many at once may also all have to wait, since they are counted before they are looked at.
        let used = went_on(&answers, "/recover/ways");
        assert!(used <= 1, "{answers:?}");
        assert!(answers.iter().all(|(status, _)| matches!(status, 303 | 400 | 409 | 422)), "{answers:?}");
        world.wait(3_500);
        let mut late = browser.clone();
        late.follow("/recover/code").await;
        let works = late.post("/recover/code", &[("code", &code)]).await.location == "/recover/ways";
        assert_eq!(used + usize::from(works), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_recoveries_at_once_one_is_finished() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, true).await;
        // Each shows the mail and the same saved code.
        let mut browsers = Vec::new();
        for number in 0..4_u8 {
            let mut browser = world.browser();
            browser.network = [192, 0, 2, number];
            with_mail(&world, &mut browser, ANA).await;
            assert_eq!(show(&mut browser, "/recover/saved", "code", &ana.saved).await, 200);
            browsers.push(browser);
        }
        let mut tries = tokio::task::JoinSet::new();
        for mut browser in browsers {
            tries.spawn(async move {
                let answer = browser.post("/recover/finish", &[("new_password", NEW)]).await;
                (answer.status.as_u16(), answer.location)
            });
        }
        let answers = tries.join_all().await;
        assert_eq!(went_on(&answers, "/security/recovery"), 1, "{answers:?}");
        assert!(answers.iter().all(|(status, _)| matches!(status, 303 | 409)), "{answers:?}");
        let done = world.mail().await.iter().filter(|mail| mail.to == ANA).count();
        assert!(done > 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_that_begin_to_wait_one_does() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        person(&world, ANA, false).await;
        let (mut one, mut other) = (world.browser(), world.browser());
        for browser in [&mut one, &mut other] {
            with_mail(&world, browser, ANA).await;
            browser.follow("/recover/wait").await;
        }
        let (one, other) = tokio::join!(one.post("/recover/wait", &[]), other.post("/recover/wait", &[]));
        let mut outcomes = [one, other].map(|answer| (answer.status.as_u16(), answer.location));
        outcomes.sort();
        assert_eq!(outcomes[0], (303, "/recover/waiting".to_owned()));
        let lost = &outcomes[1];
        assert!(*lost == (409, String::new()) || *lost == (303, "/recover/ways".to_owned()), "{lost:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn stopped_and_finished_at_the_same_instant_one_of_both_happens() {
    on_each_engine(async |store| {
        let world = Arc::new(World::new(store).await);
        person(&world, ANA, false).await;
        let link = stop_link(&waiting(&world, &mut world.browser()).await);
        let token = link.split_once("token=").unwrap().1.to_owned();
        world.wait(DAY + 1);
        let mut back = world.browser();
        with_mail(&world, &mut back, ANA).await;
        assert!(back.page.contains("You are almost in"), "{}", back.page);
        let mut stoppers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (mut owner, token, link) = (world.browser(), token.clone(), link.clone());
            owner.get(&link).await;
            stoppers.spawn(async move { owner.post("/recover/stop", &[("token", &token)]).await.status });
        }
        let finished = back.post("/recover/finish", &[("new_password", NEW)]).await;
        let stopped = stoppers.join_all().await.into_iter().filter(|status| *status == 303).count();
        let is_in = finished.status == 303 && finished.location == "/set-up";
        assert_eq!(usize::from(is_in) + stopped, 1, "{} {} {stopped}", finished.status, finished.location);
        assert_eq!(password_works(&world, ANA, NEW).await, is_in);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn finished_and_signed_in_at_the_same_instant_leaves_no_session_of_the_old_password() {
    on_each_engine(async |store| {
        let world = Arc::new(World::new(store).await);
        let ana = person(&world, ANA, false).await;
        let mut half = world.browser();
        half.follow("/sign-in").await;
        half.send("/sign-in", &[("email", ANA), ("password", PASSWORD)]).await;
        assert!(half.page.contains("Enter your code"), "{}", half.page);
        let mut browser = world.browser();
        with_mail(&world, &mut browser, ANA).await;
        assert_eq!(show(&mut browser, "/recover/backup", "code", &ana.backup[0]).await, 200);
        let code = crate::authenticators::app::code_at(&ana.app_key, world.now());
        let (new, code) = ([("new_password", NEW)], [("code", code.as_str())]);
        let (finished, _) =
            tokio::join!(browser.post("/recover/finish", &new), half.post("/sign-in/code", &code));
        // Either came first, but whoever knew only the old password is not in after the end.
        if finished.status == 303 {
            assert_ne!(half.get("/security").await.status, 200);
            assert_eq!(browser.get("/security").await.status, 200);
        }
        // Nor later, with a password that was typed before it was changed.
        world.wait(31);
        let code = crate::authenticators::app::code_at(&ana.app_key, world.now());
        half.post("/sign-in/code", &[("code", &code)]).await;
        assert!(finished.status != 303 || half.get("/security").await.status != 200);
    })
    .await;
}

#[tokio::test]
async fn after_a_hundred_failures_the_password_is_shut_its_owner_told_and_recovery_opens_it() {
    on_each_engine(async |store| {
        let world = World::new(store).await;
        let ana = person(&world, ANA, true).await;
        let mut guesser = world.browser();
        for number in 0..MOST_FAILURES {
            guesser.follow("/sign-in").await;
            let answer = guesser.send("/sign-in", &[("email", ANA), ("password", "wrong")]).await;
            assert_eq!(answer.status, 422, "guess {number}");
            assert!(guesser.page.contains("is not right"), "guess {number}: {}", guesser.page);
            // Past the longest wait; never a quiet day, which would begin the waits anew.
            world.wait(3_601);
        }
        // The 101st is refused even if it is right, and looks like any other.
        guesser.follow("/sign-in").await;
        guesser.send("/sign-in", &[("email", ANA), ("password", PASSWORD)]).await;
        assert!(guesser.page.contains("is not right"), "{}", guesser.page);
        world.wait(3_601);
        let mut browser = world.browser();
        with_mail(&world, &mut browser, ANA).await;
        assert!(!browser.page.contains("/recover/password"), "a shut password is no way: {}", browser.page);
        let code = crate::authenticators::app::code_at(&ana.app_key, world.now());
        assert_eq!(show(&mut browser, "/recover/app", "code", &code).await, 200);
        browser.send("/recover/finish", &[("new_password", NEW)]).await;
        browser.follow("/security").await;
        assert!(password_works(&world, ANA, NEW).await, "bound anew it works");
    })
    .await;
}
