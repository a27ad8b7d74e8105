//! What a payment made here is for, and which transaction codes it is posted with: `[payment_codes]` in pack.toml.

use serde::{Deserialize, Serialize};

use super::{Code, CodeRole, CodeTable};

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentReason {
    /// A balance that is owed.
    Balance,
    /// Tax of a year that still runs.
    Estimated,
    /// Tax of a return that will be filed later than its due date.
    Extension,
    /// What an amended return adds.
    Amended,
    /// What the agency has proposed and not yet assessed.
    Proposed,
    /// An installment of a payment plan.
    Plan,
    /// The fee for setting a payment plan up or changing it: it pays no tax, so the ledger never sees it.
    PlanFee,
    /// What comes with an offer in compromise, and what follows it.
    Offer,
    /// The fee for an offer in compromise: it pays no tax either.
    OfferFee,
}

/// With what a payment is posted, and with what it is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentCode {
    /// The entry.
    pub posted: Code,
    /// What takes it back when the bank returns it.
    pub returned: Code,
}

/// The codes of payments made here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentCodes {
    balance: PaymentCode,
    estimated: PaymentCode,
    extension: PaymentCode,
    amended: PaymentCode,
    proposed: PaymentCode,
    plan: PaymentCode,
    offer: PaymentCode,
    /// The penalty for a payment that the bank returned (26 USC 6657).
    pub penalty: Code,
    /// What takes the penalty away when the payment stands after all.
    pub penalty_removed: Code,
    /// A refund: the debit, and the credit when the bank returns it.
    pub refund: PaymentCode,
}

impl PaymentReason {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Balance,
        Self::Estimated,
        Self::Extension,
        Self::Amended,
        Self::Proposed,
        Self::Plan,
        Self::PlanFee,
        Self::Offer,
        Self::OfferFee,
    ];

    /// Those that a person chooses from, in the order in which they are asked; the others come from a plan or an offer.
    pub const OFFERED: [Self; 5] =
        [Self::Balance, Self::Estimated, Self::Extension, Self::Amended, Self::Proposed];

    /// Its name in stored rows and forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Estimated => "estimated",
            Self::Extension => "extension",
            Self::Amended => "amended",
            Self::Proposed => "proposed",
            Self::Plan => "plan",
            Self::PlanFee => "plan_fee",
            Self::Offer => "offer",
            Self::OfferFee => "offer_fee",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

impl PaymentCodes {
    /// The codes of a payment for this; none for what the ledger never sees.
    pub const fn of(&self, reason: PaymentReason) -> Option<PaymentCode> {
        match reason {
            PaymentReason::Balance => Some(self.balance),
            PaymentReason::Estimated => Some(self.estimated),
            PaymentReason::Extension => Some(self.extension),
            PaymentReason::Amended => Some(self.amended),
            PaymentReason::Proposed => Some(self.proposed),
            PaymentReason::Plan => Some(self.plan),
            PaymentReason::Offer => Some(self.offer),
            PaymentReason::PlanFee | PaymentReason::OfferFee => None,
        }
    }

    /// What is wrong with them beside the table of codes, if anything.
    pub(super) fn fault(&self, codes: &CodeTable) -> Option<String> {
        let is = |code: Code, role| codes.find(code).is_some_and(|entry| entry.role == role);
        let wrong = PaymentReason::ALL.into_iter().find(|reason| {
            self.of(*reason).is_some_and(|PaymentCode { posted, returned }| {
                !is(posted, CodeRole::Payment) || !is(returned, CodeRole::Reversal)
            })
        });
        match wrong {
            Some(reason) => {
                Some(format!("payment_codes.{} needs a payment's code and a reversal's", reason.name()))
            }
            None if !is(self.penalty, CodeRole::Penalty) => {
                Some("payment_codes.penalty needs a penalty's code".to_owned())
            }
            None if !is(self.penalty_removed, CodeRole::PenaltyRemoved) => {
                Some("payment_codes.penalty_removed needs the code of a removed penalty".to_owned())
            }
            None if !is(self.refund.posted, CodeRole::OtherDebit)
                || !is(self.refund.returned, CodeRole::OtherCredit) =>
            {
                Some("payment_codes.refund needs a refund's code and that of one cancelled".to_owned())
            }
            None => None,
        }
    }
}
