//! Why is an offer returned without a decision? Because it cannot be processed (Form 656-B, revised April 2026), or because what
//! the agency asked for did not come. The first gives the fee back, which is for offers that are accepted for processing
//! (26 CFR 300.3(a), (b)(3)); what was paid of the offer stays and lowers the debt (26 USC 7122(c)(1)).

use tax::offers::Obstacle;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnReason {
    /// Something must be settled first.
    Obstacle(Obstacle),
    /// The fee did not come.
    FeeMissing,
    /// The payment that comes with it did not come.
    PaymentMissing,
    /// It was looked at, and what was asked for did not come.
    NoAnswer,
}

impl ReturnReason {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Obstacle(Obstacle::UnfiledReturns),
        Self::Obstacle(Obstacle::NoBill),
        Self::Obstacle(Obstacle::EstimatedPayments),
        Self::Obstacle(Obstacle::Deposits),
        Self::Obstacle(Obstacle::Bankruptcy),
        Self::Obstacle(Obstacle::OpenAudit),
        Self::Obstacle(Obstacle::InnocentSpouse),
        Self::Obstacle(Obstacle::DeactivatedNumber),
        Self::Obstacle(Obstacle::TrustFund),
        Self::Obstacle(Obstacle::JusticeDepartment),
        Self::Obstacle(Obstacle::Restitution),
        Self::Obstacle(Obstacle::ForeignEarnings),
        Self::FeeMissing,
        Self::PaymentMissing,
        Self::NoAnswer,
    ];

    /// Its name in the books and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Obstacle(Obstacle::UnfiledReturns) => "unfiled_returns",
            Self::Obstacle(Obstacle::NoBill) => "no_bill",
            Self::Obstacle(Obstacle::EstimatedPayments) => "estimated_payments",
            Self::Obstacle(Obstacle::Deposits) => "deposits",
            Self::Obstacle(Obstacle::Bankruptcy) => "bankruptcy",
            Self::Obstacle(Obstacle::OpenAudit) => "open_audit",
            Self::Obstacle(Obstacle::InnocentSpouse) => "innocent_spouse",
            Self::Obstacle(Obstacle::DeactivatedNumber) => "deactivated_number",
            Self::Obstacle(Obstacle::TrustFund) => "trust_fund",
            Self::Obstacle(Obstacle::JusticeDepartment) => "justice_department",
            Self::Obstacle(Obstacle::Restitution) => "restitution",
            Self::Obstacle(Obstacle::ForeignEarnings) => "foreign_earnings",
            Self::FeeMissing => "fee_missing",
            Self::PaymentMissing => "payment_missing",
            Self::NoAnswer => "no_answer",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// Whether the fee goes back.
    pub const fn gives_fee_back(self) -> bool {
        !matches!(self, Self::NoAnswer)
    }
}
