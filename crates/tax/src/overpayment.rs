//! overpayment
