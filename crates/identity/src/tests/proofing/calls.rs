//! A video call: the queue, both ends, what an agent must have seen, and what the person never sees.

use store::audit;
use store::identity::calls::{self, Call};
use store::testing::{contents, on_each_engine};
use web::testing::markup_problems;

use super::desk::agent;
use super::*;
use crate::desk::roles::Role;
use crate::happenings::Happening;
use crate::visitor::Visitor;

const STEPS: [&str; 5] = ["face", "paper", "cue", "compared", "in-view"];
const WHY: [(&str, &str); 2] = [("reason", "case"), ("note", "The next call")];

/// Somebody whose papers are there, at the page where they wait.
async fn at_call(world: &World, email: &str, number: &str) -> (Browser, Id) {
    let (mut browser, id) = begun(world, email).await;
    ready(world, &mut browser, id, "call", number).await;
    browser.send("/prove/check", &[]).await;
    assert!(browser.page.contains("Your video call"), "{}", browser.page);
    (browser, id)
}

/// The same, who waits now.
async fn waiting(world: &World, email: &str, number: &str) -> (Browser, Id) {
    let (mut browser, id) = at_call(world, email, number).await;
    browser.send("/prove/call/now", &[]).await;
    (browser, id)
}

async fn call_of(world: &World, id: Id) -> Option<Call> {
    calls::find_of(world.identity.store(), case(world, id).await.row.id).await.unwrap()
}

/// Takes the next call: the place of its page.
async fn take(reviewer: &mut Browser) -> String {
    reviewer.follow("/desk/calls").await;
    reviewer.post("/desk/calls/next", &WHY).await.location
}

/// A person in a call, and the agent with the place of its page.
async fn in_call(world: &World) -> (Browser, Id, Browser, String) {
    let (person, id) = waiting(world, "ana@example.com", "123-45-6789").await;
    let mut reviewer = agent(world, "robin", Role::Reviewer).await;
    let place = take(&mut reviewer).await;
    assert!(place.starts_with("/desk/calls/") && !place.contains("done"), "{place}");
    reviewer.follow(&place).await;
    (person, id, reviewer, place)
}

async fn say(browser: &mut Browser, place: &str, kind: &str, text: &str) -> u16 {
    browser.post(&format!("{place}/messages"), &[("kind", kind), ("text", text)]).await.status.as_u16()
}

/// What an end reads after a number: kinds and texts.
async fn heard(browser: &mut Browser, place: &str, after: i64) -> Vec<(String, String)> {
    let answer = browser.get_whole(&format!("{place}/messages?after={after}")).await.json();
    assert_eq!(answer["over"], false);
    let text = |message: &serde_json::Value, name: &str| message[name].as_str().unwrap().to_owned();
    let messages = answer["messages"].as_array().unwrap().iter();
    messages.map(|message| (text(message, "kind"), text(message, "text"))).collect()
}

const ROOM: &str = "/prove/call/room";

#[tokio::test]
async fn a_call_proves_who_one_is_once_every_step_was_seen() {
    on_each_engine(async |store| {
        let world = World::proving(store.clone()).await;
        let (mut person, id, mut reviewer, place) = in_call(&world).await;
        person.follow("/prove").await;
        assert!(person.page.contains("data-call=\"person\""), "{}", person.page);
        assert_eq!(say(&mut person, ROOM, "chat", "canary of the call").await, 204);
        assert_eq!(reviewer.send(&place, &[("choice", "accept")]).await.status, 422);
        assert!(reviewer.page.contains("A step is not marked as seen"), "{}", reviewer.page);
        for step in STEPS {
            reviewer.post(&format!("{place}/attest"), &[("step", step)]).await;
        }
        let cues = call_of(&world, id).await.unwrap().cues;
        reviewer.post(&format!("{place}/cues"), &[]).await;
        assert_ne!(call_of(&world, id).await.unwrap().cues, cues);
        assert_eq!(
            reviewer.send(&place, &[("choice", "accept")]).await.status,
            422,
            "the cue is to be seen again"
        );
        reviewer.post(&format!("{place}/attest"), &[("step", "cue")]).await;
        assert_eq!(reviewer.send(&place, &[("choice", "")]).await.status, 422);
        let done = reviewer.post(&place, &[("choice", "accept")]).await;
        assert_eq!(done.location, "/desk/calls?done=decided", "{}", done.body);
        person.follow("/prove/go-on").await;
        assert!(person.page.contains("You have proved who you are"), "{}", person.page);
        let proof = store::identity::proofs::find(&store, id).await.unwrap().unwrap();
        assert_eq!(proof.method, "call");
        assert!(proof.how.contains("drivers-license:visual-inspection:compared-by-video"), "{}", proof.how);
        let log = audit::list(&store, id, i64::MAX, 100).await.unwrap();
        for action in ["call.wait", "call.take", "call.attest", "call.cues", "proofing.decide"] {
            assert!(log.iter().any(|entry| entry.action == action), "{action}");
        }
        // Nothing of what was said is left, and the call is nobody's.
        assert!(
            !contents(&store).await.iter().any(|(table, rows)| table == "call_message" && !rows.is_empty())
        );
        assert!(call_of(&world, id).await.is_none());
        assert_eq!(reviewer.get(&format!("{place}/messages")).await.status, 404);
    })
    .await;
}

/// For every step: with all the others seen nobody is proved.
#[tokio::test]
async fn no_step_can_be_left_out() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        for (number, left_out) in STEPS.into_iter().enumerate() {
            let email = format!("ana{number}@example.com");
            let (_, id) = waiting(&world, &email, &format!("123-45-678{number}")).await;
            let place = take(&mut reviewer).await;
            reviewer.follow(&place).await;
            for step in STEPS.into_iter().filter(|step| *step != left_out) {
                reviewer.post(&format!("{place}/attest"), &[("step", step)]).await;
            }
            assert_eq!(reviewer.send(&place, &[("choice", "accept")]).await.status, 422, "{left_out}");
            assert_eq!(state(&world, id).await, State::Call, "{left_out}");
            reviewer.post(&place, &[("choice", "not-genuine")]).await;
            assert_eq!(state(&world, id).await, State::Failed);
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_asked_first_is_next_and_a_closed_page_keeps_its_place() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut first, one) = waiting(&world, "one@example.com", "123-45-6781").await;
        world.wait(5);
        let (mut second, two) = waiting(&world, "two@example.com", "123-45-6782").await;
        second.follow("/prove/call").await;
        assert!(second.page.contains("1 person is before you"), "{}", second.page);
        assert!(second.page.contains("We cannot say how long"), "{}", second.page);
        world.wait(180);
        // Only the second looks: the first keeps the place and is not called.
        second.follow("/prove/call").await;
        assert!(second.page.contains("You are next"), "{}", second.page);
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        let place = take(&mut reviewer).await;
        assert_eq!(call_of(&world, two).await.unwrap().agent_id.is_some(), !place.contains("done"));
        assert!(call_of(&world, two).await.unwrap().agent_id.is_some(), "{place}");
        // One call at a time.
        assert_eq!(take(&mut reviewer).await, place);
        second.follow("/prove/call").await;
        assert!(second.page.contains("data-call=\"person\""), "led into the call");
        // The agent gives it back; the first is there again, and before the second, who is ready too.
        reviewer.follow(&place).await;
        reviewer.post(&format!("{place}/back"), &[]).await;
        second.follow("/prove/call").await;
        assert!(second.page.contains("The call broke off"), "{}", second.page);
        second.send("/prove/call/now", &[]).await;
        assert!(second.page.contains("You are next"), "{}", second.page);
        first.follow("/prove/call").await;
        second.follow("/prove/call").await;
        assert!(second.page.contains("1 person is before you"), "{}", second.page);
        take(&mut reviewer).await;
        assert!(call_of(&world, one).await.unwrap().agent_id.is_some());
        // The person leaves at once, and keeps the place.
        first.follow("/prove/call").await;
        first.send("/prove/call/room/leave", &[]).await;
        assert!(first.page.contains("The call broke off"), "{}", first.page);
        assert!(call_of(&world, one).await.unwrap().agent_id.is_none());
    })
    .await;
}

#[tokio::test]
async fn of_two_agents_at_once_one_takes_the_call() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (_, id) = waiting(&world, "ana@example.com", "123-45-6789").await;
        let mut robin = agent(&world, "robin", Role::Reviewer).await;
        let mut jordan = agent(&world, "jordan", Role::Supervisor).await;
        robin.follow("/desk/calls").await;
        jordan.follow("/desk/calls").await;
        let (one, other) =
            tokio::join!(robin.post("/desk/calls/next", &WHY), jordan.post("/desk/calls/next", &WHY));
        let places = [one.location, other.location];
        let taken: Vec<&String> = places.iter().filter(|place| !place.contains("done=nobody")).collect();
        assert_eq!(taken.len(), 1, "{places:?}");
        assert!(call_of(&world, id).await.unwrap().agent_id.is_some());
        let log = audit::list(world.identity.store(), id, i64::MAX, 50).await.unwrap();
        assert_eq!(log.iter().filter(|entry| entry.action == "call.take").count(), 1);
        assert_eq!(log.iter().filter(|entry| entry.action == "event-record-opened").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_one_end_sends_reaches_the_other_and_nobody_else() {
    on_each_engine(async |store| {
        let world = World::proving(store.clone()).await;
        let (mut person, _, mut reviewer, place) = in_call(&world).await;
        person.follow(ROOM).await;
        assert_eq!(say(&mut person, ROOM, "signal", "{\"hello\":true}").await, 204);
        assert_eq!(say(&mut person, ROOM, "chat", "I hear nothing").await, 204);
        assert_eq!(say(&mut reviewer, &place, "caption", "Hold up your card").await, 204);
        let pair = |kind: &str, text: &str| (kind.to_owned(), text.to_owned());
        let from_person = [pair("signal", "{\"hello\":true}"), pair("chat", "I hear nothing")];
        assert_eq!(heard(&mut reviewer, &place, 0).await, from_person);
        assert_eq!(heard(&mut reviewer, &place, 1).await, from_person[1..]);
        assert_eq!(heard(&mut person, ROOM, 0).await, [pair("caption", "Hold up your card")]);
        // A page that is loaded anew shows what was typed, and goes on after what was sent before.
        reviewer.follow(&place).await;
        assert!(reviewer.page.contains("I hear nothing") && reviewer.page.contains("data-after=\"2\""));
        assert!(!reviewer.page.contains("hello"), "how browsers meet is not shown");
        for (kind, text) in [("caption", "I am the agent"), ("chat", " "), ("chat", &"x".repeat(2_001))] {
            assert_eq!(say(&mut person, ROOM, kind, text).await, 422, "{kind}");
        }
        assert!(!format!("{:?}", contents(&store).await).contains("I hear nothing"), "it is sealed");
        // Another person, another reviewer, a clerk, nobody.
        let (mut stranger, _) = waiting(&world, "ben@example.com", "123-45-6780").await;
        let mut other = agent(&world, "kim", Role::Reviewer).await;
        other.follow("/desk/calls").await;
        let mut clerk = agent(&world, "lee", Role::Clerk).await;
        clerk.follow("/desk").await;
        for (browser, places) in
            [(&mut stranger, &[ROOM, &place][..]), (&mut other, &[&place]), (&mut clerk, &[&place])]
        {
            for place in places {
                let address = format!("{place}/messages");
                assert_eq!(browser.get_whole(&address).await.status, 404, "{address}");
                assert_eq!(say(browser, place, "chat", "hello").await, 404, "{address}");
            }
        }
        for act in ["attest", "cues", "back", "flag"] {
            let fields = [("step", "face"), ("note", "x")];
            let fields = match act {
                "attest" => &fields[..1],
                "flag" => &fields[1..],
                _ => &[],
            };
            assert_eq!(other.post(&format!("{place}/{act}"), fields).await.status, 404, "{act}");
        }
        let unsigned = world.browser().get(&format!("{ROOM}/messages")).await;
        assert_eq!(unsigned.location, "/sign-in");
        // Without the page's token nothing is taken.
        person.page = "name=\"csrf\" value=\"made-up\"".to_owned();
        assert_eq!(say(&mut person, ROOM, "chat", "forged").await, 400);
    })
    .await;
}

#[tokio::test]
async fn a_flag_of_fraud_shows_nowhere_and_shuts_acceptance() {
    on_each_engine(async |store| {
        let world = World::proving(store.clone()).await;
        let (mut person, id, mut reviewer, place) = in_call(&world).await;
        for step in STEPS {
            reviewer.post(&format!("{place}/attest"), &[("step", step)]).await;
        }
        // Servers and ids are drawn anew each time; there are none here.
        let pages = ["/prove/call/room", "/prove/call", "/security", "/security/history", "/security/data"];
        let mut before = Vec::new();
        for page in pages {
            before.push(person.get(page).await.body);
        }
        let data = person.get("/security/history.json").await.body;
        reviewer.follow(&place).await;
        assert_eq!(reviewer.send(&format!("{place}/flag"), &[("note", "")]).await.status, 422);
        reviewer.post(&format!("{place}/flag"), &[("note", "Somebody whispers")]).await;
        assert_eq!(store::identity::fraud_cases::list_open(&store, 9).await.unwrap().len(), 1);
        for (page, before) in pages.into_iter().zip(before) {
            let after = person.get(page).await.body;
            assert!(after == before, "{page} changed: {after}");
        }
        assert_eq!(person.get("/security/history.json").await.body, data);
        reviewer.follow(&place).await;
        assert_eq!(reviewer.send(&place, &[("choice", "accept")]).await.status, 422);
        assert!(reviewer.page.contains("suspicion"), "{}", reviewer.page);
        assert_eq!(reviewer.post(&place, &[("choice", "nothing")]).await.location, "/desk/calls?done=ended");
        assert_eq!(state(&world, id).await, State::Call);
        person.follow("/prove/go-on").await;
        assert!(person.page.contains("Wait for a call now") && !person.page.contains("suspicion"));
    })
    .await;
}

/// What takes two agents elsewhere is not accepted by one in a call.
#[tokio::test]
async fn what_a_rule_holds_is_not_accepted_in_a_call() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (_, id, mut reviewer, place) = in_call(&world).await;
        let told = world.identity.happened(Happening::Frozen, id, None, &Visitor::none(), world.now());
        world.identity.write(told).await.unwrap();
        for step in STEPS {
            reviewer.post(&format!("{place}/attest"), &[("step", step)]).await;
        }
        assert_eq!(reviewer.send(&place, &[("choice", "accept")]).await.status, 422);
        assert!(reviewer.page.contains("A rule of the program speaks against"), "{}", reviewer.page);
        reviewer.post(&place, &[("choice", "mismatch")]).await;
        assert_eq!(state(&world, id).await, State::Open);
    })
    .await;
}

#[tokio::test]
async fn whoever_gives_up_waiting_is_counted() {
    on_each_engine(async |store| {
        let world = World::proving(store).await;
        let (mut person, _) = waiting(&world, "ana@example.com", "123-45-6789").await;
        person.send("/prove/call/out", &[]).await;
        assert!(person.page.contains("Wait for a call now"), "{}", person.page);
        // Another way is as good as leaving.
        person.send("/prove/call/now", &[]).await;
        person.send("/prove/change", &[]).await;
        assert!(person.page.contains("How do you want to prove"), "{}", person.page);
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        reviewer.follow("/desk/calls").await;
        assert!(reviewer.page.contains("2 people gave up waiting"), "{}", reviewer.page);
        assert!(reviewer.page.contains("0 people talked with an agent"), "{}", reviewer.page);
        assert!(reviewer.page.contains("Nobody waits for a call"), "{}", reviewer.page);
        // Whoever does not come back within a day gave up too.
        let (_, id) = waiting(&world, "ben@example.com", "123-45-6780").await;
        world.wait(86_401);
        crate::worker::tidy(&world.identity, world.now()).await.unwrap();
        assert!(call_of(&world, id).await.is_none());
        let mut reviewer = agent(&world, "kim", Role::Reviewer).await;
        reviewer.follow("/desk/calls").await;
        assert!(reviewer.page.contains("3 people gave up waiting"), "{}", reviewer.page);
    })
    .await;
}

#[tokio::test]
async fn an_appointment_is_one_seat_at_one_time() {
    on_each_engine(async |store| {
        let world = World::proving(store.clone()).await;
        let (mut person, id) = at_call(&world, "ana@example.com", "123-45-6789").await;
        for (slot, said) in [("", "Choose a time"), ("2020-01-01T00:00:00Z", "not free any more")] {
            assert_eq!(person.send("/prove/call/appointment", &[("slot", slot)]).await.status, 422);
            assert!(person.page.contains(said), "{}", person.page);
        }
        let slot = person.between("name=\"slot\" value=\"", "\"");
        let at: values::Timestamp = slot.parse().unwrap();
        person.send("/prove/call/appointment", &[("slot", &slot)]).await;
        assert!(person.page.contains("Your appointment:"), "{}", person.page);
        let call = call_of(&world, id).await.unwrap();
        assert_eq!(call.slot_at, Some(at));
        assert_eq!(calls::list_seats(&store, at).await.unwrap(), [(at, 0)]);
        // The other seat, and then none.
        let (mut other, _) = at_call(&world, "ben@example.com", "123-45-6780").await;
        other.send("/prove/call/appointment", &[("slot", &slot)]).await;
        let (mut third, _) = at_call(&world, "eva@example.com", "123-45-6781").await;
        assert!(!third.page.contains(&slot), "{}", third.page);
        assert_eq!(third.send("/prove/call/appointment", &[("slot", &slot)]).await.status, 422);
        // Before its time it is not in the queue.
        let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
        assert_eq!(take(&mut reviewer).await, "/desk/calls?done=nobody");
        person.send("/prove/call/now", &[]).await;
        assert!(person.page.contains("You are next"), "{}", person.page);
        assert_eq!(calls::list_seats(&store, at).await.unwrap(), [(at, 1)]);
    })
    .await;
}

#[tokio::test]
async fn the_pages_are_sound_and_only_the_call_s_may_use_the_camera() {
    for language in ["en", "es"] {
        on_each_engine(async |store| {
            let world = World::proving(store).await;
            let (mut person, _) = waiting(&world, "ana@example.com", "123-45-6789").await;
            let mut reviewer = agent(&world, "robin", Role::Reviewer).await;
            reviewer.follow(&format!("/desk?lang={language}")).await;
            person.follow(&format!("/prove/call?lang={language}")).await;
            let sound = |browser: &Browser, what: &str| {
                assert_eq!(markup_problems(&browser.page), Vec::<String>::new(), "{what}\n{}", browser.page);
                assert!(browser.page.contains(&format!("<html lang=\"{language}\">")), "{what}");
            };
            sound(&person, "waiting");
            assert!(!person.get_whole("/prove/call").await.header["permissions-policy"].contains("(self)"));
            reviewer.follow("/desk/calls").await;
            sound(&reviewer, "the queue");
            reviewer.send("/desk/calls/next", &[]).await;
            sound(&reviewer, "without a reason");
            reviewer.send("/desk/calls/duty", &[("said", "on")]).await;
            sound(&reviewer, "on duty");
            let place = take(&mut reviewer).await;
            for (browser, place) in [(&mut reviewer, place.as_str()), (&mut person, ROOM)] {
                browser.follow(place).await;
                sound(browser, place);
                let policy = &browser.get_whole(place).await.header["permissions-policy"];
                for opened in ["camera=(self)", "microphone=(self)", "autoplay=(self)", "geolocation=()"] {
                    assert!(policy.contains(opened), "{place}: {policy}");
                }
            }
            // Without scripts the page says what to do instead.
            assert!(person.page.contains("<noscript>") && person.page.contains("action=\"/prove/change\""));
        })
        .await;
    }
}
