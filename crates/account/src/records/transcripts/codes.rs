//! What does a transaction code mean in plain words? By what it does to the account, and one by one where it carries no
//! money.

use tax::pack::{CodeRole, Pack};
use values::Cents;

/// The message that explains a posted transaction.
pub(super) fn meaning(pack: &Pack, code: tax::ledger::Code, amount: Cents) -> &'static str {
    match pack.codes.find(code).map(|entry| entry.role) {
        Some(CodeRole::Information) | None => information(code.get()),
        Some(role) => money(role, amount),
    }
}

const fn money(role: CodeRole, amount: Cents) -> &'static str {
    let lowers = amount.is_negative();
    match role {
        CodeRole::TaxShown if amount.is_zero() => "code-tax-shown-none",
        CodeRole::TaxShown => "code-tax-shown",
        CodeRole::TaxChange if amount.is_zero() => "code-tax-unchanged",
        CodeRole::TaxChange if lowers => "code-tax-lowered",
        CodeRole::TaxChange => "code-tax-raised",
        CodeRole::ReturnCredit if lowers => "code-credit",
        CodeRole::ReturnCredit => "code-credit-lowered",
        CodeRole::Payment => "code-payment",
        CodeRole::Reversal => "code-reversal",
        CodeRole::OtherDebit => "code-other-debit",
        CodeRole::OtherCredit => "code-other-credit",
        CodeRole::Penalty => "code-penalty",
        CodeRole::PenaltyRemoved => "code-penalty-removed",
        CodeRole::ComputedFailureToFile if lowers => "code-late-filing-removed",
        CodeRole::ComputedFailureToFile => "code-late-filing",
        CodeRole::ComputedFailureToPay if lowers => "code-late-payment-removed",
        CodeRole::ComputedFailureToPay => "code-late-payment",
        CodeRole::ComputedInterest if lowers => "code-interest-removed",
        CodeRole::ComputedInterest => "code-interest",
        CodeRole::Information => "code-information",
    }
}

const fn information(code: u16) -> &'static str {
    match code {
        420 | 424 => "code-examination",
        421 => "code-examination-closed",
        460 => "code-extension",
        470 => "code-claim",
        471 | 472 => "code-claim-closed",
        480 => "code-offer",
        481 | 482 | 781 => "code-offer-ended",
        494 => "code-deficiency",
        495 => "code-deficiency-closed",
        500 => "code-military",
        520 => "code-court",
        521 | 522 => "code-court-closed",
        530 => "code-hardship",
        531 => "code-hardship-ended",
        540 => "code-died",
        550 => "code-collection-longer",
        560 => "code-assessment-longer",
        570 | 810 | 914 | 916 | 918 => "code-hold",
        571 | 572 | 811 => "code-hold-ended",
        582 => "code-lien",
        583 => "code-lien-removed",
        590 | 591 => "code-not-required",
        593 => "code-inquiry",
        780 => "code-offer-accepted",
        788 => "code-offer-met",
        922 => "code-unreported",
        960 => "code-representative",
        961 => "code-representative-removed",
        971 => "code-notice",
        976 => "code-second-return",
        977 => "code-amended",
        _ => "code-information",
    }
}
