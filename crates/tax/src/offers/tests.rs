//! Line by line against the published formula, and what holds of every check.

mod worked;

use proptest::prelude::*;
use values::date;

use super::*;
use crate::plans::Area;

fn us() -> &'static Pack {
    Pack::us_federal()
}

fn dollars(amount: i64) -> Cents {
    Cents::new(amount * 100)
}

fn worth(value: i64, loan: i64) -> Pledged {
    Pledged { value: dollars(value), loan: dollars(loan) }
}

/// One person who owes 40,000 dollars, has nothing, and spends nothing.
fn asked() -> Asked {
    Asked {
        today: date(2026, 11, 23),
        obstacles: Vec::new(),
        is_joint: false,
        balance: dollars(40_000),
        collectible_to: Some(date(2033, 6, 1)),
        assets: Assets::default(),
        income: Income::default(),
        expenses: Expenses::default(),
        household: Household { area: Area::Contiguous, size: 1, income: dollars(60_000) },
    }
}

fn counts(check: &Check, item: Item) -> i64 {
    let line = check.lines.iter().find(|line| line.item == item).unwrap();
    assert_eq!(line.counts.get() % 100, 0, "{item:?}");
    line.counts.get() / 100
}

#[test]
fn each_line_counts_by_its_rule() {
    let (car, leased) = (
        Vehicle { worth: worth(20_000, 4_000), ..Vehicle::default() },
        Vehicle { worth: worth(30_000, 0), is_leased: true, ..Vehicle::default() },
    );
    let second = Vehicle { worth: worth(10_000, 0), ..Vehicle::default() };
    let asked = Asked {
        assets: Assets {
            bank: dollars(3_500),
            investments: vec![worth(2_000, 500), worth(100, 900)],
            retirement: vec![worth(10_000, 1_000)],
            life_insurance: vec![worth(700, 100)],
            real_property: vec![worth(200_000, 150_000), worth(50_000, 60_000)],
            vehicles: vec![second, leased, car],
            household: worth(20_000, 1_000),
            business: vec![worth(5_000, 1_000)],
            tools: worth(10_000, 0),
        },
        ..asked()
    };
    let found = check(us(), &asked).unwrap();
    for (item, expected) in [
        (Item::Bank, 2_500),
        (Item::Investments, 1_500),
        (Item::Retirement, 7_000),
        (Item::LifeInsurance, 600),
        (Item::RealProperty, 10_000),
        // 16,000 - 4,000 - 3,450, and 8,000 whole: one allowance, for the one that brings the most.
        (Item::Vehicles, 8_550 + 8_000),
        (Item::Household, 15_000 - 11_980),
        (Item::Business, 3_000),
        (Item::Tools, 8_000 - 5_990),
    ] {
        assert_eq!(counts(&found, item), expected, "{item:?}");
    }
    assert_eq!(found.box_a, dollars(2_500 + 1_500 + 7_000 + 600 + 10_000 + 16_550 + 3_020));
    assert_eq!(found.box_b, dollars(3_000 + 2_010));
    let joint = check(us(), &Asked { is_joint: true, ..asked.clone() }).unwrap();
    assert_eq!(counts(&joint, Item::Vehicles), 8_550 + 4_550);
    // The screen of full payment takes off neither allowance.
    let without = found.box_a.plus(found.box_b).unwrap().plus(dollars(1_000 + 3_450)).unwrap();
    assert_eq!(found.full_pay.equity, without);
    assert!(found.full_pay.covers);
}

#[test]
fn nothing_falls_below_zero() {
    let assets = Assets {
        bank: dollars(400),
        real_property: vec![worth(100, 9_000)],
        vehicles: vec![Vehicle { worth: worth(1_000, 0), ..Vehicle::default() }],
        household: worth(500, 0),
        tools: worth(10, 0),
        ..Assets::default()
    };
    let income = Income { wages: dollars(500), net_business: dollars(-900), ..Income::default() };
    let found = check(us(), &Asked { assets, income, ..asked() }).unwrap();
    assert_eq!(
        (found.box_a, found.box_b, found.box_d, found.box_f),
        (Cents::ZERO, Cents::ZERO, dollars(500), Cents::ZERO)
    );
    assert_eq!(
        (found.lump_sum.least, found.periodic.least),
        (dollars(1), dollars(1)),
        "an offer is above nothing"
    );
}

#[test]
fn expenses_are_held_against_the_standards() {
    let home = Home {
        state: "CO".into(),
        county: "Denver".into(),
        vehicle_place: "Denver".into(),
        people: 3,
        from_65: 1,
    };
    let expenses = Expenses {
        home,
        housing: dollars(2_400),
        vehicle_payments: dollars(900),
        vehicle_operating: dollars(600),
        public_transport: dollars(100),
        health_insurance: dollars(450),
        health_care: dollars(50),
        care: dollars(300),
        ..Expenses::default()
    };
    let old = Vehicle { worth: worth(2_000, 0), years: 10, miles: 90_000, is_leased: false };
    let assets = Assets { vehicles: vec![old], ..Assets::default() };
    let income = Income { wages: dollars(7_000), ..Income::default() };
    let asked = Asked { assets, income, expenses, ..asked() };
    let found = check(us(), &asked).unwrap();
    for (item, expected) in [
        (Item::NationalStandard, 1_857),
        // No county is known to the built-in pack: what is spent counts.
        (Item::Housing, 2_400),
        (Item::VehiclePayments, 703),
        (Item::VehicleOperating, 332 + 200),
        (Item::PublicTransport, 100),
        (Item::HealthInsurance, 450),
        (Item::HealthCare, 90 + 90 + 163),
        (Item::Care, 300),
    ] {
        assert_eq!(counts(&found, item), expected, "{item:?}");
    }
    assert_eq!(found.box_e, dollars(1_857 + 2_400 + 703 + 532 + 100 + 450 + 343 + 300));
    assert_eq!(found.box_f, dollars(7_000 - 6_685));
    assert_eq!((found.lump_sum.least, found.periodic.least), (dollars(315 * 12), dollars(315 * 24)));
    let miles = |years, miles| {
        let mut asked = asked.clone();
        asked.assets.vehicles = vec![Vehicle { years, miles, ..old }];
        counts(&check(us(), &asked).unwrap(), Item::VehicleOperating)
    };
    assert_eq!([miles(9, 125_000), miles(9, 125_001), miles(10, 0)], [332, 532, 532]);
    let mut files = crate::pack::PackFiles::us_federal();
    files.housing_standards.push_str("2026-01-01,CO,Denver,3,2100.00,confirmed,our table\n");
    let found = check(&Pack::read(&files).unwrap(), &asked).unwrap();
    assert_eq!(counts(&found, Item::Housing), 2_100);
}

#[test]
fn what_comes_with_an_offer_depends_on_the_way_and_on_income() {
    let income = Income { wages: dollars(2_000), ..Income::default() };
    let assets = Assets { bank: dollars(11_000), ..Assets::default() };
    let asked = Asked { assets, income, ..asked() };
    // 867 and 90 may be spent of 2,000.
    let poor = check(us(), &asked).unwrap();
    assert_eq!(poor.box_f, dollars(1_043));
    assert!(poor.is_low_income, "24,000 a year is low, whatever the last return says");
    assert_eq!(
        (poor.fee, poor.lump_sum.with_offer, poor.periodic.with_offer),
        (Cents::ZERO, Cents::ZERO, Cents::ZERO)
    );
    let income = Income { wages: dollars(4_000), ..Income::default() };
    let found = check(us(), &Asked { income, ..asked }).unwrap();
    assert!(!found.is_low_income);
    let least = dollars(10_000 + 3_043 * 12);
    assert_eq!((found.fee, found.lump_sum.least, found.lump_sum.months), (dollars(205), least, 12));
    assert_eq!(found.lump_sum.with_offer.get() * 5, least.get());
    let periodic = dollars(10_000 + 3_043 * 24);
    assert_eq!((found.periodic.least, found.periodic.months), (periodic, 24));
    assert_eq!(found.periodic.with_offer, Cents::new((periodic.get() + 23) / 24));
}

#[test]
fn months_never_outlast_the_time_to_collect() {
    let income = Income { wages: dollars(1_957), ..Income::default() };
    let on = |collectible_to| check(us(), &Asked { collectible_to, income, ..asked() }).unwrap();
    let short = on(Some(date(2027, 5, 20)));
    assert_eq!((short.months_left, short.lump_sum.months, short.periodic.months), (Some(6), 6, 6));
    assert_eq!((short.lump_sum.least, short.full_pay.can_pay), (dollars(6_000), dollars(6_000)));
    assert!(!short.full_pay.covers);
    assert_eq!(on(Some(date(2026, 11, 22))).months_left, Some(0));
    let still = on(None);
    assert_eq!((still.months_left, still.periodic.months, still.full_pay.months), (None, 24, 120));
    assert!(still.full_pay.covers, "1,000 a month for ten years is more than 40,000");
}

#[test]
fn what_stands_in_the_way_is_told_beside_the_figures() {
    let obstacles = vec![Obstacle::Bankruptcy, Obstacle::UnfiledReturns];
    let found = check(us(), &Asked { obstacles: obstacles.clone(), ..asked() }).unwrap();
    assert_eq!(found.obstacles, obstacles);
}

proptest! {
    #[test]
    fn more_assets_or_income_never_lower_the_offer(
        value in 0_i64..500_000, loan in 0_i64..500_000, bank in 0_i64..50_000, wages in 0_i64..20_000, spent in 0_i64..9_000, more in 0_i64..90_000, months in 0_i32..140,
    ) {
        let on = |value, bank, wages| {
            let assets = Assets {
                bank: dollars(bank),
                real_property: vec![worth(value, loan)],
                vehicles: vec![Vehicle { worth: worth(value / 9, loan / 20), ..Vehicle::default() }],
                ..Assets::default()
            };
            let income = Income { wages: dollars(wages), ..Income::default() };
            let expenses = Expenses { housing: dollars(spent), ..Expenses::default() };
            let collectible_to = Some(crate::calendar::corresponding_date(date(2026, 11, 23), months));
            check(us(), &Asked { collectible_to, assets, income, expenses, ..asked() }).unwrap()
        };
        let found = on(value, bank, wages);
        for line in &found.lines {
            prop_assert!(!line.counts.is_negative());
        }
        prop_assert!(!found.box_f.is_negative() && found.lump_sum.least >= dollars(1));
        prop_assert!(found.lump_sum.least <= found.periodic.least);
        prop_assert_eq!(found.lump_sum.least.get() % 100, 0);
        prop_assert!(found.full_pay.equity >= found.box_a.plus(found.box_b).unwrap());
        for richer in [on(value + more, bank, wages), on(value, bank + more, wages), on(value, bank, wages + more)] {
            prop_assert!(richer.lump_sum.least >= found.lump_sum.least && richer.periodic.least >= found.periodic.least);
            prop_assert!(richer.full_pay.can_pay >= found.full_pay.can_pay);
        }
    }
}
