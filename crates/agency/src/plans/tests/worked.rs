//! Three persons whose plans were worked out by hand, cent by cent, and then debited or paid as announced.
//!
//! The law is that of the pack: interest of 7, 6 and 7 percent from January 2025, April 2026 and July 2026, a day at a time
//! (26 USC 6621, 6622); half a percent for each month begun (6651(a)(2)), a quarter under an agreement where the return was
//! filed in time (6651(h)); fees of irs.gov as of 3 March 2026. Growth factors below are rounded for reading alone.

use tax::pack::PaymentReason;
use tax::plans::{Area, Fee, Household, Terms};
use values::Date;

use super::*;

/// What the plan says in all: instalments, what is owed today, what is added until the end, and all of it with the fee.
fn sums(terms: &Terms) -> (Vec<(Date, i64)>, [i64; 4]) {
    let instalments = terms.schedule.instalments.iter().map(|one| (one.on, one.amount.get())).collect();
    let sums = [terms.balance, terms.interest, terms.penalties, terms.total];
    (instalments, sums.map(Cents::get))
}

/// 1,000.00 for 2025, filed in time, paid within half a year in two parts. No fee, and the penalty of everybody.
///
/// Until 23 November 2026: 76 days at 6 and 146 at 7 percent grow 1,000.00 by 41.32; eight months of the penalty are 40.00.
/// Until 7 December, 14 days more: 44.12. Owed then 1,084.12, less 600.00 leaves 484.12.
/// The month from 16 December is charged on the 400.00 of tax that is left: 2.00. On 444.12 (the penalty bears no interest)
/// 31 days at 7 percent are 2.65. Owed on 7 January 484.12 + 2.00 + 2.65 = 488.77.
#[tokio::test]
async fn a_short_term_plan_in_two_parts() {
    on_each_engine(async |store| {
        let payer = Debtor::of_year(store, 2025, date(2026, 4, 15), 100_000).await;
        let wishes = Wishes { monthly: Some(Cents::new(60_000)), ..wishes(7) };
        let terms = payer.ask(Kind::ShortTerm, wishes).await;
        let (instalments, sums) = sums(&terms);
        assert_eq!(instalments, [(date(2026, 12, 7), 60_000), (date(2027, 1, 7), 48_877)]);
        assert_eq!(sums, [108_132, 545, 200, 108_877]);
        payer.days(TODAY, date(2027, 1, 14)).await;
        assert_eq!(payer.debited(PaymentReason::Plan).await, instalments);
        assert_eq!(payer.loaded(date(2027, 1, 14)).await.plan.state, "fulfilled");
    })
    .await;
}

/// 3,000.00 for 2024, filed in time, 1,000.00 a month by direct debit: 29.00 for asking online.
///
/// Until 23 November 2026: 350 days at 7, 91 at 6 and 146 at 7 percent grow 3,000.00 by 349.07; twenty months of the penalty
/// are 300.00, and owed are 3,649.07. The agreement halves the twentieth, which runs until 15 December: 292.50.
/// 10 December: interest 360.01, owed 3,652.51, left 2,652.51. The month from 16 December on 2,000.00 of tax is 5.00.
/// 11 January (the 10th is a Sunday): interest so far 374.54, left 2,652.51 + 5.00 + 14.53 - 1,000.00 = 1,672.04.
/// The month from 16 January on 1,000.00 is 2.50. 10 February: interest so far 382.47, left 682.47, of it no tax.
/// 10 March: on 382.47 (interest alone) 28 days are 2.06; the last instalment is 684.53.
#[tokio::test]
async fn a_simple_plan_by_direct_debit() {
    on_each_engine(async |store| {
        let payer = Debtor::of_year(store, 2024, date(2025, 4, 15), 300_000).await;
        let wishes = Wishes { monthly: Some(Cents::new(100_000)), ..wishes(10) };
        let terms = payer.ask(Kind::Simple, wishes).await;
        let (instalments, sums) = sums(&terms);
        let days = [date(2026, 12, 10), date(2027, 1, 11), date(2027, 2, 10), date(2027, 3, 10)];
        assert_eq!(
            instalments,
            days.into_iter().zip([100_000, 100_000, 100_000, 68_453]).collect::<Vec<_>>()
        );
        // Interest 384.53 - 349.07; of penalties as much is saved as is added: 300.00 at both ends.
        assert_eq!(sums, [364_907, 3_546, 0, 368_453 + 2_900]);
        let end = date(2027, 3, 17);
        payer.days(TODAY, end).await;
        assert_eq!(payer.debited(PaymentReason::Plan).await, instalments);
        assert_eq!(payer.debited(PaymentReason::PlanFee).await, [(days[0], 2_900)]);
        assert_eq!(payer.year(end).await.position.balance, Cents::ZERO);
    })
    .await;
}

/// 2,000.00 for 2024, filed on 20 May 2025 and so two months late; low income, paid by hand: the fee of 43.00 comes back, and
/// the penalty stays at half a percent although there is an agreement.
///
/// Filed late: twice 4.5 percent are 180.00 (6651(a)(1), (c)(1)), with interest from the due date like the tax.
/// Until 23 November 2026: 2,180.00 grow by 253.66; twenty months at 10.00 are 200.00; owed 2,633.66.
/// 28 December: interest 270.05, a month more 10.00, owed 2,660.05, less 1,500.00 leaves 1,160.05.
/// The month from 16 January on 500.00 of tax is 2.50. On 950.05 31 days at 7 percent are 5.66: 1,168.21 on 28 January.
#[tokio::test]
async fn a_plan_with_low_income_for_a_return_filed_late() {
    on_each_engine(async |store| {
        let payer = Debtor::of_year(store, 2024, date(2025, 5, 20), 200_000).await;
        // At the limit of one person: 39,900.00 (Form 13844, Rev. 2-2026).
        let household = Household { area: Area::Contiguous, size: 1, income: Cents::new(3_990_000) };
        let books = Books { household: Some(household), ..payer.books(TODAY).await };
        let monthly = Some(Cents::new(150_000));
        let wishes = Wishes { monthly, is_direct_debit: false, ..wishes(28) };
        let choices = compare(pack(), &books, &wishes, TODAY).unwrap().choices;
        let simple = choices.into_iter().find(|choice| choice.kind == Kind::Simple).unwrap();
        let terms = simple.terms.unwrap();
        let (instalments, sums) = sums(&terms);
        assert_eq!(instalments, [(date(2026, 12, 28), 150_000), (date(2027, 1, 28), 116_821)]);
        assert_eq!(sums, [263_366, 2_205, 1_250, 266_821 + 4_300]);
        assert_eq!(terms.fee, Fee { amount: Cents::new(4_300), is_reimbursed: true, is_waived: false });
    })
    .await;
}
