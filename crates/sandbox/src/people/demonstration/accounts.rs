//! What stands in the books of the featured people? One function a person, amounts in whole dollars where filed.

use formats::books::{Dependant, Record};
use values::{Date, date};

use super::super::account::{Account, later};
use super::super::approximate::interest;
use super::super::person::text;
use super::filer::{Filed, Filer, first_notice, monthly, wages};

/// The accounts of all featured people.
pub(super) fn all(today: Date) -> Vec<Record> {
    let people = [
        amelia,
        marcus,
        grace_and_samuel,
        henry,
        naomi,
        theo,
        victor,
        denise,
        walter,
        lucia,
        claire,
        joan_and_robert,
    ];
    people.into_iter().flat_map(|person| person(today)).collect()
}

fn amelia(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-amelia", today);
    filer.refunded(wages(2022, date(2023, 3, 6), 58_400, 45_450, 5_607, 6_219), date(2023, 3, 27));
    let mut account = filer.filed(wages(2023, date(2024, 4, 12), 79_650, 65_800, 9_783, 5_061));
    first_notice(&mut account, date(2024, 6, 3), 9_783, 4_722, 0, 4_722);
    account.agree(date(2024, 7, 18), None);
    monthly(&mut account, date(2024, 8, 28), 27, 15_000);
    // Under a plan a refund of another year goes to the debt.
    account.post(706, date(2025, 4, 15), -31_800);
    filer.keep(account);
    let mut account = filer.filed(wages(2024, date(2025, 2, 24), 81_200, 66_600, 9_705, 10_023));
    account.post(150, date(2025, 3, 17), 970_500);
    account.post(826, date(2025, 4, 15), 31_800);
    filer.keep(account);
    filer.refunded(wages(2025, date(2026, 2, 18), 83_900, 68_150, 9_827, 9_980), date(2026, 3, 9));
    filer.records
}

fn marcus(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-marcus", today);
    let levy = date(2024, 2, 5);
    let mut account = filer.filed(wages(2019, date(2021, 2, 10), 92_300, 80_100, 13_480, 6_200));
    first_notice(&mut account, date(2021, 3, 22), 13_480, 7_280, 163_800, 40_040);
    account.demand(date(2021, 5, 3));
    account.post(670, date(2021, 9, 14), -50_000);
    account.module.levy_notice = Some(levy);
    account.mark(971, levy);
    account.mark(582, date(2024, 5, 20));
    filer.keep(account);
    let mut account = filer.filed(wages(2020, date(2022, 5, 20), 88_700, 76_300, 12_575, 7_100));
    first_notice(&mut account, date(2022, 6, 27), 12_575, 5_475, 123_188, 38_325);
    account.module.levy_notice = Some(levy);
    account.mark(971, levy);
    filer.keep(account);
    let mut account = filer.filed(wages(2021, date(2022, 4, 15), 90_150, 77_600, 12_820, 8_940));
    first_notice(&mut account, date(2022, 5, 30), 12_820, 3_880, 0, 3_880);
    account.post(670, date(2023, 1, 31), -25_000);
    account.post(670, date(2023, 2, 28), -25_000);
    account.module.levy_notice = Some(levy);
    account.mark(971, levy);
    filer.keep(account);
    let mut account = filer.unfiled(2022);
    account.mark(971, date(2024, 3, 11));
    filer.keep(account);
    let mut account = filer.filed(wages(2023, date(2024, 4, 15), 94_400, 80_550, 13_028, 11_550));
    first_notice(&mut account, date(2024, 6, 10), 13_028, 1_478, 0, 1_478);
    account.mark(420, date(2025, 11, 3));
    account.mark(494, date(2026, 9, 28));
    filer.keep(account);
    filer.records
}

fn grace_and_samuel(today: Date) -> Vec<Record> {
    let mut filer = Filer::with("demo-grace", "demo-samuel", today);
    let child = |given: &str, born: Date| Dependant {
        given: text(given),
        family: text("Okafor"),
        birth_date: Some(born),
        relationship: text("child"),
    };
    filer.children = vec![child("Ada", date(2015, 5, 12)), child("Julian", date(2018, 11, 3))];
    filer.refunded(wages(2021, date(2022, 3, 2), 118_300, 93_200, 8_000, 9_412), date(2022, 3, 28));
    filer.refunded(wages(2022, date(2023, 2, 27), 124_900, 99_000, 8_812, 9_644), date(2023, 3, 20));
    let mut account = filer.filed(wages(2023, date(2024, 4, 10), 133_400, 105_700, 9_869, 8_932));
    account.post(610, date(2024, 4, 10), -93_700);
    account.post(150, date(2024, 5, 6), 986_900);
    filer.keep(account);
    let mut account = filer.filed(wages(2024, date(2025, 4, 14), 151_800, 122_600, 13_078, 9_640));
    first_notice(&mut account, date(2025, 6, 2), 13_078, 3_438, 0, 3_438);
    account.post(670, date(2025, 6, 16), -150_000);
    account.demand(date(2025, 7, 21));
    filer.keep(account);
    filer.refunded(wages(2025, date(2026, 3, 3), 156_200, 124_700, 13_062, 13_540), date(2026, 3, 30));
    filer.records
}

fn henry(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-henry", today);
    let (since, sent) = (date(2023, 4, 15), date(2023, 10, 13));
    let mut account = filer.filed(wages(2022, date(2023, 2, 21), 97_600, 84_650, 14_240, 18_425));
    account.post(150, date(2023, 3, 20), 1_424_000);
    account.mark(570, date(2023, 3, 20));
    account.mark_as("121", 971, date(2023, 4, 3));
    account.mark(571, date(2023, 10, 2));
    let credit = interest(418_500, since, later(sent, -10));
    account.post(776, sent, -credit);
    account.post(846, sent, 418_500 + credit);
    filer.keep(account);
    let mut account = filer.filed(wages(2023, date(2024, 2, 12), 99_800, 85_950, 14_216, 15_002));
    account.post(150, date(2024, 3, 4), 1_421_600);
    account.post(846, date(2024, 3, 4), 78_600);
    // Longer ago than the published weeks.
    account.mark(977, date(2026, 6, 15));
    filer.keep(account);
    let mut account = filer.filed(wages(2024, date(2025, 2, 10), 103_100, 88_500, 14_523, 15_377));
    account.post(150, date(2025, 3, 3), 1_452_300);
    account.post(846, date(2025, 3, 3), 85_400);
    account.mark(977, date(2026, 8, 24));
    account.post(291, date(2026, 11, 16), -30_000);
    filer.keep(account);
    filer.refunded(wages(2025, date(2026, 2, 9), 105_900, 90_150, 14_667, 15_240), date(2026, 3, 2));
    filer.records
}

fn naomi(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-naomi", today);
    filer.refunded(wages(2021, date(2022, 2, 14), 41_200, 28_650, 3_239, 3_702), date(2022, 3, 7));
    filer.refunded(wages(2022, date(2023, 2, 13), 43_900, 30_950, 3_508, 3_911), date(2023, 3, 6));
    // The sum on the return was wrong: the tax is what the agency computed.
    let mut account = filer.filed(wages(2023, date(2024, 2, 5), 46_500, 32_650, 3_608, 4_180));
    account.post(150, date(2024, 2, 26), 369_800);
    account.post(846, date(2024, 2, 26), 48_200);
    filer.keep(account);
    filer.refunded(wages(2024, date(2025, 2, 3), 49_100, 34_500, 3_908, 4_322), date(2025, 2, 24));
    filer.refunded(wages(2025, date(2026, 2, 2), 51_800, 36_050, 4_088, 4_571), date(2026, 2, 23));
    filer.records
}

fn theo(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-theo", today);
    let quarters = |account: &mut Account, year: i16, dollars: i64| {
        for (year, month) in [(year, 4), (year, 6), (year, 9), (year + 1, 1)] {
            account.post(430, date(year, month, 15), -dollars * 100);
        }
    };
    let workshop = |year, on, business, taxable, tax, otherwise| Filed {
        year,
        on,
        wages: 0,
        business,
        taxable,
        tax,
        withheld: 0,
        otherwise,
    };
    let mut account = filer.filed(workshop(2023, date(2024, 3, 22), 74_200, 55_107, 17_927, 18_800));
    quarters(&mut account, 2023, 4_700);
    account.post(150, date(2024, 4, 22), 1_792_700);
    account.post(836, date(2024, 4, 22), 87_300);
    filer.keep(account);
    let mut account = filer.filed(workshop(2024, date(2025, 4, 11), 81_500, 61_142, 20_022, 18_873));
    account.post(716, date(2024, 4, 15), -87_300);
    quarters(&mut account, 2024, 4_500);
    account.post(610, date(2025, 4, 11), -114_900);
    account.post(150, date(2025, 5, 12), 2_002_200);
    account.mark(424, date(2026, 8, 17));
    account.mark(420, date(2026, 9, 21));
    filer.keep(account);
    let mut account = filer.filed(workshop(2025, date(2026, 4, 15), 96_800, 74_212, 24_918, 18_000));
    quarters(&mut account, 2025, 4_500);
    account.post(176, date(2026, 5, 25), 24_210);
    first_notice(&mut account, date(2026, 5, 25), 24_918, 6_918, 0, 6_918);
    filer.keep(account);
    let mut account = filer.unfiled(2026);
    for month in [4, 6, 9] {
        account.post(430, date(2026, month, 15), -520_000);
    }
    filer.keep(account);
    filer.records
}

fn victor(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-victor", today);
    let mut account = filer.filed(Filed {
        year: 2020,
        on: date(2021, 4, 9),
        wages: 0,
        business: 68_900,
        taxable: 51_632,
        tax: 16_811,
        withheld: 0,
        otherwise: 16_811,
    });
    account.post(660, date(2021, 1, 15), -1_400_000);
    account.post(610, date(2021, 4, 9), -281_100);
    account.post(150, date(2021, 5, 24), 1_681_100);
    account.mark(420, date(2022, 7, 18));
    account.mark(494, date(2023, 3, 13));
    account.mark(495, date(2023, 8, 21));
    account.mark(421, date(2023, 8, 28));
    let assessed = date(2023, 8, 28);
    account.post(300, assessed, 642_000);
    account.post_under("6662", 240, assessed, 128_400);
    account.post(336, assessed, interest(642_000 + 128_400, date(2021, 4, 15), assessed));
    account.demand(assessed);
    account.post(670, date(2023, 10, 30), -200_000);
    account.agree(date(2024, 1, 8), None);
    monthly(&mut account, date(2024, 2, 15), 33, 12_500);
    filer.keep(account);
    // A refund that is asked for late: the return has just come.
    let account = filer.filed(wages(2023, date(2026, 11, 9), 60_800, 46_950, 5_610, 6_042));
    filer.keep(account);
    filer.refunded(wages(2024, date(2025, 3, 10), 62_300, 47_700, 5_492, 5_900), date(2025, 3, 31));
    filer.refunded(wages(2025, date(2026, 3, 9), 64_100, 48_350, 5_573, 5_880), date(2026, 3, 30));
    filer.records
}

fn denise(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-denise", today);
    let mut account = filer.filed(wages(2023, date(2024, 3, 4), 61_900, 48_050, 5_560, 5_931));
    account.post(150, date(2024, 3, 25), 556_000);
    account.post(846, date(2024, 3, 25), 37_100);
    account.mark(977, date(2026, 10, 5));
    filer.keep(account);
    let mut account = filer.filed(wages(2024, date(2025, 4, 12), 74_800, 60_200, 8_297, 5_987));
    account.post(610, date(2025, 4, 12), -231_000);
    account.post(611, date(2025, 4, 21), 231_000);
    account.post(286, date(2025, 4, 21), 4_620);
    first_notice(&mut account, date(2025, 6, 9), 8_297, 2_310, 0, 2_310);
    account.post(670, date(2025, 7, 3), -120_000);
    filer.keep(account);
    filer.refunded(wages(2025, date(2026, 2, 20), 76_100, 60_350, 8_191, 8_402), date(2026, 3, 16));
    filer.records
}

fn walter(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-walter", today);
    let (petition, discharge, offer) = (date(2018, 3, 9), date(2019, 6, 24), date(2026, 8, 14));
    let years = [
        (wages(2015, date(2016, 4, 15), 121_700, 108_300, 23_075, 9_800), date(2016, 6, 6), 13_275, 13_275),
        (wages(2016, date(2017, 4, 14), 117_400, 103_900, 21_841, 10_150), date(2017, 5, 29), 11_691, 11_691),
    ];
    for (filed, assessed, unpaid, late_payment) in years {
        let mut account = filer.filed(filed);
        first_notice(&mut account, assessed, filed.tax, unpaid, 0, late_payment);
        account.mark(520, petition);
        account.mark(521, discharge);
        account.mark(530, date(2020, 2, 10));
        account.mark(531, date(2024, 9, 16));
        account.mark(480, offer);
        filer.keep(account);
    }
    let mut account = filer.filed(wages(2023, date(2026, 8, 31), 37_400, 23_550, 2_606, 2_811));
    account.post(150, date(2026, 9, 28), 260_600);
    account.mark(570, date(2026, 9, 28));
    account.mark(971, date(2026, 10, 5));
    filer.keep(account);
    filer.refunded(wages(2024, date(2025, 3, 17), 38_200, 23_600, 2_600, 2_744), date(2025, 4, 7));
    filer.refunded(wages(2025, date(2026, 3, 16), 39_000, 23_250, 2_552, 2_610), date(2026, 4, 6));
    filer.records
}

fn lucia(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-lucia", today);
    filer.refunded(wages(2023, date(2024, 2, 26), 33_700, 19_850, 2_162, 2_390), date(2024, 3, 18));
    let mut account = filer.filed(wages(2024, date(2025, 2, 24), 36_900, 22_300, 2_444, 2_601));
    account.post(150, date(2025, 3, 17), 244_400);
    account.post(846, date(2025, 3, 17), 15_700);
    let (came, decided) = (date(2025, 9, 8), date(2025, 12, 15));
    account.mark(977, came);
    account.post(291, decided, -21_000);
    let credit = interest(21_000, date(2025, 4, 15), later(decided, -10));
    account.post(776, decided, -credit);
    account.post(846, decided, 21_000 + credit);
    filer.keep(account);
    let mut account = filer.filed(wages(2025, date(2026, 4, 13), 44_600, 28_850, 3_224, 2_382));
    first_notice(&mut account, date(2026, 6, 1), 3_224, 842, 0, 842);
    account.post(670, date(2026, 7, 10), -20_000);
    filer.keep(account);
    filer.records
}

fn claire(today: Date) -> Vec<Record> {
    let mut filer = Filer::new("demo-claire", today);
    let mut account = filer.filed(wages(2023, date(2024, 5, 20), 52_100, 38_250, 4_370, 4_500));
    account.post(150, date(2024, 6, 17), 437_000);
    account.post(846, date(2024, 6, 17), 13_000);
    account.mark(420, date(2025, 2, 10));
    account.mark(421, date(2025, 7, 7));
    // A bank abroad sent it back.
    account.post(841, date(2026, 11, 9), -13_000);
    filer.keep(account);
    let mut account = filer.filed(wages(2024, date(2025, 6, 10), 68_300, 53_700, 6_867, 5_017));
    account.module.extended_due = Some(date(2025, 6, 15));
    account.post(610, date(2025, 6, 10), -185_000);
    account.post(150, date(2025, 7, 14), 686_700);
    account.post(196, date(2025, 7, 14), interest(185_000, date(2025, 4, 15), date(2025, 6, 10)));
    account.post(276, date(2025, 7, 14), 1_850);
    account.demand(date(2025, 7, 14));
    filer.keep(account);
    let mut account = filer.filed(wages(2025, date(2026, 6, 12), 71_500, 55_750, 7_179, 7_179));
    account.module.extended_due = Some(date(2026, 6, 15));
    account.post(150, date(2026, 7, 13), 717_900);
    filer.keep(account);
    filer.records
}

fn joan_and_robert(today: Date) -> Vec<Record> {
    let mut filer = Filer::with("demo-robert", "demo-joan", today);
    let mut account = filer.filed(wages(2023, date(2026, 11, 2), 57_900, 30_200, 3_184, 3_402));
    account.post(150, date(2026, 11, 16), 318_400);
    filer.keep(account);
    filer.refunded(wages(2024, date(2025, 3, 31), 58_600, 26_300, 2_692, 3_080), date(2025, 4, 21));
    let mut account = filer.filed(wages(2025, date(2026, 3, 12), 49_200, 14_500, 1_450, 1_912));
    account.mark(540, date(2025, 3, 8));
    account.post(150, date(2026, 4, 6), 145_000);
    account.post(846, date(2026, 4, 6), 46_200);
    filer.keep(account);
    filer.records
}
