//! Does the table keep the standard's rule for every sign-in there can be, and is there always a way on?

use super::*;

/// Everything that can be bound, in every combination, proved or not.
fn accounts() -> Vec<Account> {
    let bindable = [Saved, Password, App, Phone, Backup, Passkey];
    let mut all = Vec::new();
    for bits in 0_u32..1 << bindable.len() {
        let chosen = bindable.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
        let bound = Pieces::of(chosen.map(|(_, piece)| *piece));
        for is_proofed in [false, true] {
            // What was shut is bound no more but still counts for the level: both levels with every set.
            for level in [Level::One, Level::Two, Level::TwoPhishingResistant] {
                all.push(Account { is_proofed, level, bound });
            }
        }
    }
    all
}

/// Every set of pieces.
fn sets() -> impl Iterator<Item = Pieces> {
    (0..=u8::MAX).map(Pieces)
}

/// What a person has of a sign-in: every part of what can be shown.
fn in_hand(account: Account) -> impl Iterator<Item = Pieces> {
    let possible = account.bound.and(Mail);
    let possible = if account.is_proofed { possible.and(Proof) } else { possible };
    sets().filter(move |pieces| possible.hold_all(*pieces))
}

/// Section 4.2.2.2, written down a second time, by counting: two codes, or a code and an authenticator, or proof.
fn is_as_the_standard_asks(account: Account, shown: Pieces) -> bool {
    let codes = [Mail, Saved].into_iter().filter(|piece| shown.holds(*piece)).count();
    let authenticators =
        [Password, App, Phone, Backup, Passkey].into_iter().filter(|piece| shown.holds(*piece)).count();
    codes == 2 || (codes == 1 && authenticators > 0) || (account.is_proofed && shown.holds(Proof))
}

#[test]
fn nobody_gets_in_below_the_rule() {
    for account in accounts() {
        for shown in sets() {
            let code = shown.holds(Mail) || shown.holds(Saved);
            for has_waited in [false, true] {
                let Some(rule) = decide(account, shown, has_waited).met else { continue };
                let standard = is_as_the_standard_asks(account, shown);
                assert!(code, "{rule:?}: without a code, {shown}");
                assert!(standard || !rule.is_as_two_factors(), "{rule:?}: {account:?} {shown}");
                if !standard {
                    assert!(!account.is_proofed, "{rule:?}: a proofed sign-in, {shown}");
                    assert!(has_waited || account.level < Level::Two, "{rule:?}: at once, {shown}");
                }
                // The pair that is stolen together is never enough at once, unless one factor is all there was.
                let pair = Pieces::of([Mail, Password]);
                if shown == pair && !has_waited {
                    assert_eq!(rule, Rule::OneFactor, "{account:?}");
                }
            }
        }
    }
}

#[test]
fn only_the_mail_is_never_enough_for_a_proofed_sign_in() {
    for account in accounts().into_iter().filter(|account| account.is_proofed) {
        for shown in [Pieces::of([Mail]), Pieces::of([Saved])] {
            for has_waited in [false, true] {
                let decision = decide(account, shown, has_waited);
                assert_eq!((decision.met, decision.after_waiting), (None, None), "{account:?} {shown}");
                assert!(decision.next.contains(&Proof), "{account:?} {shown}");
            }
        }
    }
}

/// How a way through the pages ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    In(Rule),
    Waits(Rule),
    Last(LastWay),
}

/// Takes what the pages offer and the person has, as long as there is something.
fn walk(account: Account, has: Pieces) -> (End, Pieces) {
    let mut shown = Pieces::NONE;
    loop {
        let decision = decide(account, shown, false);
        if let Some(rule) = decision.met {
            return (End::In(rule), shown);
        }
        let Some(piece) = decision.next.into_iter().find(|piece| has.holds(*piece)) else {
            let end = decision.after_waiting.map_or(End::Last(last_way(account)), End::Waits);
            return (end, shown);
        };
        shown = shown.and(piece);
    }
}

#[test]
fn every_state_has_a_way_on_and_the_best_one_is_found() {
    let (mut in_at_once, mut waiting, mut last) = (0, 0, 0);
    for account in accounts() {
        for has in in_hand(account) {
            let (end, shown) = walk(account, has);
            // The pages lead to whatever everything in hand together is worth.
            let everything = decide(account, has, false);
            match end {
                End::In(rule) => {
                    in_at_once += 1;
                    assert!(everything.met.is_some(), "{rule:?} {account:?} {has}");
                }
                End::Waits(rule) => {
                    waiting += 1;
                    assert_eq!(everything.met, None, "{account:?} {has}: waits by {rule:?} with {shown}");
                    // Having waited, the same shown again lets in.
                    assert_eq!(decide(account, shown, true).met, Some(rule), "{account:?} {has}");
                }
                End::Last(way) => {
                    last += 1;
                    assert_eq!((everything.met, everything.after_waiting), (None, None), "{account:?} {has}");
                    let expected = if account.is_proofed { LastWay::Agency } else { LastWay::NewSignIn };
                    assert_eq!(way, expected);
                    // Whoever can read the mail and has proved nothing is never sent away.
                    let code = has.holds(Mail) || has.holds(Saved);
                    assert!(account.is_proofed || !code, "{account:?} {has}");
                    // A proofed one only with a code and nothing else, not even papers, or without any code.
                    assert!(!(code && has.holds(Proof)), "{account:?} {has}");
                }
            }
        }
    }
    assert!(in_at_once > 1_000 && waiting > 100 && last > 100, "{in_at_once} {waiting} {last}");
}

#[test]
fn more_shown_is_never_worth_less() {
    for account in accounts() {
        for shown in sets().filter(|shown| !shown.is_empty()) {
            let before = decide(account, shown, false);
            for piece in Piece::ALL {
                let after = decide(account, shown.and(piece), false);
                assert!(after.met.is_some() >= before.met.is_some(), "{account:?} {shown} and {piece:?}");
                let hopes = |decision: &Decision| decision.met.is_some() || decision.after_waiting.is_some();
                assert!(hopes(&after) >= hopes(&before), "{account:?} {shown} and {piece:?}");
            }
        }
    }
}

#[test]
fn shutting_an_authenticator_never_makes_it_easier() {
    for account in accounts() {
        for piece in account.bound.iter() {
            let bound = Pieces(account.bound.0 & !piece.bit());
            let shut = Account { bound, ..account };
            for has in in_hand(shut) {
                let (open_end, _) = walk(account, has);
                let (shut_end, _) = walk(shut, has);
                let is_in = |end| matches!(end, End::In(_));
                assert!(is_in(open_end) >= is_in(shut_end), "{piece:?} of {account:?}, {has}");
            }
        }
    }
}

#[test]
fn what_is_offered_first_does_not_tell_whether_there_is_a_sign_in() {
    let first = decide(accounts()[0], Pieces::NONE, false);
    for account in accounts() {
        for has_waited in [false, true] {
            assert_eq!(decide(account, Pieces::NONE, has_waited), first);
        }
    }
}

/// The cases of the decision record, in its order.
#[test]
fn the_cases_people_have() {
    let bound = Pieces::of([Saved, Password, App, Phone, Backup]);
    let plain = Account { is_proofed: false, level: Level::Two, bound };
    let proofed = Account { is_proofed: true, ..plain };
    let password_only =
        Account { is_proofed: false, level: Level::One, bound: Pieces::of([Saved, Password]) };
    let passkey_only = Account { is_proofed: false, level: Level::Two, bound: Pieces::of([Saved]) };
    let table: [(&str, Account, &[Piece], End); 15] = [
        ("forgot the password", proofed, &[Mail, App], End::In(Rule::CodeAndDevice)),
        ("forgot it, reads no mail", proofed, &[Saved, App], End::In(Rule::CodeAndDevice)),
        ("lost the app, has the code", proofed, &[Saved, Password], End::In(Rule::SavedCodeAndPassword)),
        ("lost the app, has the phone", proofed, &[Mail, Phone], End::In(Rule::CodeAndDevice)),
        ("lost the app, has a backup code", proofed, &[Mail, Backup], End::In(Rule::CodeAndDevice)),
        ("lost all but the code", proofed, &[Mail, Saved], End::In(Rule::TwoCodes)),
        ("lost all, has papers", proofed, &[Mail, Proof], End::In(Rule::ProvedAgain)),
        ("lost every second factor", proofed, &[Mail, Password], End::Waits(Rule::MailAndPassword)),
        ("reads the mail only", proofed, &[Mail], End::Last(LastWay::Agency)),
        ("reads the mail only", plain, &[Mail], End::Waits(Rule::NothingProved)),
        ("has the saved code only", plain, &[Saved], End::Waits(Rule::NothingProved)),
        ("has nothing", plain, &[], End::Last(LastWay::NewSignIn)),
        ("has nothing", proofed, &[], End::Last(LastWay::Agency)),
        ("forgot the only factor", password_only, &[Mail], End::In(Rule::OneFactor)),
        ("lost the only passkey", passkey_only, &[Mail, Saved], End::In(Rule::TwoCodes)),
    ];
    for (case, account, has, end) in table {
        assert_eq!(walk(account, Pieces::of(has.iter().copied())).0, end, "{case}: {account:?}");
    }
}

#[test]
fn pieces_are_stored_as_words() {
    for pieces in sets() {
        assert_eq!(Pieces::read(&pieces.to_string()), pieces);
    }
    assert_eq!(Pieces::read("mail of-tomorrow"), Pieces::of([Mail]));
    assert_eq!(Pieces::read("question hint birth-place"), Pieces::NONE, "what somebody knows is no way");
}
