//! Is the table the standard's, and do all combinations come out as it says? The table is written down here a second
//! time, by evidence and in short words, and read by other code.

use std::collections::BTreeSet;

use super::*;

/// Kinds | strength | validations | verifications, as section 4.2 and appendix A list them. `compared` is any comparison
/// of faces: by an agent on site, by video or later, or by a program.
const STANDARD: &str = "
phone-account | fair | carrier-confirmed signed-assertion | phone-code account-login
financial-account | fair | signed-assertion | small-transfer account-login
student-card | fair | issuer-signature features | compared account-login
corporate-card | fair | issuer-signature features | compared account-login
veteran-card | fair | issuer-signature features | compared account-login
benefit-card | fair | issuer-signature features | compared
drivers-license | strong | features | compared mailed-code
state-card | strong | features | compared mailed-code
tribal-card | strong | features | compared mailed-code
uniformed-services-card | strong | features | compared mailed-code
veteran-health-card | strong | features | compared mailed-code
old-resident-card | strong | features | compared mailed-code
reentry-permit | strong | features | compared mailed-code
refugee-travel-document | strong | features | compared mailed-code
passport | strong | features | compared
passport | superior | issuer-signature | compared
passport-card | strong | features | compared
mobile-license | superior | issuer-signature | device-unlock
european-wallet | superior | issuer-signature | device-unlock
digital-resident-card | superior | issuer-signature | device-unlock
my-number-card | superior | issuer-signature | device-unlock
personal-identity-card | superior | issuer-signature | card-pin
";

const FEATURES: [&str; 3] = ["scanner", "visual-inspection", "tactile-inspection"];
const COMPARED: [&str; 4] = ["compared-on-site", "compared-by-video", "compared-later", "face-match"];

/// What the standard says of one way to take a kind: its strength, and whether a verification is allowed.
fn standard(kind: &str, validation: &str, verification: Option<&str>) -> Option<(&'static str, bool)> {
    let named = |list: &str, group: &str, members: &[&str], word: &str| {
        list.split_whitespace().any(|listed| listed == word || (listed == group && members.contains(&word)))
    };
    STANDARD.trim().lines().find_map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [listed, strength, validations, verifications] = cells[..] else { panic!("{line}") };
        let fits = listed == kind && named(validations, "features", &FEATURES, validation);
        let verified = verification.is_some_and(|word| named(verifications, "compared", &COMPARED, word));
        fits.then_some((strength, verified))
    })
}

const ATTENDANCES: [Attendance; 3] = [Attendance::Unattended, Attendance::Video, Attendance::OnSite];

fn conditions() -> impl Iterator<Item = Conditions> {
    let both = [false, true];
    both.into_iter().flat_map(move |capture_checked| {
        both.map(|model_evaluated| Conditions { capture_checked, model_evaluated })
    })
}

/// Every item there can be, also those that no row allows.
fn all_items() -> Vec<Item> {
    let mut items = Vec::new();
    for kind in Kind::ALL {
        for validation in Validation::ALL {
            let verifications = Verification::ALL.iter().copied().map(Some).chain([None]);
            let item =
                |verification, address| Item { kind: *kind, validation: *validation, verification, address };
            items.extend(verifications.map(|verification| item(verification, Some(AddressSeen::Seen))));
            let mailed = Some(Verification::MailedCode);
            items.extend([None, Some(AddressSeen::Other)].map(|address| item(mailed, address)));
            items.push(item(mailed, Some(AddressSeen::Read)));
        }
    }
    items
}

/// One item, judged by the second table: its strength, and whether its owner is sure; none if it is not taken.
fn judged(item: Item, attendance: Attendance, conditions: Conditions) -> Option<(&'static str, bool)> {
    let word = item.verification.map(Verification::word);
    let (strength, listed) = standard(item.kind.word(), item.validation.word(), word)?;
    if item.validation.word() == "tactile-inspection" && attendance != Attendance::OnSite {
        return None;
    }
    let done = match word {
        Some("compared-on-site") => attendance == Attendance::OnSite,
        Some("compared-by-video") => attendance == Attendance::Video,
        Some("compared-later") => conditions.capture_checked,
        Some("face-match") => conditions.model_evaluated,
        Some("mailed-code") => {
            matches!(item.address.map(AddressSeen::word), Some("read" | "seen"))
        }
        _ => true,
    };
    Some((strength, listed && done))
}

/// Sections 4.1.2, 4.2.2 and 4.2.6.1, by counting.
fn by_counting(judged: &[(Kind, &str, bool)], attendance: Attendance) -> Assurance {
    let kinds = |strength: &str| -> BTreeSet<Kind> {
        judged.iter().filter(|(_, is, _)| *is == strength).map(|(kind, ..)| *kind).collect()
    };
    let (fair, strong, superior) = (kinds("fair"), kinds("strong"), kinds("superior"));
    let strongest =
        if superior.is_empty() { if strong.is_empty() { "fair" } else { "strong" } } else { "superior" };
    let sure = if attendance == Attendance::OnSite {
        judged.iter().any(|(_, is, sure)| *is == strongest && *sure)
    } else {
        judged.iter().all(|(.., sure)| *sure)
    };
    let pieces = fair.union(&strong).count();
    match (sure && !judged.is_empty(), superior.len(), strong.len()) {
        (false, ..) => Assurance::None,
        (true, 1.., _) => Assurance::Two,
        (true, 0, 1..) if pieces >= 2 => Assurance::Two,
        (true, 0, _) => Assurance::One,
    }
}

#[test]
fn every_single_piece_comes_out_as_the_standard_says() {
    let mut taken = 0;
    for item in all_items() {
        for attendance in ATTENDANCES {
            for conditions in conditions() {
                let expected = match judged(item, attendance, conditions) {
                    Some((strength, sure)) => by_counting(&[(item.kind, strength, sure)], attendance),
                    None => Assurance::None,
                };
                assert_eq!(reached(&[item], attendance, conditions), expected, "{item:?} {attendance:?}");
                taken += usize::from(expected > Assurance::None);
            }
        }
    }
    assert!(taken > 500, "only {taken} were taken");
    assert_eq!(reached(&[], Attendance::OnSite, Conditions::default()), Assurance::None);
}

/// All pairs of pieces that some row allows to be validated; with every verification, and none.
#[test]
fn every_pair_comes_out_as_the_standard_says() {
    let items: Vec<Item> = all_items()
        .into_iter()
        .filter(|item| standard(item.kind.word(), item.validation.word(), None).is_some())
        .filter(|item| {
            item.verification.is_none_or(|with| {
                standard(item.kind.word(), item.validation.word(), Some(with.word()))
                    .is_some_and(|(_, is)| is)
            })
        })
        .collect();
    let (mut pairs, mut enough) = (0, 0);
    for attendance in ATTENDANCES {
        for conditions in [Conditions::default(), Conditions { capture_checked: true, model_evaluated: true }]
        {
            let judged: Vec<_> = items.iter().map(|item| judged(*item, attendance, conditions)).collect();
            for (one, first) in items.iter().zip(&judged) {
                for (other, second) in items.iter().zip(&judged) {
                    let expected = match (first, second) {
                        (Some(first), Some(second)) => by_counting(
                            &[(one.kind, first.0, first.1), (other.kind, second.0, second.1)],
                            attendance,
                        ),
                        _ => Assurance::None,
                    };
                    let found = reached(&[*one, *other], attendance, conditions);
                    assert_eq!(found, expected, "{one:?} {other:?} {attendance:?} {conditions:?}");
                    pairs += 1;
                    enough += usize::from(found == Assurance::Two);
                }
            }
        }
    }
    assert!(pairs > 100_000 && enough > 10_000, "{enough} of {pairs}");
}

/// What people come with.
#[test]
fn the_combinations_people_have() {
    let item = |kind, validation, verification| {
        let address = Some(AddressSeen::Seen);
        Item { kind, validation, verification: Some(verification), address }
    };
    let phone = item(Kind::PhoneAccount, Validation::CarrierConfirmed, Verification::PhoneCode);
    let inspected = |with| item(Kind::DriversLicense, Validation::VisualInspection, with);
    let passport = |with| item(Kind::Passport, Validation::VisualInspection, with);
    let wallet = item(Kind::MobileLicense, Validation::IssuerSignature, Verification::DeviceUnlock);
    let bank = item(Kind::FinancialAccount, Validation::SignedAssertion, Verification::AccountLogin);
    let unverified = |item| Item { verification: None, ..item };
    let mailed = inspected(Verification::MailedCode);
    let seen = inspected(Verification::ComparedByVideo);
    let (alone, video, desk) = (Attendance::Unattended, Attendance::Video, Attendance::OnSite);
    let table: [(&str, &[Item], Attendance, Assurance); 15] = [
        ("a license alone", &[mailed], alone, Assurance::One),
        ("a telephone alone", &[phone], alone, Assurance::One),
        ("two fair pieces", &[phone, bank], alone, Assurance::One),
        ("the letter route", &[mailed, phone], alone, Assurance::Two),
        ("the letter route, no code typed yet", &[unverified(mailed), phone], alone, Assurance::None),
        ("a text verifies no license", &[inspected(Verification::PhoneCode), phone], alone, Assurance::None),
        (
            "no letter reaches a passport",
            &[passport(Verification::MailedCode), phone],
            alone,
            Assurance::None,
        ),
        ("a wallet alone", &[wallet], alone, Assurance::Two),
        ("a video call", &[seen, phone], video, Assurance::Two),
        (
            "a video call with two papers",
            &[seen, passport(Verification::ComparedByVideo)],
            video,
            Assurance::Two,
        ),
        (
            "one of two papers not compared",
            &[seen, unverified(passport(Verification::ComparedByVideo))],
            video,
            Assurance::None,
        ),
        ("the same paper twice", &[seen, seen], video, Assurance::One),
        (
            "at a desk the strongest is enough",
            &[inspected(Verification::ComparedOnSite), unverified(phone)],
            desk,
            Assurance::Two,
        ),
        ("at a desk the weaker is not", &[unverified(mailed), phone], desk, Assurance::None),
        (
            "compared later, nothing said of the capture",
            &[inspected(Verification::ComparedLater), phone],
            alone,
            Assurance::None,
        ),
    ];
    for (case, items, attendance, expected) in table {
        assert_eq!(reached(items, attendance, Conditions::default()), expected, "{case}");
    }
}

/// A license verified by a letter, and a telephone.
#[test]
fn a_letter_counts_only_at_the_address_on_the_paper() {
    let item = |kind, validation, verification, address| Item { kind, validation, verification, address };
    let (seen, mailed) = (Validation::VisualInspection, Some(Verification::MailedCode));
    let code = Some(Verification::PhoneCode);
    let phone = item(Kind::PhoneAccount, Validation::CarrierConfirmed, code, None);
    for (address, expected) in [
        (Some(AddressSeen::Read), Assurance::Two),
        (Some(AddressSeen::Seen), Assurance::Two),
        (Some(AddressSeen::Other), Assurance::None),
        (None, Assurance::None),
    ] {
        let items = [item(Kind::DriversLicense, seen, mailed, address), phone];
        assert_eq!(reached(&items, Attendance::Unattended, Conditions::default()), expected, "{address:?}");
    }
}

/// A letter leaves for a paper only where the address on it is known to be the one that was typed.
#[test]
fn a_letter_verifies_nothing_at_another_address() {
    for item in all_items().into_iter().filter(|item| item.verification.is_none()) {
        for address in AddressSeen::ALL.iter().copied().map(Some).chain([None]) {
            let with = Item { address, ..item };
            let is_sure = matches!(address, Some(AddressSeen::Read | AddressSeen::Seen));
            let can = is_sure && may_verify(item.kind, item.validation, Verification::MailedCode);
            let expected = can.then_some(Verification::MailedCode);
            assert_eq!(with.by_letter(), Item { verification: expected, ..with }, "{with:?}");
        }
    }
}

#[test]
fn superior_needs_its_signature_and_accounts_are_never_strong() {
    for kind in Kind::ALL {
        for validation in Validation::ALL {
            let Some(strength) = strength(*kind, *validation) else { continue };
            let is_signed = *validation == Validation::IssuerSignature;
            assert!(strength != Strength::Superior || is_signed, "{kind:?} {validation:?}");
            let is_account = matches!(kind, Kind::PhoneAccount | Kind::FinancialAccount);
            assert!(!is_account || strength == Strength::Fair, "{kind:?} {validation:?}");
        }
    }
    assert_eq!(strength(Kind::Passport, Validation::VisualInspection), Some(Strength::Strong));
    assert_eq!(strength(Kind::Passport, Validation::IssuerSignature), Some(Strength::Superior));
    assert_eq!(strength(Kind::DriversLicense, Validation::IssuerSignature), None);
}

/// No way to take a kind stands in two rows, every kind stands in one, and each row says where it is from.
#[test]
fn the_table_is_whole_and_says_one_thing() {
    for kind in Kind::ALL {
        assert_eq!(Kind::read(kind.word()), Some(*kind));
        let rows: Vec<&Row> = ROWS.iter().filter(|row| row.kinds.contains(kind)).collect();
        assert!(!rows.is_empty(), "{kind:?}");
        for validation in Validation::ALL {
            let fitting = rows.iter().filter(|row| row.validations.contains(validation)).count();
            assert!(fitting <= 1, "{kind:?} {validation:?}");
        }
    }
    assert!(ROWS.iter().all(|row| row.source.starts_with("SP 800-63A-4, ")));
    assert!(Verification::read("questions").is_none() && Validation::read("questions").is_none());
}
