//! The VAT return on hand-made books: where lines go, and what does not fit.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::Decimal;
use exact_model::codes::EuSalesListing;
use exact_reports::PeriodBasis;
use exact_reports::basis::Choice;
use exact_reports::vat::{
    BoxMapping, Direction, Establishments, Frequency, ReturnFigure, ReturnInput, Rounding, TaxPeriod, VatBox, VatCodes,
    VatLines, VatReturn,
};
use exact_reports::{Error, Explained};
use proptest::prelude::*;
use support::vat::*;
use support::*;

fn made(rows: &[VatLineRow], mapping: &BoxMapping, rounding: Rounding) -> Explained<VatReturn> {
    let period = TaxPeriod::containing(day("2025-02-01"), Frequency::Quarter, PeriodBasis::FinancialPeriod).unwrap();
    let lines = vat_lines(rows.to_vec());
    let input = ReturnInput {
        period: &period,
        calendar: &calendar(2024..=2025),
        chart: &chart(),
        codes: &codes(),
        lines: &lines,
        establishments: &relations(),
        mapping,
        rounding,
    };
    VatReturn::of(&input).unwrap()
}

fn exact(rows: &[VatLineRow]) -> Explained<VatReturn> {
    made(rows, &BoxMapping::default(), Rounding::Exact)
}

fn in_box(report: &VatReturn, vat_box: VatBox) -> (Decimal, Decimal) {
    let row = report.amount(vat_box).unwrap();
    (row.base, row.vat)
}

fn pair(base: &str, vat: &str) -> (Decimal, Decimal) {
    (money(base), money(vat))
}

#[test]
fn sales_and_purchases_count_once_although_vat_stands_in_the_books_twice() {
    let rows = [
        entry(1, 20).base("2", REVENUE_HIGH, "-100", "21").vat(VAT_HIGH, "-21").rows(),
        entry(2, 30).base("2", COSTS, "50", "10.50").vat(VAT_CLAIM, "10.50").rows(),
    ]
    .concat();
    let answer = exact(&rows);
    assert_eq!(in_box(&answer.report, VatBox::HighRate), pair("100", "21"));
    assert_eq!(in_box(&answer.report, VatBox::InputVat), pair("50", "10.50"));
    assert_eq!(answer.report.exact.payable, money("10.50"));
    assert!(answer.checks[0].agrees());
    assert_eq!(answer.basis.lines, 4);
}

#[test]
fn the_sign_of_the_vat_amount_is_that_of_its_line() {
    let rows = entry(1, 20)
        .base("2", REVENUE_HIGH, "-100", "-21")
        .base("2", REVENUE_HIGH, "10", "2.10")
        .vat(VAT_HIGH, "-18.90");
    let answer = exact(&rows.rows());
    assert_eq!(in_box(&answer.report, VatBox::HighRate), pair("90", "18.90"));
    assert!(answer.checks[0].agrees());
}

#[test]
fn a_refund_of_input_vat_in_the_cash_book_is_negative_input_vat_and_no_sale() {
    let rows = entry(1, 40).base("2", COSTS, "-100", "21").coded_vat("2", VAT_CLAIM, "-21").rows();
    let answer = exact(&rows);
    assert_eq!(in_box(&answer.report, VatBox::InputVat), pair("-100", "-21"));
    assert_eq!(in_box(&answer.report, VatBox::HighRate), pair("0", "0"));
}

#[test]
fn vat_to_pay_on_a_cost_account_is_a_sale() {
    let rows = entry(1, 40).base("2", COSTS, "-100", "21").coded_vat("2", VAT_HIGH, "-21").rows();
    assert_eq!(in_box(&exact(&rows).report, VatBox::HighRate), pair("100", "21"));
}

#[test]
fn the_rate_is_that_of_the_day_of_the_line() {
    let mut old = entry(1, 20).base("1", REVENUE_LOW, "-100", "6").vat(VAT_HIGH, "-6").rows();
    old.iter_mut().for_each(|row| row.date = day("2018-12-31"));
    let new = entry(2, 20).base("1", REVENUE_LOW, "-100", "9").vat(VAT_HIGH, "-9").rows();
    let answer = exact(&[old, new].concat());
    assert_eq!(in_box(&answer.report, VatBox::LowRate), pair("200", "15"));
}

#[test]
fn reversed_vat_is_owed_by_country_and_claimed_at_once() {
    let bought = |number, supplier| {
        entry(number, 30).of(supplier).base("5", COSTS, "100", "21").vat(VAT_CLAIM, "21").vat(VAT_HIGH, "-21").rows()
    };
    let rows = [bought(1, DUTCH), bought(2, BELGIAN), bought(3, AMERICAN)].concat();
    let answer = exact(&rows);
    for vat_box in [VatBox::ReversedToUs, VatBox::FromEu, VatBox::FromOutsideEu] {
        assert_eq!(in_box(&answer.report, vat_box), pair("100", "21"), "{vat_box}");
    }
    assert_eq!(in_box(&answer.report, VatBox::InputVat).1, money("63"));
    assert_eq!(answer.report.exact.payable, money("0"));
    assert!(answer.checks[0].agrees());
}

#[test]
fn sales_without_vat_go_by_listing_reversal_and_country() {
    let sold = |number, code: &'static str, customer| {
        entry(number, 20).of(customer).base(code, REVENUE_HIGH, "-100", "0").rows()
    };
    let rows = [
        sold(1, "7", BELGIAN),
        sold(2, "5", DUTCH),
        sold(3, "20", AMERICAN),
        sold(4, "20", DUTCH),
        sold(5, "8", BELGIAN),
        sold(6, "0", DUTCH),
    ]
    .concat();
    let answer = exact(&rows);
    assert_eq!(in_box(&answer.report, VatBox::IntraEu), pair("100", "0"));
    assert_eq!(in_box(&answer.report, VatBox::ZeroOrReversed), pair("200", "0"));
    assert_eq!(in_box(&answer.report, VatBox::Export), pair("100", "0"));
    assert_eq!(in_box(&answer.report, VatBox::DistanceSales), pair("100", "0"));
    assert!(answer.basis.choices.contains(&Choice::NoVatCode { lines: 1 }));
}

#[test]
fn what_fits_no_box_is_shown_and_in_no_total() {
    let rows = entry(1, 30).base("5", COSTS, "100", "21").vat(VAT_CLAIM, "21").vat(VAT_HIGH, "-21").rows();
    let answer = exact(&rows);
    let unmapped: Vec<_> = answer.report.unmapped().map(|row| (row.code.as_str(), row.base, row.vat)).collect();
    assert_eq!(unmapped, [("5", money("100"), money("21"))]);
    assert_eq!(answer.report.reconciliation.unmapped, money("21"));
    assert_eq!((answer.report.exact.payable, answer.checks[0].difference), (money("-21"), money("-21")));
    assert!(answer.basis.choices.contains(&Choice::Unmapped { lines: 1 }));
    let mapped = made(&rows, &BoxMapping::default().with("5", Direction::Purchase, VatBox::FromEu), Rounding::Exact);
    assert_eq!(in_box(&mapped.report, VatBox::FromEu), pair("100", "21"));
    assert!(mapped.checks[0].agrees());
}

#[test]
fn a_correction_of_vat_alone_goes_by_the_code_on_the_vat_account() {
    let rows = entry(1, 90).coded_vat("2", VAT_CLAIM, "-5").rows();
    let answer = exact(&rows);
    assert_eq!(in_box(&answer.report, VatBox::InputVat), pair("0", "-5"));
    assert!(answer.checks[0].agrees());
}

#[test]
fn vat_without_a_code_and_codes_without_a_posting_are_listed() {
    let rows = [
        entry(1, 90).vat(VAT_HIGH, "-40").rows(),
        entry(2, 20).base("2", REVENUE_HIGH, "-100", "21").rows(),
        entry(3, 40).vat(VAT_HIGH, "300").rows(),
    ]
    .concat();
    let answer = exact(&rows);
    let tie = &answer.report.reconciliation;
    assert_eq!((tie.movement, tie.boxes, tie.difference), (money("40"), money("21"), money("19")));
    assert_eq!(tie.uncoded.iter().map(|stray| stray.amount).collect::<Vec<_>>(), [money("40")]);
    assert_eq!(tie.unposted.iter().map(|stray| stray.amount).collect::<Vec<_>>(), [money("-21")]);
    assert_eq!((tie.payments.lines, tie.payments.amount), (1, money("-300")), "a payment is no VAT of the period");
    assert_eq!(answer.checks[0].difference, money("-19"));
}

#[test]
fn vat_in_foreign_currency_is_what_was_posted_in_euros() {
    let mut rows = entry(1, 20)
        .base("2", REVENUE_HIGH, "-90.91", "21")
        .base("2", REVENUE_HIGH, "-90.91", "21")
        .vat(VAT_HIGH, "-38.19")
        .rows();
    rows.iter_mut().filter(|row| row.vat_code.is_some()).for_each(|row| row.foreign = money("-100"));
    let answer = exact(&rows);
    assert_eq!(in_box(&answer.report, VatBox::HighRate), pair("181.82", "38.19"));
    assert!(answer.checks[0].agrees());
}

#[test]
fn returns_openings_and_other_periods_stay_outside() {
    let mut later = entry(4, 20).base("2", REVENUE_HIGH, "-100", "21").vat(VAT_HIGH, "-21").rows();
    later.iter_mut().for_each(|row| row.period = 4);
    let mut rejected = entry(5, 20).base("2", REVENUE_HIGH, "-100", "21").vat(VAT_HIGH, "-21").rows();
    rejected.iter_mut().for_each(|row| row.status = 5);
    let rows = [
        entry(1, 50).vat(VAT_HIGH, "99").rows(),
        entry(2, 10).vat(VAT_HIGH, "-50").rows(),
        entry(3, 328).vat(VAT_HIGH, "-50").rows(),
        later,
        rejected,
    ]
    .concat();
    let answer = exact(&rows);
    assert_eq!((answer.report.reconciliation.movement, answer.basis.lines), (money("0"), 0));
    assert!(answer.basis.left_out.iter().any(|left| left.transaction_type.0 == 50));
}

#[test]
fn each_box_is_rounded_in_favour_and_totals_are_of_rounded_boxes() {
    let rows = [
        entry(1, 20).base("2", REVENUE_HIGH, "-100.90", "21.90").vat(VAT_HIGH, "-21.90").rows(),
        entry(2, 20).base("1", REVENUE_LOW, "-100", "9.90").vat(VAT_HIGH, "-9.90").rows(),
        entry(3, 30).base("2", COSTS, "50", "10.10").vat(VAT_CLAIM, "10.10").rows(),
    ]
    .concat();
    let report = made(&rows, &BoxMapping::default(), Rounding::InFavour).report;
    assert_eq!((report.filed.due, report.filed.input, report.filed.payable), (money("30"), money("11"), money("19")));
    assert_eq!(report.exact.payable, money("21.70"));
    assert_eq!(report.amount(VatBox::HighRate).unwrap().rounded_base, money("100"));
}

#[test]
fn without_vat_accounts_there_is_an_error_and_no_return_of_zero() {
    let period = TaxPeriod::containing(day("2025-02-01"), Frequency::Quarter, PeriodBasis::Date).unwrap();
    let input = ReturnInput {
        period: &period,
        calendar: &calendar(2025..=2025),
        chart: &exact_reports::ledger::Chart::default(),
        codes: &VatCodes::default(),
        lines: &VatLines::default(),
        establishments: &Establishments::default(),
        mapping: &BoxMapping::default(),
        rounding: Rounding::InFavour,
    };
    assert_eq!(VatReturn::of(&input), Err(Error::NoVat));
}

#[test]
fn codes_that_exact_writes_with_blanks_are_found() {
    assert_eq!(codes().get("2").unwrap().fraction_on(day("2012-09-30")), Some(money("0.19")));
    assert_eq!(codes().get("7").unwrap().listing, Some(EuSalesListing::Goods));
    assert_eq!(codes().get("8").unwrap().direction, Some(Direction::Sale));
}

/// Any line on any account with any code, whether or not it makes sense.
fn any_line() -> impl Strategy<Value = VatLineRow> {
    let account = prop::sample::select(vec![REVENUE_HIGH, COSTS, VAT_HIGH, VAT_CLAIM, VAT_REMITTANCE]);
    let code = prop::option::of(prop::sample::select(vec!["0", "1", "2", "5", "7", "8", "20"]));
    let kind = prop::sample::select(vec![20, 21, 30, 31, 40, 50, 90, 10, 328]);
    let cents = -99_999_i64..99_999;
    let relation = prop::option::of(prop::sample::select(vec![DUTCH, BELGIAN, AMERICAN]));
    (1_u128..12, 1_u128..u128::MAX, account, code, kind, cents, 0_i64..30_000, relation, 1_i16..=4).prop_map(
        |(number, key, account, code, kind, cents, vat, relation, period)| VatLineRow {
            id: id(key),
            vat_code: code.map(|code| format!("{code:>3}").into()),
            vat_foreign: code.map(|_| Decimal::new(vat, 2)),
            relation: relation.map(id),
            period,
            ..vat_line(number, kind, account, Decimal::new(cents, 2))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn boxes_unmapped_and_strays_are_the_movement_of_the_vat_accounts(
        (rows, other) in prop::collection::vec(any_line(), 0..40)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let answer = exact(&rows);
        let tie = &answer.report.reconciliation;
        let strays: Decimal = tie.uncoded.iter().chain(&tie.unposted).map(|stray| stray.amount).sum();
        prop_assert_eq!(tie.movement, tie.boxes + tie.unmapped + strays);
        prop_assert_eq!(tie.boxes, answer.report.exact.due - answer.report.exact.input);
        prop_assert_eq!(&exact(&other).report, &answer.report);
    }

    #[test]
    fn the_lines_behind_every_box_add_up_to_it(rows in prop::collection::vec(any_line(), 0..40)) {
        let report = exact(&rows).report;
        let period = report.period;
        let (lines, calendar, chart, codes) = (vat_lines(rows), calendar(2024..=2025), chart(), codes());
        let (relations, mapping) = (relations(), BoxMapping::default());
        let input = ReturnInput {
            period: &period, calendar: &calendar, chart: &chart, codes: &codes, lines: &lines,
            establishments: &relations, mapping: &mapping, rounding: Rounding::Exact,
        };
        let parts = |figure| {
            let parts = VatReturn::select(&input, &figure).unwrap();
            let sum = |amounts: Vec<Decimal>| amounts.into_iter().sum::<Decimal>();
            (sum(parts.iter().map(|part| part.base).collect()), sum(parts.iter().map(|part| part.vat).collect()))
        };
        for vat_box in VatBox::ALL {
            prop_assert_eq!(parts(ReturnFigure::Box(vat_box)), in_box(&report, vat_box));
        }
        let unmapped: Decimal = report.unmapped().map(|row| row.vat).sum();
        prop_assert_eq!(parts(ReturnFigure::Unmapped).1, unmapped);
    }
}
