//! Are numbers taken as people copy them, and what a file claims only where it is one of ours?

use outside::jose;
use values::Timestamp;

use super::*;

#[test]
fn numbers_are_taken_as_people_copy_them() {
    for (typed, meant) in
        [("rn01-21vj n0rt", "RN0121VJN0RT"), ("RNO1ZIVJNORT", "RN01Z1VJN0RT"), ("", ""), ("٣§", "")]
    {
        assert_eq!(plain(typed), meant, "{typed}");
    }
    assert_eq!(plain(&"A".repeat(1_000_000)).len(), 24);
}

#[test]
fn numbers_and_codes_hold_only_letters_that_are_not_mistaken() {
    let now: Timestamp = "2026-11-22T17:00:00Z".parse().unwrap();
    let issue = Issue::new(now, [7; 10], std::array::from_fn(|index| u8::try_from(index * 20).unwrap()));
    assert_eq!((issue.number.len(), issue.code.len()), (12, 12));
    assert_eq!(plain(&issue.number), issue.number);
    assert_eq!(plain(&issue.code), issue.code);
}

#[test]
fn strangers_files_claim_nothing() {
    let token = |payload: &str| format!("e30.{}.x", jose::encode(payload.as_bytes())).into_bytes();
    assert_eq!(claimed(&token(r#"{"number":"AB12"}"#)).as_deref(), Some("AB12"));
    for file in [
        Vec::new(),
        b"%PDF-1.7".to_vec(),
        b"%PDF-1.7 /Reason <feff0041".to_vec(),
        b"%PDF-1.7 /Type/Sig /Reason <feffzzzz>".to_vec(),
        vec![0xff; 100],
        b"a.b.c".to_vec(),
        token("[1]"),
        token(r#"{"number":7}"#),
    ] {
        assert_eq!(claimed(&file), None, "{:?}", String::from_utf8_lossy(&file));
    }
}
