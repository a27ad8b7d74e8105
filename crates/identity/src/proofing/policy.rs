//! Which evidence, checked how, proves who somebody is, and how surely (NIST SP 800-63A-4, 2.4, 4.1.2, 4.2.2 to 4.2.6)?
//! What each kind of evidence is worth stands in [`table`]; here is what pieces are worth together. Pure.
//!
//! Stricter than the standard in one place: two pieces of one kind count as one, since a copy of a card is no second
//! card. Questions about what somebody knows are no method at all (section 2.5.1).

mod table;

pub use table::{ROWS, Row};

/// An enum whose variants are stored under words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its word in what is stored and told.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The one of a word.
            pub fn read(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

words! {
    /// What somebody can show (appendix A of the standard).
    Kind {
        /// An account with a telephone company.
        PhoneAccount = "phone-account",
        /// An account with a bank or another financial institution.
        FinancialAccount = "financial-account",
        /// A student's card with a portrait.
        StudentCard = "student-card",
        /// An employer's card with a portrait.
        CorporateCard = "corporate-card",
        /// A Veteran ID card.
        VeteranCard = "veteran-card",
        /// A SNAP card with a portrait.
        BenefitCard = "benefit-card",
        /// A driver's license on plastic.
        DriversLicense = "drivers-license",
        /// A state's identification card on plastic.
        StateCard = "state-card",
        /// A tribe's identification card with a portrait.
        TribalCard = "tribal-card",
        /// A uniformed services' identification card.
        UniformedServicesCard = "uniformed-services-card",
        /// A Veteran Health Identification Card.
        VeteranHealthCard = "veteran-health-card",
        /// A permanent resident's card from before 2010.
        OldResidentCard = "old-resident-card",
        /// A re-entry permit (I-327).
        ReentryPermit = "reentry-permit",
        /// A refugee's travel document (I-571).
        RefugeeTravelDocument = "refugee-travel-document",
        /// A passport, with or without its chip read.
        Passport = "passport",
        /// A passport card.
        PassportCard = "passport-card",
        /// A driver's license in a wallet on a telephone.
        MobileLicense = "mobile-license",
        /// Person identification data in a wallet of the European Union.
        EuropeanWallet = "european-wallet",
        /// A permanent resident's card in digital form.
        DigitalResidentCard = "digital-resident-card",
        /// A My Number card.
        MyNumberCard = "my-number-card",
        /// A PIV, PIV-I or common access card.
        PersonalIdentityCard = "personal-identity-card",
    }
}

words! {
    /// How it was found genuine and unaltered (section 4.2.4).
    Validation {
        /// The carrier confirmed the account.
        CarrierConfirmed = "carrier-confirmed",
        /// The institution said so in a signed assertion.
        SignedAssertion = "signed-assertion",
        /// The issuer's signature, its chain to a trust anchor and its revocation were checked.
        IssuerSignature = "issuer-signature",
        /// A scanner that sees physical security features.
        Scanner = "scanner",
        /// A trained agent looked at it, live or later.
        VisualInspection = "visual-inspection",
        /// A trained agent had it in hand.
        TactileInspection = "tactile-inspection",
    }
}

words! {
    /// How it was shown to belong to whoever showed it (section 4.2.6).
    Verification {
        /// A code sent to the telephone of the account.
        PhoneCode = "phone-code",
        /// Signed in to the related account with two factors, directly or by federation.
        AccountLogin = "account-login",
        /// Named the amount of a small transfer to the account.
        SmallTransfer = "small-transfer",
        /// A code by post to the validated address that stands on it.
        MailedCode = "mailed-code",
        /// An agent compared faces across a desk.
        ComparedOnSite = "compared-on-site",
        /// An agent compared faces in a live video call.
        ComparedByVideo = "compared-by-video",
        /// An agent compared pictures later.
        ComparedLater = "compared-later",
        /// A program compared the face with the portrait.
        FaceMatch = "face-match",
        /// The wallet was unlocked on the person's device and signed with its key.
        DeviceUnlock = "device-unlock",
        /// The card's key, opened by its PIN.
        CardPin = "card-pin",
    }
}

words! {
    /// What is known of the address on it (section 4.2.6.1): a letter goes to no other.
    AddressSeen {
        /// A program read it, and it is the one that was typed.
        Read = "read",
        /// An agent saw that it is the one that was typed.
        Seen = "seen",
        /// It is another.
        Other = "other",
    }
}

/// What evidence is worth (section 2.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Issued to the right person by a formal procedure.
    Fair,
    /// With a portrait, by an issuer under public oversight.
    Strong,
    /// Signed by its issuer, so that it can be verified by computation.
    Superior,
}

/// How somebody is before us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attendance {
    /// Alone, with a program.
    Unattended,
    /// With an agent in a video call.
    Video,
    /// With an agent across a desk.
    OnSite,
}

/// What holds about how things were checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// A living person and a real document were before the camera, as a detector of presentation attacks found.
    pub capture_checked: bool,
    /// The program that compares faces has an evaluation record that meets the limits (section 3.11).
    pub model_evaluated: bool,
}

/// One piece of evidence and what was done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// How it was validated. There is no item without (section 4.2.4).
    pub validation: Validation,
    /// How it was verified, once it was.
    pub verification: Option<Verification>,
    /// What is known of the address on it, if somebody looked.
    pub address: Option<AddressSeen>,
}

/// How surely somebody is who they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Assurance {
    /// Not enough for anything.
    None,
    /// IAL1.
    One,
    /// IAL2.
    Two,
}

impl Validation {
    /// Whether it can be done with somebody who is before us like this.
    const fn is_possible(self, attendance: Attendance) -> bool {
        !matches!(self, Self::TactileInspection) || matches!(attendance, Attendance::OnSite)
    }
}

impl Verification {
    /// Whether it can be done with somebody who is before us like this (sections 4.2.8 and 4.2.9), and counts: a later
    /// comparison only with checks of the capture (section 4.2.6.1), a program's only with its evaluation record.
    const fn is_possible(self, attendance: Attendance, conditions: Conditions) -> bool {
        match self {
            Self::ComparedOnSite => matches!(attendance, Attendance::OnSite),
            Self::ComparedByVideo => matches!(attendance, Attendance::Video),
            Self::ComparedLater => conditions.capture_checked,
            Self::FaceMatch => conditions.model_evaluated,
            _ => true,
        }
    }
}

/// What a kind of evidence is worth that was validated like this; none if that is not enough to take it.
pub fn strength(kind: Kind, validation: Validation) -> Option<Strength> {
    row(kind, validation).map(|row| row.strength)
}

/// The row of the table, if there is one.
fn row(kind: Kind, validation: Validation) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.kinds.contains(&kind) && row.validations.contains(&validation))
}

/// Whether a way to verify may be used for evidence that was validated like this.
pub fn may_verify(kind: Kind, validation: Validation, verification: Verification) -> bool {
    row(kind, validation).is_some_and(|row| row.verifications.contains(&verification))
}

impl Item {
    /// The same verified by a code in a letter, if it is not verified yet, that is a way to do it, and the letter goes to
    /// the address on it.
    #[must_use]
    pub fn by_letter(self) -> Self {
        let can = self.verification.is_none()
            && self.is_address_on_it()
            && may_verify(self.kind, self.validation, Verification::MailedCode);
        Self { verification: if can { Some(Verification::MailedCode) } else { self.verification }, ..self }
    }

    /// Whether the typed address is known to be the one on it.
    const fn is_address_on_it(self) -> bool {
        matches!(self.address, Some(AddressSeen::Read | AddressSeen::Seen))
    }

    fn strength(self, attendance: Attendance) -> Option<Strength> {
        strength(self.kind, self.validation).filter(|_| self.validation.is_possible(attendance))
    }

    fn is_verified(self, attendance: Attendance, conditions: Conditions) -> bool {
        self.verification.is_some_and(|verification| {
            may_verify(self.kind, self.validation, verification)
                && verification.is_possible(attendance, conditions)
                && (verification != Verification::MailedCode || self.is_address_on_it())
        })
    }
}

/// What pieces reach together. Each must be validated by a method of its row. From afar all of them must be verified,
/// across a desk the strongest (section 4.2.6.1).
pub fn reached(items: &[Item], attendance: Attendance, conditions: Conditions) -> Assurance {
    let mut rated = Vec::with_capacity(items.len());
    for item in items {
        match item.strength(attendance) {
            Some(strength) => rated.push((strength, item)),
            None => return Assurance::None,
        }
    }
    let best = rated.iter().map(|(strength, _)| *strength).max();
    let Some(best) = best else { return Assurance::None };
    let is_verified = |(_, item): &(Strength, &Item)| item.is_verified(attendance, conditions);
    let owner_is_sure = match attendance {
        Attendance::OnSite => rated.iter().filter(|(strength, _)| *strength == best).any(is_verified),
        Attendance::Unattended | Attendance::Video => rated.iter().all(is_verified),
    };
    if !owner_is_sure {
        return Assurance::None;
    }
    let mut kinds: Vec<Kind> = items.iter().map(|item| item.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    match best {
        Strength::Superior => Assurance::Two,
        Strength::Strong if kinds.len() > 1 => Assurance::Two,
        Strength::Strong | Strength::Fair => Assurance::One,
    }
}

#[cfg(test)]
mod tests;
