//! Which kinds of notices are there?

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The first demand of what was assessed (26 USC 6303).
    FirstBill,
    /// What was demanded is still owed; at least once a year (26 USC 7524).
    Reminder,
    /// The agency intends to levy (26 USC 6330, 6331(d)).
    LevyNotice,
    /// The tax was assessed otherwise than the return says (26 USC 6213(b)).
    MathError,
    /// The tax was raised later.
    TaxRaised,
    /// The tax was lowered later.
    TaxLowered,
    /// A refund went to another debt (26 USC 6402).
    RefundOffset,
    /// A refund is held while something is looked at.
    RefundHeld,
    /// Before a return is worked on its filer is asked to prove who they are.
    IdentityCheck,
    /// A bank returned a payment (26 USC 6657).
    PaymentReturned,
    /// No return has come.
    ReturnMissing,
    /// A payment plan is in force.
    PlanAgreed,
    /// Installments were missed; the plan ends unless they are paid (26 USC 6159(b)(5)).
    PlanWarning,
    /// A payment plan ended, as installments were missed.
    PlanDefaulted,
    /// Everything under a payment plan is paid.
    PlanPaid,
    /// A payment plan was refused.
    PlanRefused,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::FirstBill,
        Self::Reminder,
        Self::LevyNotice,
        Self::MathError,
        Self::TaxRaised,
        Self::TaxLowered,
        Self::RefundOffset,
        Self::RefundHeld,
        Self::IdentityCheck,
        Self::PaymentReturned,
        Self::ReturnMissing,
        Self::PlanAgreed,
        Self::PlanWarning,
        Self::PlanDefaulted,
        Self::PlanPaid,
        Self::PlanRefused,
    ];

    /// Its name in the books and of its template.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstBill => "first_bill",
            Self::Reminder => "reminder",
            Self::LevyNotice => "levy_notice",
            Self::MathError => "math_error",
            Self::TaxRaised => "tax_raised",
            Self::TaxLowered => "tax_lowered",
            Self::RefundOffset => "refund_offset",
            Self::RefundHeld => "refund_held",
            Self::IdentityCheck => "identity_check",
            Self::PaymentReturned => "payment_returned",
            Self::ReturnMissing => "return_missing",
            Self::PlanAgreed => "plan_agreed",
            Self::PlanWarning => "plan_warning",
            Self::PlanDefaulted => "plan_defaulted",
            Self::PlanPaid => "plan_paid",
            Self::PlanRefused => "plan_refused",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a right or a deadline of the law hangs on it: such a notice goes on paper where nobody reads it here.
    pub const fn is_legal(self) -> bool {
        !matches!(
            self,
            Self::Reminder | Self::RefundHeld | Self::TaxLowered | Self::PlanAgreed | Self::PlanPaid
        )
    }

    /// Whether it asks for money that the year's balance tells.
    pub const fn is_bill(self) -> bool {
        matches!(self, Self::FirstBill | Self::Reminder | Self::LevyNotice | Self::TaxRaised)
    }
}
