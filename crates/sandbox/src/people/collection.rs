//! What happens when tax is owed: penalties, notices, payments, agreements, offers, bankruptcy, examinations?

use formats::books::Abatement;
use values::{Date, date};

use super::account::{Account, later, months_later, next_weekday};
use super::approximate::{interest, months_begun};
use super::chance::Chance;
use super::figures::{Habit, Sums};

/// The smallest penalty for a return more than 60 days late, in cents, by the year in which it was due from 2017.
const LATE_FLOORS: [i64; 10] =
    [20_500, 21_000, 21_000, 43_500, 43_500, 43_500, 45_000, 48_500, 51_000, 52_500];

/// What is done about a debt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    PaysOnNotice,
    ForgivenThenPays,
    Agreement,
    Nothing,
    Hardship,
    Offer,
    Bankruptcy,
}

/// Posts a return whose tax was not paid with it, and what follows.
pub(super) fn owed(account: &mut Account, chance: &mut Chance, sums: &Sums, filed: Date, habit: Habit) {
    let due = account.module.return_due;
    let assessed = notice_day(chance, filed.max(due));
    let late_filing = late_filing_penalty(account, sums.net, filed);
    let late_payment = sums.net * 5 * months_begun(due, assessed).min(50) / 1_000;
    account.post(150, assessed, sums.total_tax);
    if sums.business > 0 && sums.net > 100_000 {
        account.post(176, assessed, sums.net * 3 / 100);
    }
    let way = choose(chance, habit);
    if late_filing > 0 {
        account.post(166, assessed, late_filing);
    }
    account.post(276, assessed, late_payment);
    if way == Way::ForgivenThenPays {
        if late_filing > 0 {
            account.post(167, assessed, -late_filing);
            account.abate(Abatement::FailureToFile);
        }
        account.post(277, assessed, -late_payment);
        account.abate(Abatement::FailureToPay);
        account.post(196, assessed, interest(sums.net, due, assessed));
    } else {
        let from = account.module.extended_due.unwrap_or(due);
        let on_penalty = interest(late_filing, from, assessed);
        account.post(196, assessed, interest(sums.net, due, assessed) + on_penalty);
    }
    account.demand(assessed);
    follow(account, chance, way, assessed);
}

/// A Monday late in a month, so that a payment soon after it falls into the same month of the penalty.
fn notice_day(chance: &mut Chance, filed: Date) -> Date {
    let month = later(filed, chance.between(18, 48));
    next_weekday(date(month.year(), month.month(), 19), 1)
}

fn late_filing_penalty(account: &Account, net: i64, filed: Date) -> i64 {
    let due = account.module.extended_due.unwrap_or(account.module.return_due);
    let months = months_begun(due, filed).min(5);
    let by_month = net * 45 * months / 1_000;
    if filed <= later(due, 60) {
        return by_month;
    }
    let floor =
        LATE_FLOORS[usize::try_from(account.module.return_due.year() - 2017).map_or(0, |year| year.min(9))];
    by_month.max(floor.min(net))
}

fn choose(chance: &mut Chance, habit: Habit) -> Way {
    let struggling = habit == Habit::Struggling;
    chance.weighted(&[
        (if struggling { 14 } else { 38 }, Way::PaysOnNotice),
        (if struggling { 2 } else { 10 }, Way::ForgivenThenPays),
        (32, Way::Agreement),
        (if struggling { 28 } else { 14 }, Way::Nothing),
        (if struggling { 10 } else { 2 }, Way::Hardship),
        (if struggling { 8 } else { 2 }, Way::Offer),
        (if struggling { 6 } else { 1 }, Way::Bankruptcy),
    ])
}

fn follow(account: &mut Account, chance: &mut Chance, way: Way, assessed: Date) {
    match way {
        Way::PaysOnNotice | Way::ForgivenThenPays => {
            let paid = later(assessed, chance.between(4, 13));
            account.post(670, paid, -account.balance());
        }
        Way::Agreement => agreement(account, chance, later(assessed, 45)),
        Way::Nothing => reminders(account, chance, assessed),
        Way::Hardship => {
            reminders(account, chance, assessed);
            let found = later(assessed, chance.between(220, 500));
            account.mark(530, found);
            if chance.percent(30) {
                account.mark(531, later(found, chance.between(300, 800)));
            }
        }
        Way::Offer => offer(account, chance, later(assessed, 300)),
        Way::Bankruptcy => {
            let filed = later(assessed, chance.between(150, 600));
            account.mark(520, filed);
            if chance.percent(60) {
                account.mark(521, later(filed, chance.between(120, 1_300)));
            }
        }
    }
}

/// Monthly payments until today, until all is paid but a rest, or until the payer gives up.
fn agreement(account: &mut Account, chance: &mut Chance, from: Date) {
    let owed = account.balance();
    let monthly = (owed / chance.pick(&[24, 36, 60, 72])).max(2_500) / 100 * 100;
    let first = date(from.year(), from.month(), 28);
    let given_up = chance.percent(12).then(|| months_later(first, chance.between(4, 20)));
    let last = given_up.unwrap_or(account.today()).min(account.today());
    account.agree(from, given_up.map(|day| later(day, 60)));
    let (mut day, mut left) = (first, owed * 95 / 100);
    while day <= last && left > monthly {
        if !chance.percent(3) {
            account.post(670, day, -monthly);
            left -= monthly;
        }
        day = months_later(day, 1);
    }
    if let Some(day) = given_up {
        account.demand(later(day, 61));
        account.module.levy_notice = Some(later(day, 130));
    }
}

/// Reminder notices, perhaps a part payment, at last the notice of intent to levy.
fn reminders(account: &mut Account, chance: &mut Chance, assessed: Date) {
    for weeks in [5, 10, 15] {
        account.demand(later(assessed, weeks * 7));
        if chance.percent(15) {
            let paid = account.balance() * chance.between(5, 30) / 100;
            account.post(670, later(assessed, weeks * 7 + 9), -paid);
        }
    }
    if chance.percent(70) {
        let levy = later(assessed, chance.between(150, 300));
        account.module.levy_notice = Some(levy);
        account.mark(971, levy);
    }
    if account.balance() > 1_000_000 {
        account.mark(582, later(assessed, 320));
    }
}

fn offer(account: &mut Account, chance: &mut Chance, received: Date) {
    account.mark(480, received);
    let decided = later(received, chance.between(150, 420));
    match chance.between(1, 10) {
        1..=4 => account.mark(481, decided),
        5..=6 => {
            account.mark(780, decided);
            account.post(670, later(decided, 25), -(account.balance() / 5 / 100 * 100));
        }
        7 => account.mark(482, decided),
        _ => {}
    }
}

/// The payment with the return comes back; the payer makes it good after the bank's penalty.
pub(super) fn dishonoured(account: &mut Account, chance: &mut Chance, paid: i64, on: Date, due: Date) {
    let returned = later(on, chance.between(4, 9));
    account.post(611, returned, paid);
    let penalty = if paid < 125_000 { paid.min(2_500) } else { paid / 50 };
    account.post(286, returned, penalty);
    let good = later(returned, chance.between(6, 20)).max(due);
    if returned <= due && good > due {
        account.post(276, good, paid * 5 * months_begun(due, good) / 1_000);
    }
    // A payment that came back is owed again from that day, but no tax bears interest before it is due.
    account.post(196, good, interest(paid + penalty, returned.max(due), good));
    account.post(670, good, -account.balance());
}

/// An examination: closed without change, or with more tax, a penalty and interest.
pub(super) fn examination(account: &mut Account, chance: &mut Chance, total_tax: i64, assessed: Date) {
    let opened = later(assessed, chance.between(240, 520));
    account.mark(420, opened);
    let mut closed = next_weekday(later(opened, chance.between(150, 420)), 1);
    if chance.percent(40) {
        account.mark(421, closed);
        return;
    }
    if chance.percent(35) {
        account.mark(494, closed);
        closed = next_weekday(later(closed, chance.between(95, 300)), 1);
        account.mark(495, closed);
    }
    account.mark(421, closed);
    assess_more(account, chance, 300, total_tax, closed);
}

/// Income that others reported and the return did not.
pub(super) fn unreported_income(account: &mut Account, chance: &mut Chance, total_tax: i64, assessed: Date) {
    let found = later(assessed, chance.between(380, 560));
    account.mark(922, found);
    let closed = next_weekday(later(found, chance.between(90, 200)), 1);
    assess_more(account, chance, 290, total_tax, closed);
}

fn assess_more(account: &mut Account, chance: &mut Chance, code: u16, total_tax: i64, on: Date) {
    if on > account.today() {
        return;
    }
    let due = account.module.return_due;
    let more = (total_tax * chance.between(30, 180) / 1_000 + chance.between(200, 1_500) * 100) / 100 * 100;
    let penalty = if chance.percent(45) { more / 5 } else { 0 };
    account.post(code, on, more);
    if penalty > 0 {
        account.post_under("6662", 240, on, penalty);
    }
    account.post(336, on, interest(more + penalty, due, on));
    account.demand(on);
    match chance.between(1, 4) {
        1 | 2 => agreement(account, chance, later(on, 50)),
        3 => account.post(670, later(on, 15), -(account.balance() * 3 / 4)),
        _ => {}
    }
}
