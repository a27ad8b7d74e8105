//! How strong is a sign-in (NIST SP 800-63B-4 section 2; RFC 8176)? Pure: the ways somebody proved themselves
//! in, the level, `acr` and `amr` out.

use std::collections::BTreeSet;
use std::fmt;

/// One way in which somebody proved in this session that the sign-in is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A button of the demonstration: proves nothing.
    Demonstration,
    /// The password.
    Password,
    /// A code from an authenticator app.
    App,
    /// A code by text message.
    Text,
    /// A code by voice call.
    Call,
    /// One of the backup codes.
    BackupCode,
    /// A passkey or security key that says only that somebody was present.
    Passkey,
    /// A passkey that checked its owner by finger, face or PIN.
    VerifiedPasskey,
    /// Account recovery, by the rules for two factors.
    Recovery,
}

impl Way {
    const ALL: [Self; 9] = [
        Self::Demonstration,
        Self::Password,
        Self::App,
        Self::Text,
        Self::Call,
        Self::BackupCode,
        Self::Passkey,
        Self::VerifiedPasskey,
        Self::Recovery,
    ];

    /// Its word in the stored session.
    const fn word(self) -> &'static str {
        match self {
            Self::Demonstration => "demonstration",
            Self::Password => "password",
            Self::App => "app",
            Self::Text => "text",
            Self::Call => "call",
            Self::BackupCode => "backup-code",
            Self::Passkey => "passkey",
            Self::VerifiedPasskey => "verified-passkey",
            Self::Recovery => "recovery",
        }
    }

    /// Its values of `amr`.
    const fn methods(self) -> &'static [&'static str] {
        match self {
            Self::Demonstration => &["demonstration"],
            Self::Password => &["pwd"],
            Self::App | Self::BackupCode => &["otp"],
            Self::Text => &["sms"],
            Self::Call => &["tel"],
            Self::Passkey => &["pop", "user"],
            Self::VerifiedPasskey => &["pop", "user", "mfa"],
            Self::Recovery => &["recovery", "mfa"],
        }
    }
}

/// Authenticator assurance, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A made-up person, chosen with a button: no assurance at all, and said so.
    Demonstration,
    /// One factor.
    One,
    /// Two factors.
    Two,
    /// Two factors that no false page can pass on.
    TwoPhishingResistant,
}

impl Level {
    /// All, weakest first.
    pub const ALL: [Self; 4] = [Self::Demonstration, Self::One, Self::Two, Self::TwoPhishingResistant];

    /// Its value of `acr`.
    pub const fn acr(self) -> &'static str {
        match self {
            Self::Demonstration => "urn:counterfoil:demonstration",
            Self::One => "urn:counterfoil:aal:1",
            Self::Two => "urn:counterfoil:aal:2",
            Self::TwoPhishingResistant => "urn:counterfoil:aal:2:phishing-resistant",
        }
    }

    /// The level of a value of `acr`.
    pub fn from_acr(acr: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.acr() == acr)
    }

    /// Whether it is enough where another is wanted. A made-up person gets everywhere, since they exist only in
    /// the demonstration, and is reported as what they are.
    pub fn meets(self, wanted: Self) -> bool {
        self == Self::Demonstration || self >= wanted
    }
}

/// All the ways of one session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Means(BTreeSet<Way>);

impl Means {
    /// These ways.
    pub fn of(ways: impl IntoIterator<Item = Way>) -> Self {
        Self(ways.into_iter().collect())
    }

    /// Reads what was stored; words that are no longer known prove nothing.
    pub fn read(text: &str) -> Self {
        let way = |word: &str| Way::ALL.into_iter().find(|way| way.word() == word);
        Self(text.split(' ').filter_map(way).collect())
    }

    /// With one more way.
    #[must_use]
    pub fn and(mut self, way: Way) -> Self {
        self.0.insert(way);
        self
    }

    /// Whether a way is among them.
    pub fn holds(&self, way: Way) -> bool {
        self.0.contains(&way)
    }

    /// The level reached (NIST SP 800-63B-4 sections 2.1 to 2.3 and appendix B). Two things that one has are not
    /// two factors: without a password only a passkey that checked its owner reaches level two.
    pub fn level(&self) -> Level {
        let second = [Way::App, Way::Text, Way::Call, Way::BackupCode];
        let knows = self.holds(Way::Password);
        if self.holds(Way::VerifiedPasskey) || (knows && self.holds(Way::Passkey)) {
            Level::TwoPhishingResistant
        } else if self.holds(Way::Recovery) || (knows && second.into_iter().any(|way| self.holds(way))) {
            Level::Two
        } else if self.holds(Way::Demonstration) {
            Level::Demonstration
        } else {
            Level::One
        }
    }

    /// The values of `amr`.
    pub fn methods(&self) -> Vec<&'static str> {
        let mut methods: Vec<&str> = Vec::new();
        for method in self.0.iter().flat_map(|way| way.methods()) {
            if !methods.contains(method) {
                methods.push(method);
            }
        }
        if self.level() >= Level::Two && !methods.contains(&"mfa") {
            methods.push("mfa");
        }
        methods
    }
}

impl fmt::Display for Means {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().map(|way| way.word()).collect();
        out.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_make_levels() {
        use Way::{App, BackupCode, Call, Demonstration, Passkey, Password, Recovery, Text, VerifiedPasskey};
        let table: [(&[Way], Level); 14] = [
            (&[], Level::One),
            (&[Demonstration], Level::Demonstration),
            (&[Password], Level::One),
            (&[Passkey], Level::One),
            (&[App], Level::One),
            (&[Passkey, App], Level::One),
            (&[App, Text, BackupCode], Level::One),
            (&[Password, App], Level::Two),
            (&[Password, Text], Level::Two),
            (&[Password, Call], Level::Two),
            (&[Password, BackupCode], Level::Two),
            (&[Recovery], Level::Two),
            (&[Password, Passkey], Level::TwoPhishingResistant),
            (&[VerifiedPasskey], Level::TwoPhishingResistant),
        ];
        for (ways, level) in table {
            let means = Means::of(ways.iter().copied());
            assert_eq!(means.level(), level, "{ways:?}");
            assert_eq!(means.methods().contains(&"mfa"), level >= Level::Two, "{ways:?}");
            assert_eq!(Means::read(&means.to_string()), means, "{ways:?}");
        }
    }

    #[test]
    fn one_more_way_never_weakens() {
        for bits in 0_usize..1 << Way::ALL.len() {
            let ways = Way::ALL.into_iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
            let means = Means::of(ways.map(|(_, way)| way));
            for way in Way::ALL.into_iter().filter(|way| *way != Way::Demonstration) {
                let more = means.clone().and(way);
                assert!(more.level() >= means.level(), "{means} and {way:?}");
            }
        }
    }

    #[test]
    fn levels_have_names_and_an_order() {
        for level in Level::ALL {
            assert_eq!(Level::from_acr(level.acr()), Some(level));
        }
        assert_eq!(Level::from_acr("urn:counterfoil:aal:3"), None);
        assert!(Level::TwoPhishingResistant.meets(Level::Two) && !Level::One.meets(Level::Two));
        assert!(Level::Demonstration.meets(Level::TwoPhishingResistant));
    }
}
