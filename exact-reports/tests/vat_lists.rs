//! What goes with the VAT return: supplies within the EU, turnover by rate, and how far returns are.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::codes::{ReturnFrequency, ReturnStatus, ReturnType};
use exact_model::financial::Return;
use exact_model::{Complete, Decimal, Entity};
use exact_reports::PeriodBasis;
use exact_reports::basis::Choice;
use exact_reports::check::Against;
use exact_reports::input::ReturnRow;
use exact_reports::ledger::Movements;
use exact_reports::vat::{
    BoxMapping, Correction, EuListing, Filing, Frequency, ReturnInput, ReturnTasks, Rounding, TaxPeriod, TaxReturns,
    TurnoverByRate, TurnoverClass, TurnoverInput, VatReturn,
};
use exact_reports::{Check, Explained};
use support::vat::*;
use support::*;

fn with_input<T>(rows: &[VatLineRow], rounding: Rounding, make: impl Fn(&ReturnInput<'_>) -> T) -> T {
    let period = TaxPeriod::containing(day("2025-02-01"), Frequency::Quarter, PeriodBasis::FinancialPeriod).unwrap();
    make(&ReturnInput {
        period: &period,
        calendar: &calendar(2024..=2025),
        chart: &chart(),
        codes: &codes(),
        lines: &vat_lines(rows.to_vec()),
        establishments: &relations(),
        mapping: &BoxMapping::default(),
        rounding,
    })
}

fn supplied(number: u128, code: &str, customer: u128, amount: &str) -> Vec<VatLineRow> {
    entry(number, 20).of(customer).base(code, REVENUE_HIGH, amount, "0").rows()
}

#[test]
fn the_list_is_rounded_by_vat_number_and_kind_and_its_cents_are_box_3b() {
    let rows = [
        supplied(1, "7", BELGIAN, "-100.60"),
        supplied(2, "7", BELGIAN, "-0.60"),
        supplied(3, "9", BELGIAN, "-50.90"),
        supplied(4, "7", 904, "-10.90"),
        supplied(5, "2", DUTCH, "-10.90"),
    ]
    .concat();
    let answer = with_input(&rows, Rounding::InFavour, |input| EuListing::of(input).unwrap());
    let report = &answer.report;
    let belgian = &report.customers[0];
    assert_eq!(belgian.vat_number.as_deref(), Some("BE0123456789"), "without blanks and dots");
    assert_eq!((belgian.goods.exact, belgian.goods.rounded), (money("101.20"), money("101")));
    assert_eq!((belgian.services.exact, belgian.services.rounded), (money("50.90"), money("50")));
    assert_eq!((report.customers[1].vat_number.as_deref(), report.customers[1].goods.rounded), (None, money("10")));
    assert_eq!((report.exact, report.filed), (money("163.00"), money("161")));
    assert!(answer.basis.choices.contains(&Choice::VatNumberMissing { lines: 1 }));
    let check = |against| answer.checks.iter().find(|check| check.against == against).unwrap();
    assert!(check(Against::IntraEuBox).agrees());
    assert_eq!(check(Against::IntraEuBoxFiled).difference, money("-2"));
    assert!(!report.must_be_monthly);
    for customer in &report.customers {
        let behind = with_input(&rows, Rounding::InFavour, |input| {
            customer.select(input).unwrap().iter().map(|part| part.base).sum::<Decimal>()
        });
        assert_eq!(behind, customer.goods.exact + customer.services.exact + customer.triangulation.exact);
    }
}

#[test]
fn more_than_50_000_of_goods_in_a_quarter_is_listed_every_month() {
    let listed = |code: &str, amount: &str| {
        let rows = supplied(1, code, BELGIAN, amount);
        with_input(&rows, Rounding::Exact, |input| EuListing::of(input).unwrap()).report.must_be_monthly
    };
    assert!(!listed("7", "-50000"));
    assert!(listed("7", "-50000.01"));
    assert!(!listed("9", "-60000"), "services do not count");
}

fn turnover(rows: &[VatLineRow], revenue: &str) -> Explained<TurnoverByRate> {
    let ledger: Movements =
        movements(&[line(1, 2025, 2, REVENUE_HIGH, money(revenue)), line(2, 2025, 4, REVENUE_HIGH, money("-9"))]);
    with_input(rows, Rounding::Exact, |input| {
        TurnoverByRate::of(&TurnoverInput { vat: *input, revenue: &ledger }).unwrap()
    })
}

#[test]
fn turnover_by_rate_adds_up_to_the_revenue_of_the_ledger() {
    let rows = [
        entry(1, 20).base("2", REVENUE_HIGH, "-100", "21").vat(VAT_HIGH, "-21").rows(),
        entry(2, 20).base("1", REVENUE_LOW, "-50", "4.50").vat(VAT_HIGH, "-4.50").rows(),
        supplied(3, "5", DUTCH, "-30"),
        supplied(4, "7", BELGIAN, "-20"),
        supplied(5, "20", AMERICAN, "-10"),
        supplied(6, "20", DUTCH, "-5"),
        supplied(7, "0", DUTCH, "-4"),
        entry(8, 20).base("2", COSTS, "-70", "14.70").vat(VAT_HIGH, "-14.70").rows(),
        entry(9, 30).base("2", COSTS, "70", "14.70").vat(VAT_CLAIM, "14.70").rows(),
    ]
    .concat();
    let report = turnover(&rows, "-222").report;
    let found: Vec<_> = report.rows.iter().map(|row| (row.class, row.amount)).collect();
    assert_eq!(
        found,
        [
            (TurnoverClass::Rate(money("0.21")), money("100")),
            (TurnoverClass::Rate(money("0.09")), money("50")),
            (TurnoverClass::Zero, money("5")),
            (TurnoverClass::Reversed, money("30")),
            (TurnoverClass::IntraEu, money("20")),
            (TurnoverClass::Export, money("10")),
            (TurnoverClass::NoVat, money("4")),
            (TurnoverClass::Uncoded, money("3")),
        ]
    );
    assert_eq!(report.total, money("222"), "the sale on a cost account is no revenue");
    assert_eq!(report.rows.iter().map(|row| row.amount).sum::<Decimal>(), report.total);
    for row in report.rows.iter().filter(|row| row.class != TurnoverClass::Uncoded) {
        let behind = with_input(&rows, Rounding::Exact, |input| {
            let input = TurnoverInput { vat: *input, revenue: &Movements::default() };
            let parts = TurnoverByRate::select(&input, row.class).unwrap();
            (parts.len() as u64, parts.iter().map(|part| part.1).sum::<Decimal>())
        });
        assert_eq!(behind, (row.lines, row.amount), "{:?}", row.class);
    }
}

fn filed(year: i32, period: i32, status: ReturnStatus, amount: &str) -> ReturnRow {
    ReturnRow {
        kind: Some(ReturnType::Vat),
        status: Some(status),
        frequency: Some(ReturnFrequency::Quarterly),
        year: Some(year),
        period: Some(period),
        amount: Some(money(amount)),
        due: None,
        description: None,
    }
}

fn tasks(rows: Vec<ReturnRow>) -> ReturnTasks {
    ReturnTasks::from_rows(&Complete::finished(Return::META, 1, rows))
}

#[test]
fn periods_that_ended_and_were_not_filed_are_named_with_their_deadline() {
    let tasks = tasks(vec![
        filed(2025, 1, ReturnStatus::Draft, "0"),
        filed(2024, 3, ReturnStatus::Processed, "70"),
        filed(2024, 2, ReturnStatus::Realised, "60"),
        filed(2024, 4, ReturnStatus::Void, "1"),
    ]);
    let on = |today: &str| TaxReturns::of(&tasks, day(today)).report;
    let report = on("2025-04-10");
    let labels: Vec<_> = report.to_file.iter().map(TaxPeriod::label).collect();
    assert_eq!(labels, ["4e kwartaal 2024", "1e kwartaal 2025"]);
    assert_eq!((report.next_deadline, report.is_late), (Some(day("2025-01-31")), true));
    let amounts: Vec<_> = report.returns.iter().map(|task| task.amount).collect();
    assert_eq!(amounts, ["60", "70", "0"].map(money), "oldest first and nothing void");
    let report = on("2024-11-30");
    assert_eq!((report.to_file.len(), report.next_deadline, report.is_late), (0, Some(day("2025-01-31")), false));
    assert_eq!(tasks.frequency(), Some(Frequency::Quarter));
}

#[test]
fn without_a_return_there_is_no_deadline_to_guess() {
    let report = TaxReturns::of(&tasks(Vec::new()), day("2025-04-10")).report;
    assert_eq!((report.to_file.len(), report.next_deadline, report.is_late), (0, None, false));
}

#[test]
fn a_filed_return_is_compared_with_what_the_books_say_now() {
    let rows = entry(1, 20).base("2", REVENUE_HIGH, "-100", "21").vat(VAT_HIGH, "-21").rows();
    let books = with_input(&rows, Rounding::InFavour, |input| VatReturn::of(input).unwrap()).report;
    let tasks = tasks(vec![filed(2025, 1, ReturnStatus::Processed, "20")]);
    let check = tasks.vat(&books.period).unwrap().compared(&books);
    assert_eq!(check, Check::new(Against::FiledReturn, money("21"), money("20")));
}

#[test]
fn more_than_1_000_net_on_filed_periods_needs_a_supplementary_return() {
    let correction = |residue: &str| {
        let nothing = Decimal::ZERO;
        let residue = money(residue);
        Filing { filed_through: day("2025-03-31"), filed_unpaid: nothing, not_yet_filed: nothing, residue }.correction()
    };
    assert_eq!(correction("0.004"), Correction::None);
    assert_eq!(correction("-1000.00"), Correction::NextReturn);
    assert_eq!(correction("1000.01"), Correction::Supplementary);
    assert_eq!(correction("-1000.01"), Correction::Supplementary);
}
