//! Who may enter which room of the desk? One table; a page's room follows from its address, so that no page can forget
//! to ask (NIST SP 800-63A-4, 3.2.1: nobody can do everything alone).

use jiff::ToSpan;
use values::Date;

use crate::levels::Level;

/// What an agent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Compares papers and faces from afar.
    Reviewer,
    /// Sees people and their papers at a counter.
    Clerk,
    /// Looks into suspicions.
    Investigator,
    /// Confirms what nobody decides alone, answers complaints, watches who opened what.
    Supervisor,
    /// Lets files leave for the bank; works at the staff site, and in no room here.
    Treasurer,
    /// Answers for people's records; works at the staff site, and in no room here.
    Examiner,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Reviewer, Self::Clerk, Self::Investigator, Self::Supervisor, Self::Treasurer, Self::Examiner];

    /// Its word in the database and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Clerk => "clerk",
            Self::Investigator => "investigator",
            Self::Supervisor => "supervisor",
            Self::Treasurer => "treasurer",
            Self::Examiner => "examiner",
        }
    }

    /// The role of a word; none that a newer version of the program wrote.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The message that names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reviewer => "desk-reviewer",
            Self::Clerk => "desk-clerk",
            Self::Investigator => "desk-investigator",
            Self::Supervisor => "desk-supervisor",
            Self::Treasurer => "desk-treasurer",
            Self::Examiner => "desk-examiner",
        }
    }
}

/// A part of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// The first page.
    Front,
    /// Where the reason for opening a record is given.
    Opening,
    /// Cases that wait for an agent.
    Cases,
    /// Video calls.
    Calls,
    /// Visits of people who show their papers.
    InPerson,
    /// Suspicions of fraud.
    Fraud,
    /// Requests of people who disagree.
    Redress,
    /// One person's sign-in, found by address.
    People,
    /// Who opened what.
    Oversight,
}

impl Room {
    /// All, in the order of the first page.
    pub(crate) const ALL: [Self; 9] = [
        Self::Front,
        Self::Opening,
        Self::Cases,
        Self::Calls,
        Self::InPerson,
        Self::Fraud,
        Self::Redress,
        Self::People,
        Self::Oversight,
    ];

    /// Its first address; what lies below belongs to it.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Front => super::PATH,
            Self::Opening => super::opening::PATH,
            Self::Cases => super::cases::PATH,
            Self::Calls => super::calls::PATH,
            Self::InPerson => super::in_person::PATH,
            Self::Fraud => super::fraud::PATH,
            Self::Redress => super::redress::PATH,
            Self::People => super::people::PATH,
            Self::Oversight => super::oversight::PATH,
        }
    }

    /// The messages that name it and say what is done there; none where nobody goes by a link.
    pub(crate) const fn words(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Front | Self::Opening => None,
            Self::Cases => Some(("desk-cases-title", "desk-cases-about")),
            Self::Calls => Some(("desk-calls-title", "desk-calls-about")),
            Self::InPerson => Some(("desk-in-person-title", "desk-in-person-about")),
            Self::Fraud => Some(("desk-fraud-title", "desk-fraud-about")),
            Self::Redress => Some(("desk-redress-title", "desk-redress-about")),
            Self::People => Some(("desk-people-title", "desk-people-about")),
            Self::Oversight => Some(("desk-oversight-title", "desk-oversight-about")),
        }
    }

    /// The room of an address.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let is_in = |room: &Self| {
            let rest = path.strip_prefix(room.path());
            rest.is_some_and(|rest| rest.is_empty() || (*room != Self::Front && rest.starts_with('/')))
        };
        Self::ALL.into_iter().find(is_in)
    }

    /// Whether an agent of this role may enter.
    pub(crate) const fn admits(self, role: Role) -> bool {
        use Role::{Clerk, Investigator, Reviewer, Supervisor};
        match self {
            Self::Front => true,
            Self::Opening => matches!(role, Reviewer | Clerk | Investigator | Supervisor),
            Self::Cases | Self::Calls => matches!(role, Reviewer | Supervisor),
            Self::InPerson => matches!(role, Clerk | Supervisor),
            Self::Fraud | Self::People => matches!(role, Investigator | Supervisor),
            Self::Redress | Self::Oversight => matches!(role, Supervisor),
        }
    }
}

/// Why an agent cannot work at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unready {
    /// They did not sign in with a passkey that checked them, or with password and key.
    NoPasskey,
    /// They were never tested.
    NoCertificate,
    /// Their test is more than a year old.
    Expired(Date),
}

/// The last day of a certificate: agents who compare faces and papers are tested each year (NIST SP 800-63A-4, 3.12
/// and 3.13).
pub fn certified_until(on: Date) -> Date {
    on.saturating_add(1.year())
}

/// Whether an agent may work with this session today.
pub(crate) fn ready(level: Level, certified_on: Option<Date>, today: Date) -> Result<(), Unready> {
    if !level.meets(Level::TwoPhishingResistant) {
        return Err(Unready::NoPasskey);
    }
    match certified_on.map(certified_until) {
        None => Err(Unready::NoCertificate),
        Some(until) if today > until => Err(Unready::Expired(until)),
        Some(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::date;

    #[test]
    fn an_agent_works_with_a_passkey_and_a_certificate_of_the_last_year() {
        let (strong, tested) = (Level::TwoPhishingResistant, Some(date(2025, 3, 1)));
        for (level, certified_on, today, found) in [
            (strong, tested, date(2025, 3, 1), Ok(())),
            (strong, tested, date(2026, 3, 1), Ok(())),
            (strong, tested, date(2026, 3, 2), Err(Unready::Expired(date(2026, 3, 1)))),
            (strong, None, date(2025, 3, 1), Err(Unready::NoCertificate)),
            (strong, Some(date(2024, 2, 29)), date(2025, 3, 1), Err(Unready::Expired(date(2025, 2, 28)))),
            (Level::Two, tested, date(2025, 3, 1), Err(Unready::NoPasskey)),
            (Level::One, tested, date(2025, 3, 1), Err(Unready::NoPasskey)),
            (Level::Demonstration, tested, date(2025, 3, 1), Ok(())),
        ] {
            assert_eq!(ready(level, certified_on, today), found, "{level:?} {certified_on:?} {today}");
        }
    }

    #[test]
    fn an_address_has_one_room_or_none() {
        for (path, room) in [
            ("/desk", Some(Room::Front)),
            ("/desk/open", Some(Room::Opening)),
            ("/desk/openings", Some(Room::Oversight)),
            ("/desk/people", Some(Room::People)),
            ("/desk/people/x", Some(Room::People)),
            ("/desk/fraud/x", Some(Room::Fraud)),
            ("/desk/calls/x/messages", Some(Room::Calls)),
            ("/desk/redress", Some(Room::Redress)),
            ("/desk/peoples", None),
            ("/desk/", None),
            ("/desk/nowhere", None),
            ("/security", None),
        ] {
            assert_eq!(Room::of(path), room, "{path}");
        }
    }

    #[test]
    fn words_lead_back_to_roles() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
        assert_eq!(Role::from_word("king"), None);
    }
}
