//! Does the time an answer takes tell whether an address has a sign-in (ASVS 5.0, 6.3.8)? Pairs of requests, one with a
//! known and one with an unknown address, in a random order; Welch's t over the times, cropped against outliers.
//!
//! `make bench-timing` runs it; it is no part of `make test`, since a busy machine must not fail that. Each request goes
//! to the whole site inside the program, where no network hides a difference. Between requests the clock moves on,
//! so that no limit on guessing takes part, and each comes from a browser and a network of its own.

#![expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "statistics over times, not money")]

use std::time::{Duration, Instant};

use store::identity::sign_ins;
use store::testing::Scratch;
use values::{EmailAddress, Secret};

use super::world::{Browser, World, person};
use crate::person::email_index;

/// Beyond this, times are taken to tell (the bound that is usual for this test).
const MOST: f64 = 4.5;

/// Pairs with a cheap hash, where everything else stands out, unless PAIRS says otherwise.
const PAIRS: usize = 20_000;

/// Addresses of each kind, of one length.
const ADDRESSES: usize = 8;

/// One kind of request that takes an address.
struct Probe {
    name: &'static str,
    /// The page with the form.
    page: &'static str,
    action: &'static str,
    fields: fn(&str) -> Vec<(&'static str, String)>,
}

/// The doors at which somebody may ask whether an address is known.
const PROBES: [Probe; 3] = [
    Probe {
        name: "sign-in",
        page: "/sign-in",
        action: "/sign-in",
        fields: |email| vec![("email", email.to_owned()), ("password", "not the right password".to_owned())],
    },
    Probe {
        name: "sign-up",
        page: "/create",
        action: "/create",
        fields: |email| vec![("email", email.to_owned())],
    },
    Probe {
        name: "recovery",
        page: "/recover",
        action: "/recover",
        fields: |email| vec![("email", email.to_owned())],
    },
];

fn address(known: bool, number: usize) -> String {
    let kind = if known { "ada" } else { "eve" };
    format!("{kind}{number}.of.the.timing@demo.example")
}

/// Sign-ins with a password, for the known addresses.
async fn fill(world: &World) {
    for number in 0..ADDRESSES {
        let email = address(true, number);
        let identity = &world.identity;
        crate::demo::add_person(identity, &person(&email, "Ada", &format!("900-13-{:04}", 1_000 + number)))
            .await
            .unwrap();
        let index = email_index(identity.sealer(), &email.parse::<EmailAddress>().unwrap());
        let sign_in = sign_ins::find_by_email(identity.store(), index).await.unwrap().unwrap();
        let hash =
            identity.hasher().hash(&Secret::new("the right password".to_owned()), [7; 16]).await.unwrap();
        identity.write(sign_ins::change_password(&sign_in, hash, world.now())).await.unwrap();
    }
}

/// Chance that is the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// How long one request takes, from the form's arrival to the answer's last byte.
async fn time(world: &World, probe: &Probe, email: &str, chance: &mut Chance) -> Duration {
    // Past every wait and every memory of earlier guesses.
    world.wait(3 * 86_400);
    let mut browser: Browser = world.browser();
    browser.network = std::array::from_fn(|_| u8::try_from(1 + chance.below(250)).unwrap());
    let opened = browser.get(probe.page).await;
    assert_eq!(opened.status, 200, "{}", probe.name);
    let fields = (probe.fields)(email);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let begun = now();
    let answer = browser.post(probe.action, &fields).await;
    let taken = begun.elapsed();
    assert!(matches!(answer.status.as_u16(), 303 | 422), "{}: {} {}", probe.name, answer.status, answer.body);
    taken
}

#[expect(clippy::disallowed_methods, reason = "the time that an answer takes is what is measured")]
fn now() -> Instant {
    Instant::now()
}

/// The times of known and of unknown addresses.
async fn times(world: &World, probe: &Probe, pairs: usize) -> (Vec<f64>, Vec<f64>) {
    let mut chance = Chance(42);
    let (mut known, mut unknown) = (Vec::with_capacity(pairs), Vec::with_capacity(pairs));
    // The first ones warm everything up and do not count.
    for pair in 0..pairs + 50 {
        let number = usize::try_from(chance.below(ADDRESSES as u64)).unwrap();
        let first_is_known = chance.below(2) == 0;
        for is_known in [first_is_known, !first_is_known] {
            let taken = time(world, probe, &address(is_known, number), &mut chance).await;
            if pair >= 50 {
                let list = if is_known { &mut known } else { &mut unknown };
                list.push(taken.as_secs_f64() * 1e6);
            }
        }
    }
    (known, unknown)
}

fn mean_and_variance(times: &[f64]) -> (f64, f64) {
    let count = times.len() as f64;
    let mean = times.iter().sum::<f64>() / count;
    (mean, times.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0))
}

/// Welch's t between two samples.
fn welch(one: &[f64], other: &[f64]) -> f64 {
    let ((mean, variance), (other_mean, other_variance)) = (mean_and_variance(one), mean_and_variance(other));
    (mean - other_mean) / (variance / one.len() as f64 + other_variance / other.len() as f64).sqrt()
}

/// What is at most the given share of both samples together.
fn cropped(known: &[f64], unknown: &[f64], share: f64) -> (Vec<f64>, Vec<f64>) {
    let mut all: Vec<f64> = known.iter().chain(unknown).copied().collect();
    all.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    let most = all[((all.len() - 1) as f64 * share) as usize];
    let keep = |times: &[f64]| times.iter().copied().filter(|time| *time <= most).collect();
    (keep(known), keep(unknown))
}

/// Prints what was found; the largest |t| of the crops.
fn judged(name: &str, known: &[f64], unknown: &[f64]) -> f64 {
    let mut worst: f64 = 0.0;
    for share in [0.5, 0.9, 0.99] {
        let (known, unknown) = cropped(known, unknown, share);
        let t = welch(&known, &unknown);
        let (mean, other) = (mean_and_variance(&known).0, mean_and_variance(&unknown).0);
        println!(
            "{name}: {:.0} % of {} times: known {mean:.1} µs, unknown {other:.1} µs, |t| = {:.2}",
            share * 100.0,
            known.len() + unknown.len(),
            t.abs()
        );
        worst = worst.max(t.abs());
    }
    worst
}

async fn measure(world: World, pairs: usize, how: &str) {
    fill(&world).await;
    let mut told = Vec::new();
    for probe in &PROBES {
        let (known, unknown) = times(&world, probe, pairs).await;
        let worst = judged(&format!("{} ({how}, {pairs} pairs)", probe.name), &known, &unknown);
        if worst > MOST {
            told.push(format!("{}: |t| = {worst:.2}", probe.name));
        }
    }
    assert!(told.is_empty(), "the time tells: {told:?}");
}

fn pairs() -> usize {
    std::env::var("PAIRS").ok().and_then(|text| text.parse().ok()).unwrap_or(PAIRS)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes of a quiet machine: make bench-timing"]
async fn the_time_around_the_hash_does_not_tell() {
    let scratch = Scratch::sqlite().await;
    measure(World::cheap(scratch.store.clone()).await, pairs(), "cheap hash").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes of a quiet machine: make bench-timing"]
async fn the_time_with_the_real_hash_does_not_tell() {
    let scratch = Scratch::sqlite().await;
    measure(World::even(scratch.store.clone()).await, (pairs() / 50).max(200), "real hash").await;
}

#[test]
fn a_difference_is_seen_and_chance_is_not() {
    let mut chance = Chance(7);
    let mut noise = |count: usize, more: f64| -> Vec<f64> {
        (0..count).map(|_| 100.0 + more + chance.below(1_000) as f64 / 50.0).collect()
    };
    let (same, again, slower) = (noise(5_000, 0.0), noise(5_000, 0.0), noise(5_000, 2.0));
    assert!(judged("the same", &same, &again) < MOST);
    assert!(judged("two microseconds in a hundred", &same, &slower) > MOST);
}
