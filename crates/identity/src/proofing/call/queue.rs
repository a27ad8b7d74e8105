//! Whose turn is it, and how long does somebody wait? Pure. What is told is a range from how long calls took lately, or that
//! nobody can say.

use jiff::SignedDuration;
use store::identity::calls::Call;
use values::{Id, Timestamp};

/// A page that asked within so long is open: browsers let pages in the background ask once a minute.
pub const PRESENT: SignedDuration = SignedDuration::from_secs(150);

/// Fewer calls than this are no basis for saying how long one takes.
pub const BASIS: usize = 5;

/// Whether somebody can be called at this moment: their page is open, and they want to.
pub fn is_present(call: &Call, now: Timestamp) -> bool {
    call.is_ready && now.duration_since(call.seen_at) <= PRESENT
}

/// Whether somebody stands in the queue: not with an agent, and not before their appointment.
pub fn is_waiting(call: &Call, now: Timestamp) -> bool {
    call.agent_id.is_none() && call.slot_at.is_none_or(|slot| slot <= now)
}

/// Those who stand in the queue, the next first: appointments whose time has come by that time, then everybody by when they
/// asked.
pub fn in_order(calls: &[Call], now: Timestamp) -> Vec<&Call> {
    let mut queue: Vec<&Call> = calls.iter().filter(|call| is_waiting(call, now)).collect();
    queue.sort_by_key(|call| (call.slot_at.is_none(), call.slot_at.unwrap_or(call.asked_at), call.id));
    queue
}

/// How many who can be called come before somebody; none if they do not stand in the queue.
pub fn ahead(calls: &[Call], id: Id, now: Timestamp) -> Option<usize> {
    let queue = in_order(calls, now);
    let place = queue.iter().position(|call| call.id == id)?;
    Some(queue[..place].iter().filter(|call| is_present(call, now)).count())
}

/// How many minutes somebody waits who has so many before them: from the shorter calls' quarter with every agent about to be
/// free, to the longer calls' quarter with every agent just begun. None without agents, or with too few calls to go by.
pub fn estimate(ahead: usize, agents: usize, lengths: &[i64]) -> Option<(i64, i64)> {
    if agents == 0 || lengths.len() < BASIS {
        return None;
    }
    let mut lengths = lengths.to_vec();
    lengths.sort_unstable();
    let quarter = |part: usize| lengths[(lengths.len() - 1) * part / 4].max(1);
    let rounds = i64::try_from(ahead / agents).unwrap_or(i64::MAX);
    Some((rounds.saturating_mul(quarter(1)), rounds.saturating_add(1).saturating_mul(quarter(3))))
}

/// How long calls took that were taken, in minutes, rounded up.
pub fn lengths(ended: &[Call]) -> Vec<i64> {
    let took = |call: &Call| call.ended_at?.duration_since(call.taken_at?).as_secs().checked_add(59);
    ended.iter().filter_map(took).map(|seconds| seconds / 60).collect()
}

/// What became of those whose stay in the queue is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Talked with an agent.
    pub taken: i64,
    /// Left before.
    pub gave_up: i64,
    /// Half of all waited longer than so many minutes, whether they talked or left; none without any.
    pub median_minutes: Option<i64>,
}

/// The figures of stays that are over. An appointment's wait begins at its time; whoever left counts with as long as they
/// were there.
pub fn figures(ended: &[Call]) -> Figures {
    let waited = |call: &Call| {
        let until = call.taken_at.unwrap_or(call.seen_at);
        until.duration_since(call.slot_at.unwrap_or(call.asked_at)).as_mins().max(0)
    };
    let mut waits: Vec<i64> = ended.iter().map(waited).collect();
    waits.sort_unstable();
    let count = |is_taken: bool| {
        let found = ended.iter().filter(|call| call.taken_at.is_some() == is_taken).count();
        i64::try_from(found).unwrap_or(i64::MAX)
    };
    Figures { taken: count(true), gave_up: count(false), median_minutes: waits.get(waits.len() / 2).copied() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn call(number: u8, asked: i64, slot: Option<i64>) -> Call {
        Call {
            id: Id::from_bytes([number; 16]),
            sign_in_id: Id::from_bytes([100; 16]),
            proofing_id: Id::from_bytes([101; 16]),
            asked_at: at(asked),
            slot_at: slot.map(at),
            seen_at: at(1_000),
            is_ready: true,
            agent_id: None,
            taken_at: None,
            cues: String::new(),
            attested: String::new(),
            ended_at: None,
            version: 0,
        }
    }

    #[test]
    fn appointments_come_first_when_their_time_has_come_and_then_who_asked_first() {
        let taken = Call { agent_id: Some(Id::from_bytes([9; 16])), ..call(6, 1, None) };
        let calls = [
            call(1, 30, None),
            call(2, 10, None),
            call(3, 5, Some(990)),
            call(4, 1, Some(1_001)),
            call(5, 40, Some(980)),
            taken,
        ];
        let order =
            |now| in_order(&calls, at(now)).iter().map(|call| call.id.as_bytes()[0]).collect::<Vec<_>>();
        assert_eq!(order(1_000), [5, 3, 2, 1]);
        assert_eq!(order(1_001), [5, 3, 4, 2, 1]);
        assert_eq!(ahead(&calls, calls[0].id, at(1_000)), Some(3));
        assert_eq!(ahead(&calls, calls[3].id, at(1_000)), None);
        // Whose page is shut keeps the place and is not waited for.
        let away = calls.clone().map(|call| Call { seen_at: at(900), ..call });
        assert_eq!(ahead(&away, calls[0].id, at(1_051)), Some(0));
        assert!(is_present(&away[0], at(1_050)) && !is_present(&away[0], at(1_051)));
        assert!(!is_present(&Call { is_ready: false, ..call(1, 1, None) }, at(1_000)));
    }

    #[test]
    fn nothing_is_said_without_a_basis() {
        assert_eq!(estimate(3, 0, &[5; 50]), None);
        assert_eq!(estimate(3, 2, &[5; BASIS - 1]), None);
        assert_eq!(estimate(0, 1, &[4, 8, 6, 12, 10]), Some((0, 10)));
        assert_eq!(estimate(3, 1, &[4, 8, 6, 12, 10]), Some((18, 40)));
        assert_eq!(estimate(3, 2, &[4, 8, 6, 12, 10]), Some((6, 20)));
    }

    #[test]
    fn more_people_wait_longer_and_more_agents_shorten_it() {
        let lengths: Vec<i64> = (0..40).map(|number| number * 7 % 23).collect();
        for ahead in 0..60 {
            for agents in 1..12 {
                let (low, high) = estimate(ahead, agents, &lengths).unwrap();
                assert!(0 <= low && low < high, "{ahead} {agents}");
                let more = estimate(ahead + 1, agents, &lengths).unwrap();
                assert!(low <= more.0 && high <= more.1, "{ahead} {agents}");
                let helped = estimate(ahead, agents + 1, &lengths).unwrap();
                assert!(helped.0 <= low && helped.1 <= high, "{ahead} {agents}");
            }
        }
    }

    #[test]
    fn those_who_gave_up_count_with_their_wait() {
        let ended = |number, taken: Option<i64>| Call {
            taken_at: taken.map(at),
            ended_at: Some(at(2_000)),
            ..call(number, 0, None)
        };
        let all = [ended(1, Some(60)), ended(2, Some(120)), ended(3, None)];
        let figures_of = figures(&all);
        assert_eq!(figures_of, Figures { taken: 2, gave_up: 1, median_minutes: Some(2) });
        assert_eq!(figures(&all[2..]).median_minutes, Some(16));
        assert_eq!(figures(&[]), Figures::default());
        assert_eq!(lengths(&all), [33, 32]);
    }
}
