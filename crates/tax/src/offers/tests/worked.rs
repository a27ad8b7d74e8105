//! Three persons whose worksheet was filled in by hand, box by box, with the standards of 29 June 2026.

use super::*;

fn vehicle(worth: Pledged, years: u8, miles: u32) -> Vehicle {
    Vehicle { worth, is_leased: false, years, miles }
}

fn home(vehicle_place: &str, people: u8, from_65: u8) -> Home {
    Home {
        state: "XX".into(),
        county: "Nowhere".into(),
        vehicle_place: vehicle_place.into(),
        people,
        from_65,
    }
}

/// The boxes A, B, D, E and F in dollars.
fn boxes(check: &Check) -> [i64; 5] {
    [check.box_a, check.box_b, check.box_d, check.box_e, check.box_f].map(|amount| amount.get() / 100)
}

/// Every line of boxes A and B is the sum of its pieces, and every piece what its row says.
fn arithmetic_is_shown(check: &Check) {
    for line in check.lines.iter().filter(|line| !line.pieces.is_empty()) {
        let counts = line.pieces.iter().map(|piece| piece.counts.get()).sum::<i64>();
        assert_eq!(counts, line.counts.get(), "{:?}", line.item);
        for piece in &line.pieces {
            let left = piece.brings.get() - piece.loan.get() - piece.free.get();
            assert_eq!(piece.counts.get(), left.max(0), "{:?}", line.item);
        }
    }
}

/// Alone, rents, low pay, an old car, 18,400.00 owed that can be collected until 10 February 2031.
///
/// A: bank 1,800 - 1,000 = 800; car 6,000 x 0.8 - 3,450 = 1,350; furniture 4,000 x 0.8 - 11,980, so nothing: 2,150.
/// E: national 867; rent 1,150; car 600, but no more than 299 + 200 for its age = 499 (the miles add nothing); bus 40;
/// insurance 120; health 90 although nothing is spent; taxes 330: 3,096. D is 2,900, so F is nothing.
/// 2,900 x 12 = 34,800 is not above 39,900: no fee, nothing with the offer.
/// In full: 1,800 + 4,800 and 51 months of nothing.
#[test]
fn a_renter_with_low_pay() {
    let found = check(
        us(),
        &Asked {
            balance: dollars(18_400),
            collectible_to: Some(date(2031, 2, 10)),
            assets: Assets {
                bank: dollars(1_800),
                vehicles: vec![vehicle(worth(6_000, 0), 12, 140_000)],
                household: worth(4_000, 0),
                ..Assets::default()
            },
            income: Income { wages: dollars(2_900), ..Income::default() },
            expenses: Expenses {
                home: home("West", 1, 0),
                housing: dollars(1_150),
                vehicle_operating: dollars(600),
                public_transport: dollars(40),
                health_insurance: dollars(120),
                current_taxes: dollars(330),
                ..Expenses::default()
            },
            ..asked()
        },
    )
    .unwrap();
    arithmetic_is_shown(&found);
    assert_eq!(boxes(&found), [2_150, 0, 2_900, 3_096, 0]);
    assert_eq!((found.lump_sum.least, found.periodic.least), (dollars(2_150), dollars(2_150)));
    assert!(found.is_low_income);
    assert_eq!((found.yearly_income, found.low_income_limit), (dollars(34_800), dollars(39_900)));
    assert_eq!(
        (found.fee, found.lump_sum.with_offer, found.periodic.with_offer),
        (Cents::ZERO, Cents::ZERO, Cents::ZERO)
    );
    let full = FullPay { equity: dollars(6_600), months: 51, can_pay: dollars(6_600), covers: false };
    assert_eq!(found.full_pay, full);
}

/// A couple with two children, a house, a business and two cars, 61,000.00 owed until 1 December 2027: 13 months.
///
/// A: bank 900, so nothing; retirement 15,000 x 0.8 - 2,500 = 9,500; house 208,000 - 214,000, so nothing; cars
/// 19,200 - 9,000 - 3,450 = 6,750 and 7,200 - 3,450 = 3,750; furniture 14,400 - 11,980 = 2,420: 22,420.
/// B: owed to the business 3,000 x 0.8 = 2,400; tools 7,200 - 500 - 5,990 = 710: 3,110.
/// E: national 2,176; housing 2,350; loan 410; cars 900, up to 722 + 200; insurance 520; health 410, more than 4 x 90;
/// care 300; taxes 640: 7,706. F: 8,400 - 7,706 = 694.
/// 25,530 + 12 x 694 = 33,858, a fifth of it 6,771.60; 25,530 + 13 x 694 = 34,552, a 24th of it 1,439.67.
/// In full: 900 + 9,500 + 17,400 + 2,420 + 3,110 = 33,330, and 13 x 694 = 9,022.
#[test]
fn a_couple_with_a_business_and_little_time_left() {
    let found = check(
        us(),
        &Asked {
            is_joint: true,
            balance: dollars(61_000),
            collectible_to: Some(date(2027, 12, 1)),
            assets: Assets {
                bank: dollars(900),
                retirement: vec![worth(15_000, 2_500)],
                real_property: vec![worth(260_000, 214_000)],
                vehicles: vec![
                    vehicle(worth(24_000, 9_000), 3, 30_000),
                    vehicle(worth(9_000, 0), 11, 100_000),
                ],
                household: worth(18_000, 0),
                business: vec![worth(3_000, 0)],
                tools: worth(9_000, 500),
                ..Assets::default()
            },
            income: Income { wages: dollars(5_800), net_business: dollars(2_600), ..Income::default() },
            expenses: Expenses {
                home: home("Houston", 4, 0),
                housing: dollars(2_350),
                vehicle_payments: dollars(410),
                vehicle_operating: dollars(900),
                health_insurance: dollars(520),
                health_care: dollars(410),
                care: dollars(300),
                current_taxes: dollars(640),
                ..Expenses::default()
            },
            household: Household { area: Area::Contiguous, size: 4, income: dollars(88_000) },
            ..asked()
        },
    )
    .unwrap();
    arithmetic_is_shown(&found);
    assert_eq!(boxes(&found), [22_420, 3_110, 8_400, 7_706, 694]);
    assert_eq!((found.is_low_income, found.fee), (false, dollars(205)));
    assert_eq!((found.yearly_income, found.low_income_limit), (dollars(88_000), dollars(82_500)));
    let lump = Way { months: 12, least: dollars(33_858), with_offer: Cents::new(677_160) };
    let periodic = Way { months: 13, least: dollars(34_552), with_offer: Cents::new(143_967) };
    assert_eq!((found.lump_sum, found.periodic), (lump, periodic));
    let full = FullPay { equity: dollars(33_330), months: 13, can_pay: dollars(42_352), covers: false };
    assert_eq!(found.full_pay, full);
}

/// Retired, over 65, alone in Anchorage with a house of her own; 96,500.00 owed, and the clock stands still.
///
/// A: bank 11,000; shares 30,000 - 4,000 = 26,000; life insurance 5,000 - 1,200 = 3,800; house 144,000; the leased car is
/// nothing: 184,800. D: 3,100 + 150 = 3,250.
/// E: national 867; housing 700; lease 380; car 300, up to 248; insurance 175; health 163: 2,533. F: 717.
/// 3,250 x 12 = 39,000 is not above the 49,875 of Alaska. 184,800 + 12 x 717 and + 24 x 717.
/// In full: 185,800 and 120 months of 717 are 271,840, which covers everything.
#[test]
fn a_pensioner_who_could_pay_in_full() {
    let leased = Vehicle { worth: worth(28_000, 0), is_leased: true, years: 1, miles: 4_000 };
    let found = check(
        us(),
        &Asked {
            balance: dollars(96_500),
            collectible_to: None,
            assets: Assets {
                bank: dollars(12_000),
                investments: vec![worth(30_000, 4_000)],
                life_insurance: vec![worth(5_000, 1_200)],
                real_property: vec![worth(180_000, 0)],
                vehicles: vec![leased],
                ..Assets::default()
            },
            income: Income { pensions: dollars(3_100), other: dollars(150), ..Income::default() },
            expenses: Expenses {
                home: home("Anchorage", 1, 1),
                housing: dollars(700),
                vehicle_payments: dollars(380),
                vehicle_operating: dollars(300),
                health_insurance: dollars(175),
                health_care: dollars(100),
                ..Expenses::default()
            },
            household: Household { area: Area::Alaska, size: 1, income: dollars(60_000) },
            ..asked()
        },
    )
    .unwrap();
    arithmetic_is_shown(&found);
    assert_eq!(boxes(&found), [184_800, 0, 3_250, 2_533, 717]);
    assert_eq!((found.lump_sum.least, found.periodic.least), (dollars(193_404), dollars(202_008)));
    assert!(found.is_low_income && found.fee.is_zero());
    assert_eq!((found.yearly_income, found.low_income_limit), (dollars(39_000), dollars(49_875)));
    let full = FullPay { equity: dollars(185_800), months: 120, can_pay: dollars(271_840), covers: true };
    assert_eq!((found.months_left, found.full_pay), (None, full));
}

/// Each standard says from when it holds and where it is printed.
#[test]
fn standards_name_their_source() {
    let found = check(us(), &asked()).unwrap();
    let national = found.lines.iter().find(|line| line.item == Item::NationalStandard).unwrap();
    let standard = national.standard.as_ref().unwrap();
    assert_eq!((standard.amount, standard.from), (dollars(867), date(2026, 6, 29)));
    assert!(standard.source.starts_with("Collection Financial Standards of 29 June 2026"));
}
