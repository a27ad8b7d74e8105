//! Where does each field of a record stand (Nacha Operating Rules, appendix three)? First and last character, counted
//! from 1.

/// First and last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field(pub(super) usize, pub(super) usize);

/// What every record begins with.
pub(super) const TYPE: Field = Field(1, 1);

/// Record 1.
pub(super) mod file_header {
    use super::Field;
    pub(in crate::ach) const PRIORITY: Field = Field(2, 3);
    pub(in crate::ach) const DESTINATION: Field = Field(4, 13);
    pub(in crate::ach) const ORIGIN: Field = Field(14, 23);
    pub(in crate::ach) const DATE: Field = Field(24, 29);
    pub(in crate::ach) const TIME: Field = Field(30, 33);
    pub(in crate::ach) const MODIFIER: Field = Field(34, 34);
    /// Record size, blocking factor and format code.
    pub(in crate::ach) const SIZES: Field = Field(35, 40);
    pub(in crate::ach) const DESTINATION_NAME: Field = Field(41, 63);
    pub(in crate::ach) const ORIGIN_NAME: Field = Field(64, 86);
    pub(in crate::ach) const REFERENCE: Field = Field(87, 94);
}

/// Record 5.
pub(super) mod batch_header {
    use super::Field;
    pub(in crate::ach) const SERVICE: Field = Field(2, 4);
    pub(in crate::ach) const COMPANY_NAME: Field = Field(5, 20);
    pub(in crate::ach) const COMPANY: Field = Field(41, 50);
    pub(in crate::ach) const ENTRY_CLASS: Field = Field(51, 53);
    pub(in crate::ach) const DESCRIPTION: Field = Field(54, 63);
    pub(in crate::ach) const EFFECTIVE: Field = Field(70, 75);
    pub(in crate::ach) const ORIGINATOR_STATUS: Field = Field(79, 79);
    pub(in crate::ach) const BANK: Field = Field(80, 87);
    pub(in crate::ach) const NUMBER: Field = Field(88, 94);
}

/// Record 6.
pub(super) mod entry {
    use super::Field;
    pub(in crate::ach) const CODE: Field = Field(2, 3);
    pub(in crate::ach) const BANK: Field = Field(4, 11);
    pub(in crate::ach) const ROUTING: Field = Field(4, 12);
    pub(in crate::ach) const ACCOUNT: Field = Field(13, 29);
    pub(in crate::ach) const AMOUNT: Field = Field(30, 39);
    pub(in crate::ach) const INDIVIDUAL: Field = Field(40, 54);
    pub(in crate::ach) const NAME: Field = Field(55, 76);
    pub(in crate::ach) const DISCRETIONARY: Field = Field(77, 78);
    pub(in crate::ach) const HAS_ADDENDA: Field = Field(79, 79);
    pub(in crate::ach) const TRACE: Field = Field(80, 94);
}

/// Record 7: what all kinds of addenda share, and those with a message (05).
pub(super) mod addenda {
    use super::Field;
    pub(in crate::ach) const KIND: Field = Field(2, 3);
    pub(in crate::ach) const MESSAGE: Field = Field(4, 83);
    pub(in crate::ach) const SEQUENCE: Field = Field(84, 87);
    pub(in crate::ach) const ENTRY: Field = Field(88, 94);
}

/// Record 7 of what comes back (98, 99): returns, dishonoured and contested returns, changes and refused changes.
pub(super) mod back {
    use super::Field;
    pub(in crate::ach) const CODE: Field = Field(4, 6);
    pub(in crate::ach) const ORIGINAL_TRACE: Field = Field(7, 21);
    /// Of a return: the day of death. Of a contested one: the day of the return.
    pub(in crate::ach) const DATE: Field = Field(22, 27);
    pub(in crate::ach) const TRACE: Field = Field(80, 94);
    /// Of a return: more about it.
    pub(in crate::ach) const INFORMATION: Field = Field(36, 79);
    /// Of a dishonoured or contested return: the return's own trace and reason.
    pub(in crate::ach) const RETURN_TRACE: Field = Field(39, 53);
    pub(in crate::ach) const RETURN_CODE: Field = Field(57, 58);
    /// Of a contested return: the trace and reason of the dishonoured one.
    pub(in crate::ach) const DISHONOURED_TRACE: Field = Field(59, 73);
    pub(in crate::ach) const DISHONOURED_CODE: Field = Field(77, 78);
    /// Of a change: what is right.
    pub(in crate::ach) const CORRECTED: Field = Field(36, 64);
    /// Of a refused change: the code that was refused.
    pub(in crate::ach) const CHANGE_CODE: Field = Field(65, 67);
}

/// Record 8.
pub(super) mod batch_control {
    use super::Field;
    pub(in crate::ach) const SERVICE: Field = Field(2, 4);
    pub(in crate::ach) const RECORDS: Field = Field(5, 10);
    pub(in crate::ach) const HASH: Field = Field(11, 20);
    pub(in crate::ach) const DEBITS: Field = Field(21, 32);
    pub(in crate::ach) const CREDITS: Field = Field(33, 44);
    pub(in crate::ach) const COMPANY: Field = Field(45, 54);
    pub(in crate::ach) const BANK: Field = Field(80, 87);
    pub(in crate::ach) const NUMBER: Field = Field(88, 94);
}

/// Record 9.
pub(super) mod file_control {
    use super::Field;
    pub(in crate::ach) const BATCHES: Field = Field(2, 7);
    pub(in crate::ach) const BLOCKS: Field = Field(8, 13);
    pub(in crate::ach) const RECORDS: Field = Field(14, 21);
    pub(in crate::ach) const HASH: Field = Field(22, 31);
    pub(in crate::ach) const DEBITS: Field = Field(32, 43);
    pub(in crate::ach) const CREDITS: Field = Field(44, 55);
}
