//! What a good pack holds and what a bad one is told.

use values::date;

use super::*;

fn changed(change: impl FnOnce(&mut PackFiles)) -> Result<Pack, PackError> {
    let mut files = PackFiles::us_federal();
    change(&mut files);
    Pack::read(&files)
}

fn refusal(change: impl FnOnce(&mut PackFiles)) -> String {
    changed(change).expect_err("the pack is bad").to_string()
}

#[test]
fn the_built_in_pack_holds_all_rates_with_their_confidence() {
    let pack = Pack::us_federal();
    assert_eq!(pack.rates.entries().len(), 176);
    assert_eq!(pack.rates.range(), (date(1983, 1, 1), date(2100, 12, 31)));
    let count =
        |confidence| pack.rates.entries().iter().filter(|entry| entry.confidence == confidence).count();
    let counts = [
        Confidence::Confirmed,
        Confidence::OneSource,
        Confidence::Inferred,
        Confidence::Recomputed,
        Confidence::Unconfirmed,
    ]
    .map(count);
    assert_eq!(counts, [119, 1, 4, 1, 51]);
    let of_2026: Vec<_> =
        pack.rates.entries()[172..].iter().map(|entry| entry.underpayment.percent()).collect();
    assert_eq!(of_2026, ["7", "6", "7", "7"]);
    assert_eq!((pack.name.as_str(), pack.title.is_empty()), ("us-federal", false));
}

#[test]
fn figures_hold_from_their_date() {
    let pack = Pack::us_federal();
    let minimum = |year| pack.money("failure_to_file.minimum", date(year, 4, 15)).unwrap().get() / 100;
    assert_eq!(
        [1980, 2008, 2009, 2016, 2019, 2022, 2026, 2040].map(minimum),
        [100, 100, 135, 205, 210, 435, 525, 535]
    );
    assert_eq!(pack.count("notice.calendar_days", date(2020, 1, 1)).unwrap(), 21);
    assert_eq!(pack.rate("accuracy.percent", date(2020, 1, 1)).unwrap().percent(), "20");
    assert!(matches!(pack.figure("no.such", date(2020, 1, 1)), Err(PackError::MissingFigure(_))));
    assert!(pack.count("accuracy.percent", date(2020, 1, 1)).is_err());
    assert!(pack.rate("notice.large_amount", date(2020, 1, 1)).is_err());
    assert!(pack.money("notice.calendar_days", date(2020, 1, 1)).is_err());
    assert!(pack.figures().iter().all(|figure| !figure.source.is_empty() && !figure.unit.is_empty()));
}

#[test]
fn rates_after_the_last_known_are_assumed() {
    let rates = &Pack::us_federal().rates;
    let segment = |day| *rates.segment(rates.place_of(crate::calendar::day_number(day)).unwrap());
    assert!(!segment(date(2026, 12, 31)).assumed);
    assert!(segment(date(2027, 1, 1)).assumed);
    assert_eq!(segment(date(2028, 6, 1)).days_in_year, 366);
    assert_eq!(rates.entry(&segment(date(2099, 1, 1))).effective_from, date(2026, 10, 1));
}

#[test]
fn codes_have_sign_role_and_words() {
    let codes = &Pack::us_federal().codes;
    let find = |code| codes.find(Code::new(code).unwrap());
    assert_eq!(find(150).unwrap().english, "Tax return filed");
    assert_eq!(find(150).unwrap().role, CodeRole::TaxShown);
    // Codes ending in 3 that are not listed reverse those ending in 0.
    assert_eq!((find(673).unwrap().role, find(673).unwrap().sign), (CodeRole::Reversal, Sign::Debit));
    assert_eq!((find(823).unwrap().role, find(823).unwrap().sign), (CodeRole::OtherCredit, Sign::Credit));
    assert_eq!(find(673).unwrap().spanish, "Revertido: pago");
    assert_eq!(find(843).unwrap().english, "Refund check returned");
    assert!(find(153).is_none() && find(423).is_none() && Code::new(1000).is_none());
    assert!(codes.entries().iter().all(|entry| entry.english != entry.spanish));
    assert_eq!(format!("{:?} {}", Code::new(7).unwrap(), Code::new(150).unwrap()), "007 150");
    for text in ["", "15", "1500", "15a", "+15"] {
        assert_eq!(text.parse::<Code>(), Err(CodeError));
    }
    let allows = |sign: Sign| [-1, 0, 1].map(|cents| sign.allows(Cents::new(cents)));
    assert_eq!(allows(Sign::Debit), [false, true, true]);
    assert_eq!(allows(Sign::Credit), [true, true, false]);
    assert_eq!(allows(Sign::None), [false, true, false]);
    assert_eq!(allows(Sign::Either), [true, true, true]);
}

#[test]
fn an_agency_replaces_files_of_the_pack() {
    let own = |file: &std::path::Path| {
        let rates = "effective_from,underpayment_percent,overpayment_percent,confidence,source\n2020-01-01,12,6,confirmed,our law\n";
        Ok((file.to_str() == Some("interest-rates.csv")).then(|| rates.to_owned()))
    };
    let pack = Pack::read(&PackFiles::over_us_federal(own).unwrap()).unwrap();
    let interest =
        crate::interest::interest_due(&pack.rates, Cents::new(36_500), date(2021, 1, 1), date(2021, 1, 2));
    assert_eq!(interest.unwrap().get(), 12);
    let error = PackFiles::over_us_federal(|_| Err("no permission".to_owned())).unwrap_err();
    assert_eq!(error.to_string(), "pack.toml: no permission");
}

#[test]
fn a_bad_pack_names_file_line_and_fault() {
    let line = |field: fn(&mut PackFiles) -> &mut String, text: &'static str| {
        refusal(move |files| field(files).push_str(text))
    };
    let rates = |text| line(|files| &mut files.interest_rates, text);
    assert_eq!(rates("2026-10-01,7,7,confirmed,x\n"), "interest-rates.csv, line 178: dates must ascend");
    assert!(rates("2027-01-01,-7,7,confirmed,x\n").starts_with("interest-rates.csv, line 178: a rate is"));
    assert!(rates("2027-01-01,7,-7,confirmed,x\n").starts_with("interest-rates.csv, line 178: a rate is"));
    assert!(rates("2027-13-01,7,7,confirmed,x\n").starts_with("interest-rates.csv, line 178: "));
    assert!(rates("2101-01-01,7,7,confirmed,x\n").contains("before the pack's last day"));
    assert!(
        refusal(|files| files.interest_rates = "effective_from\n".to_owned()).contains("there must be rates")
    );
    assert_eq!(
        line(|files| &mut files.transaction_codes, "150,debit,tax_shown,a,b,confirmed\n"),
        "transaction-codes.csv: code 150 stands twice"
    );
    assert!(
        line(|files| &mut files.transaction_codes, "15,debit,tax_shown,a,b,confirmed\n")
            .contains("three digits")
    );
    for holiday in [
        "X,2,30,,,nearest,2000,,\n",
        "X,13,,monday,1,,2000,,\n",
        "X,2,,monday,5,,2000,,\n",
        "X,2,1,,,nearest,2000,0,\n",
    ] {
        assert!(refusal(|files| files.holidays.push_str(holiday)).contains("no such day"), "{holiday}");
    }
    for holiday in ["X,2,1,,,,2000,,\n", "X,2,,noday,1,,2000,,\n", "X,2,1,monday,1,nearest,2000,,\n"] {
        assert!(
            refusal(|files| files.holidays.push_str(holiday)).contains("give day and observed"),
            "{holiday}"
        );
    }
    assert!(refusal(|files| files.pack.push_str("more = 1\n")).starts_with("pack.toml: "));
    assert!(refusal(|files| files.postponements.push_str("x\n")).starts_with("postponements.csv, line 4: "));
}

#[test]
fn estimated_tax_is_due_four_times() {
    let dates = Pack::us_federal().estimated_tax_dates(2025);
    assert_eq!(dates, [date(2025, 4, 15), date(2025, 6, 15), date(2025, 9, 15), date(2026, 1, 15)]);
    for bad in ["02-29", "4", "13-01"] {
        let refused = refusal(|files| files.pack = files.pack.replace("06-15", bad));
        assert_eq!(refused, "pack.toml: estimated_tax_due has four days like 04-15", "{bad}");
    }
    let refused = refusal(|files| files.clock_stops.push_str("500,50,hearing,confirmed,x\n"));
    assert!(refused.starts_with("clock-stops.csv, line 6: a transaction code is three digits"), "{refused}");
}

#[test]
fn a_relief_covers_its_area_only() {
    let storm = "Storm,harbour,2022-04-01,2022-04-30,2022-06-15,confirmed,our notice\n";
    let pack = changed(|files| files.postponements.push_str(storm)).unwrap();
    let due = date(2022, 4, 15);
    assert_eq!(pack.postponed(due, &["harbour"]).map(|relief| relief.postponed_to), Some(date(2022, 6, 15)));
    assert!(pack.postponed(due, &["hills"]).is_none() && pack.postponed(due, &[]).is_none());
    assert!(pack.postponed(date(2022, 5, 1), &["harbour"]).is_none());
}

#[test]
fn a_pack_without_a_needed_figure_is_refused() {
    for name in [
        "failure_to_file.minimum,",
        "notice.large_amount",
        "failure_to_pay.cap_percent",
        "notice.calendar_days",
    ] {
        let refused = refusal(|files| {
            files.figures =
                files.figures.lines().filter(|line| !line.starts_with(name)).collect::<Vec<_>>().join("\n");
        });
        assert!(refused.contains("there is no figure called"), "{name}: {refused}");
    }
    let unit = refusal(|files| files.figures = files.figures.replace("0.5,percent", "0.5,dollars"));
    assert_eq!(unit, "figures.csv: failure_to_pay.percent_per_month must be a percentage of 0 to 1000");
    let days = refusal(|files| files.figures = files.figures.replace("21,days", "21.5,days"));
    assert_eq!(days, "figures.csv: notice.calendar_days must be a whole count of 0 to 1000");
    let most = refusal(|files| {
        files.figures = files.figures.replace("most_a_day,2020-01-01,20,", "most_a_day,2020-01-01,9999,");
    });
    assert_eq!(most, "figures.csv: payment.most_a_day must be a whole count of 0 to 1000");
    let dollars =
        refusal(|files| files.figures = files.figures.replace("100000.00,dollars", "0.001,dollars"));
    assert_eq!(dollars, "figures.csv: notice.large_amount must be dollars and cents");
}

#[test]
fn payment_codes_that_the_table_does_not_bear_are_refused() {
    for (right, wrong, why) in [
        (
            "posted = \"660\"",
            "posted = \"150\"",
            "payment_codes.estimated needs a payment's code and a reversal's",
        ),
        (
            "returned = \"641\"",
            "returned = \"640\"",
            "payment_codes.proposed needs a payment's code and a reversal's",
        ),
        ("penalty = \"286\"", "penalty = \"670\"", "payment_codes.penalty needs a penalty's code"),
        (
            "penalty_removed = \"287\"",
            "penalty_removed = \"286\"",
            "payment_codes.penalty_removed needs the code of a removed penalty",
        ),
        (
            "returned = \"841\"",
            "returned = \"846\"",
            "payment_codes.refund needs a refund's code and that of one cancelled",
        ),
        ("received = \"480\"", "received = \"150\"", "offer_codes are codes of information"),
        (
            "accepted = \"780\"",
            "accepted = \"781\"",
            "offer_codes.received stops the clock, and the others let it run",
        ),
        ("return_due = \"04-15\"", "return_due = \"02-30\"", "return_due is a day like 04-15"),
    ] {
        let refused = refusal(|files| files.pack = files.pack.replace(right, wrong));
        assert_eq!(refused, format!("pack.toml: {why}"));
    }
    let codes = Pack::us_federal().payment_codes;
    let posted = PaymentReason::ALL.map(|reason| codes.of(reason).map(|codes| codes.posted.get()));
    // A fee is no tax, and the ledger never sees it.
    let [tax, of_a_plan, of_an_offer] = [
        [Some(670), Some(660), Some(620), Some(670), Some(640)].as_slice(),
        &[Some(670), None],
        &[Some(670), None],
    ];
    assert_eq!(posted.as_slice(), [tax, of_a_plan, of_an_offer].concat());
    for reason in PaymentReason::ALL {
        assert_eq!(PaymentReason::named(reason.name()), Some(reason));
    }
}

#[test]
fn actions_say_what_becomes_of_an_agreement() {
    let actions = &Pack::us_federal().actions;
    let code = |number| Code::new(number).unwrap();
    for (does, number, action) in [
        (Does::AsksAgreement, 971, "043"),
        (Does::GrantsAgreement, 971, "063"),
        (Does::EndsAgreement, 971, "163"),
        (Does::RefusesAgreement, 972, "043"),
    ] {
        let found = actions.of(does);
        assert_eq!((found.code, found.action.as_str()), (code(number), action));
        assert_eq!(actions.find(code(number), Some(action)), Some(found));
    }
    assert_eq!(actions.find(code(971), None), None);
    assert_eq!(actions.find(code(972), Some("063")), None);
    for (right, wrong, why) in [
        ("971,163,ends_agreement", "971,163,grants_agreement", "action-codes.csv: each of"),
        ("971,063", "971,63", "action-codes.csv, line 3: an action code is three digits"),
        ("971,063", "150,063", "action-codes.csv, line 3: code 150 is not one of information"),
    ] {
        let refused = refusal(|files| files.action_codes = files.action_codes.replace(right, wrong));
        assert!(refused.starts_with(why), "{refused}");
    }
}
