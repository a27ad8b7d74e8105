//! What is each kind of evidence worth, how may it be validated, and how verified (NIST SP 800-63A-4, 2.4.1, 4.2.4, 4.2.6
//! and appendix A)? One row for each way to take a kind; what stands in no row is not taken.

use super::{Kind, Strength, Validation, Verification};

use Validation::{
    CarrierConfirmed, IssuerSignature, Scanner, SignedAssertion, TactileInspection, VisualInspection,
};
use Verification::{
    AccountLogin, CardPin, ComparedByVideo, ComparedLater, ComparedOnSite, DeviceUnlock, FaceMatch,
    MailedCode, PhoneCode, SmallTransfer,
};

/// Kinds that are worth the same and are checked the same way.
#[derive(Debug)]
pub struct Row {
    /// These kinds.
    pub kinds: &'static [Kind],
    /// Their worth, validated like this.
    pub strength: Strength,
    /// Any one of these.
    pub validations: &'static [Validation],
    /// Any one of these.
    pub verifications: &'static [Verification],
    /// Where it is written.
    pub source: &'static str,
}

/// The table.
pub const ROWS: &[Row] = &[
    Row {
        kinds: &[Kind::PhoneAccount],
        strength: Strength::Fair,
        validations: &[CarrierConfirmed, SignedAssertion],
        verifications: &[PhoneCode, AccountLogin],
        source: "SP 800-63A-4, 4.2.6.1, 4.2.6.2 and appendix A: telephone account",
    },
    Row {
        kinds: &[Kind::FinancialAccount],
        strength: Strength::Fair,
        validations: &[SignedAssertion],
        verifications: &[SmallTransfer, AccountLogin],
        source: "SP 800-63A-4, 4.2.6.2 and appendix A: financial account",
    },
    Row {
        kinds: &[Kind::StudentCard, Kind::CorporateCard, Kind::VeteranCard],
        strength: Strength::Fair,
        validations: &[IssuerSignature, Scanner, VisualInspection, TactileInspection],
        verifications: &[ComparedOnSite, ComparedByVideo, ComparedLater, FaceMatch, AccountLogin],
        source: "SP 800-63A-4, 4.2.4(1), 4.2.6 and appendix A: cards with a portrait and an account behind them",
    },
    Row {
        kinds: &[Kind::BenefitCard],
        strength: Strength::Fair,
        validations: &[IssuerSignature, Scanner, VisualInspection, TactileInspection],
        verifications: &[ComparedOnSite, ComparedByVideo, ComparedLater, FaceMatch],
        source: "SP 800-63A-4, 4.2.4(1), 4.2.6 and appendix A: SNAP card with portrait",
    },
    Row {
        kinds: &[
            Kind::DriversLicense,
            Kind::StateCard,
            Kind::TribalCard,
            Kind::UniformedServicesCard,
            Kind::VeteranHealthCard,
            Kind::OldResidentCard,
            Kind::ReentryPermit,
            Kind::RefugeeTravelDocument,
        ],
        strength: Strength::Strong,
        validations: &[Scanner, VisualInspection, TactileInspection],
        verifications: &[ComparedOnSite, ComparedByVideo, ComparedLater, FaceMatch, MailedCode],
        source: "SP 800-63A-4, 4.2.4(1), 4.2.6.1, 4.2.6.3 and appendix A: physical cards with a portrait",
    },
    Row {
        // No address stands on them that a code could be sent to.
        kinds: &[Kind::Passport, Kind::PassportCard],
        strength: Strength::Strong,
        validations: &[Scanner, VisualInspection, TactileInspection],
        verifications: &[ComparedOnSite, ComparedByVideo, ComparedLater, FaceMatch],
        source: "SP 800-63A-4, 4.2.4(2): without its signature a superior document counts as strong",
    },
    Row {
        // The chip holds no key of the holder, so the digital way does not apply.
        kinds: &[Kind::Passport],
        strength: Strength::Superior,
        validations: &[IssuerSignature],
        verifications: &[ComparedOnSite, ComparedByVideo, ComparedLater, FaceMatch],
        source: "SP 800-63A-4, 4.2.4(2), 4.2.6.3 and appendix A: passport with its chip read",
    },
    Row {
        kinds: &[Kind::MobileLicense, Kind::EuropeanWallet, Kind::DigitalResidentCard, Kind::MyNumberCard],
        strength: Strength::Superior,
        validations: &[IssuerSignature],
        verifications: &[DeviceUnlock],
        source: "SP 800-63A-4, 4.2.4(2), 4.2.6.2 and appendix A: verifiable credentials",
    },
    Row {
        kinds: &[Kind::PersonalIdentityCard],
        strength: Strength::Superior,
        validations: &[IssuerSignature],
        verifications: &[CardPin],
        source: "SP 800-63A-4, 4.2.4(2), 4.2.6.2 and appendix A: PIV, PIV-I, CAC",
    },
];
