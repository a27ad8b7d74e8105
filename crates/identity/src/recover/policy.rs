//! Is what somebody has shown enough to get back in, and if not, what would be (NIST SP 800-63B-4 section 4.2)?
//! One table; the first row that fits decides. Pure.
//!
//! An account that can sign in with two factors needs two codes by different methods, or one code and an
//! authenticator that is bound to it, or proof of identity again (section 4.2.2.2). The table is stricter in one
//! place: a password and a mailed code are often stolen together, so that pair waits. It is weaker in one: an
//! account of which nothing is proved waits, and its owner is told at every address, where the standard knows only
//! codes (section 4.2.1 allows it after an analysis of the risk: docs/decisions).

use std::fmt;

use crate::levels::Level;

/// One thing that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// The code mailed to an address of the sign-in.
    Mail,
    /// The recovery code that was saved when the sign-in was set up.
    Saved,
    /// The password.
    Password,
    /// A code from an authenticator app.
    App,
    /// A code sent to a phone.
    Phone,
    /// A backup code.
    Backup,
    /// A passkey or security key that does not check its owner; one that does is a way to sign in.
    Passkey,
    /// Proof of the same identity again.
    Proof,
}

use Piece::{App, Backup, Mail, Passkey, Password, Phone, Proof, Saved};

impl Piece {
    /// In the order in which they are offered: quick and strong ones first.
    pub const ALL: [Self; 8] = [Mail, Saved, App, Phone, Backup, Passkey, Password, Proof];

    /// Its word in what is stored and in the page's address.
    pub const fn word(self) -> &'static str {
        match self {
            Mail => "mail",
            Saved => "saved",
            Password => "password",
            App => "app",
            Phone => "phone",
            Backup => "backup",
            Passkey => "passkey",
            Proof => "proof",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Some of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pieces(u8);

impl Pieces {
    /// None of them.
    pub const NONE: Self = Self(0);

    /// These.
    pub fn of(pieces: impl IntoIterator<Item = Piece>) -> Self {
        pieces.into_iter().fold(Self::NONE, Self::and)
    }

    /// With one more.
    #[must_use]
    pub const fn and(self, piece: Piece) -> Self {
        Self(self.0 | piece.bit())
    }

    /// Whether one is among them.
    pub const fn holds(self, piece: Piece) -> bool {
        self.0 & piece.bit() != 0
    }

    /// Whether all of others are among them.
    pub const fn hold_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each, in the order of [`Piece::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Piece> {
        Piece::ALL.into_iter().filter(move |piece| self.holds(*piece))
    }

    /// Reads what was stored.
    pub fn read(text: &str) -> Self {
        Self::of(text.split(' ').filter_map(|word| Piece::ALL.into_iter().find(|piece| piece.word() == word)))
    }

    fn holds_one_of(self, pieces: &[Piece]) -> bool {
        pieces.iter().any(|piece| self.holds(*piece))
    }
}

impl fmt::Display for Pieces {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.iter().map(Piece::word).collect::<Vec<_>>().join(" "))
    }
}

/// What counts of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whether somebody proved who they are.
    pub is_proofed: bool,
    /// The highest level it could reach. What too many tries have shut counts, or shutting it would make getting
    /// in easier.
    pub level: Level,
    /// What is bound to it and can be shown.
    pub bound: Pieces,
}

/// Which row of the table let somebody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A mailed code and the saved one: two codes by different methods.
    TwoCodes,
    /// A code, and something that is bound to the sign-in and was not lost.
    CodeAndDevice,
    /// The saved code and the password.
    SavedCodeAndPassword,
    /// A code, and the same identity proved again.
    ProvedAgain,
    /// A sign-in that never had more than one factor, of which nothing is proved: one code.
    OneFactor,
    /// A mailed code and the password, after a waiting period.
    MailAndPassword,
    /// One code, where nothing is proved, after a waiting period.
    NothingProved,
}

/// For which sign-ins a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    All,
    Proofed,
    Unproofed,
    UnproofedOneFactor,
}

/// One row: a piece out of each set must be shown.
struct Row {
    rule: Rule,
    needs: [&'static [Piece]; 2],
    whose: For,
    waits: bool,
}

const fn row(rule: Rule, needs: [&'static [Piece]; 2], whose: For, waits: bool) -> Row {
    Row { rule, needs, whose, waits }
}

/// The table. What lets in at once stands first.
const TABLE: [Row; 7] = [
    row(Rule::TwoCodes, [&[Mail], &[Saved]], For::All, false),
    row(Rule::CodeAndDevice, [&[Mail, Saved], &[App, Phone, Backup, Passkey]], For::All, false),
    row(Rule::SavedCodeAndPassword, [&[Saved], &[Password]], For::All, false),
    row(Rule::ProvedAgain, [&[Mail, Saved], &[Proof]], For::Proofed, false),
    row(Rule::OneFactor, [&[Mail, Saved], &[Mail, Saved]], For::UnproofedOneFactor, false),
    row(Rule::MailAndPassword, [&[Mail], &[Password]], For::All, true),
    row(Rule::NothingProved, [&[Mail, Saved], &[Mail, Saved]], For::Unproofed, true),
];

impl Row {
    fn is_for(&self, account: Account) -> bool {
        match self.whose {
            For::All => true,
            For::Proofed => account.is_proofed,
            For::Unproofed => !account.is_proofed,
            For::UnproofedOneFactor => !account.is_proofed && account.level < Level::Two,
        }
    }

    fn is_met(&self, shown: Pieces) -> bool {
        self.needs.iter().all(|set| shown.holds_one_of(set))
    }
}

impl Rule {
    /// Whether what was shown is as much as two factors (section 4.2.2.2), so that the session may say so.
    pub const fn is_as_two_factors(self) -> bool {
        !matches!(self, Self::OneFactor | Self::NothingProved)
    }
}

/// What now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// It is enough, by this rule.
    pub met: Option<Rule>,
    /// It would be enough after a waiting period, by this rule.
    pub after_waiting: Option<Rule>,
    /// What can be shown to get further, best first.
    pub next: Vec<Piece>,
}

/// The last way, where nothing can be shown: nobody is left at a wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastWay {
    /// The agency's people look at papers and help.
    Agency,
    /// Nothing is lost with the sign-in: make a new one.
    NewSignIn,
}

/// Decides. `has_waited` says that a waiting period is over which began with what is shown now again. While nothing
/// is shown the answer is the same for every address, also one that nobody has.
pub fn decide(account: Account, shown: Pieces, has_waited: bool) -> Decision {
    if shown.is_empty() {
        return Decision { met: None, after_waiting: None, next: vec![Mail, Saved, Password] };
    }
    let fits =
        |waits: bool| TABLE.iter().find(|row| row.waits == waits && row.is_for(account) && row.is_met(shown));
    let at_once = fits(false).map(|row| row.rule);
    let waiting = fits(true).map(|row| row.rule);
    let met = at_once.or(waiting.filter(|_| has_waited));
    if met.is_some() {
        return Decision { met, after_waiting: None, next: Vec::new() };
    }
    let offered = Piece::ALL.into_iter().filter(|piece| leads_on(account, shown, *piece));
    Decision { met, after_waiting: waiting, next: offered.collect() }
}

/// Where to turn with nothing more to show.
pub const fn last_way(account: Account) -> LastWay {
    if account.is_proofed { LastWay::Agency } else { LastWay::NewSignIn }
}

/// Whether showing a piece brings some row nearer that can still be met, and not only one that is met anyway.
fn leads_on(account: Account, shown: Pieces, piece: Piece) -> bool {
    let can_show = |piece: Piece| match piece {
        Mail => true,
        Proof => account.is_proofed,
        other => account.bound.holds(other),
    };
    let all = Piece::ALL.into_iter().filter(|piece| can_show(*piece)).fold(shown, Pieces::and);
    let brings = |row: &Row| {
        let missing: Vec<_> = row.needs.iter().filter(|set| !shown.holds_one_of(set)).collect();
        row.is_for(account) && row.is_met(all) && missing.iter().any(|set| set.contains(&piece))
    };
    !shown.holds(piece) && can_show(piece) && TABLE.iter().any(brings)
}

#[cfg(test)]
mod tests;
