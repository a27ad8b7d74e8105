//! What does a reason for a return or a change mean, by its code? From a dated table beside this file.

use std::sync::LazyLock;

/// What a code is said about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The receiving bank sends an entry back.
    Return,
    /// The originating bank refuses a return.
    Dishonoured,
    /// The receiving bank insists on it.
    Contested,
    /// The receiving bank says what to correct in future entries.
    Change,
    /// The originating bank refuses such a correction.
    RefusedChange,
}

/// For which of the limits on return rates a return counts; all returns count for the overall one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// The account holder did not agree.
    Unauthorized,
    /// The account is closed, not found or wrongly numbered.
    Administrative,
    /// For the overall limit alone.
    Other,
}

/// How long the receiving bank has for a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Within {
    /// Until the second banking day.
    TwoBankingDays,
    /// Until the sixtieth day.
    SixtyDays,
}

/// A code with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// `R01` or `C01`.
    pub code: &'static str,
    /// What it is said about.
    pub kind: Kind,
    /// For which limit it counts; none where it is no return.
    pub group: Option<Group>,
    /// Until when after its entry settled a return is in time; none where no time is set.
    pub within: Option<Within>,
    /// Its short title in the banks' words.
    pub title: &'static str,
}

static CODES: LazyLock<Vec<Code>> = LazyLock::new(|| {
    let rows = include_str!("codes.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|row| code(row).expect("a row of the table of codes has five columns with known words"))
        .collect()
});

fn code(row: &'static str) -> Option<Code> {
    let mut cells = row.splitn(5, ',');
    let code = cells.next()?;
    let kind = match cells.next()? {
        "return" => Kind::Return,
        "dishonoured" => Kind::Dishonoured,
        "contested" => Kind::Contested,
        "change" => Kind::Change,
        "refused_change" => Kind::RefusedChange,
        _ => return None,
    };
    let group = match cells.next()? {
        "unauthorized" => Some(Group::Unauthorized),
        "administrative" => Some(Group::Administrative),
        "other" => Some(Group::Other),
        "" => None,
        _ => return None,
    };
    let within = match cells.next()? {
        "2" => Some(Within::TwoBankingDays),
        "60" => Some(Within::SixtyDays),
        "" => None,
        _ => return None,
    };
    Some(Code { code, kind, group, within, title: cells.next()?.trim_matches('"') })
}

/// The code of these three letters.
pub fn find(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|known| known.code == code)
}

/// All codes, returns last.
pub fn all() -> &'static [Code] {
    &CODES
}
