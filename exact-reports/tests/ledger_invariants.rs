//! What must hold for all books that balance: both sides are equal, parts add up, order does not matter, and the lines behind
//! a figure add up to it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::financial_transaction::TransactionLine;
use exact_model::{Decimal, Entity as _, Folded, NaiveDate};
use exact_reports::balance::{BalanceSheet, Moment, SheetInput, SheetSide, TrialBalance, TrialInput};
use exact_reports::cash::{Spending, SpendingInput};
use exact_reports::costs::{BySupplier, CostInput, CostScope, Costs, SupplierInput};
use exact_reports::input::LineRow;
use exact_reports::ledger::{LineSums, Lines, Movements, Turnovers};
use exact_reports::results::{Figure, ProfitAndLoss, Section, StatementInput, Subtotal};
use exact_reports::revenue::{ByCustomer, CustomerInput, Revenue, RevenueInput};
use exact_reports::selector::Side;
use exact_reports::vat::{VatBalance, VatInput, remittance_accounts};
use exact_reports::{Check, PeriodRange, PeriodRequest};
use proptest::prelude::*;
use support::*;

const ACCOUNTS: [u128; 9] =
    [DEBTORS, REVENUE_HIGH, REVENUE_LOW, COSTS, ROUNDING, VAT_HIGH, VAT_CLAIM, VAT_REMITTANCE, BANK];

/// An entry of two or three lines that add up to zero. Opening balances stand in the first year only: one in a later year
/// must repeat the years before it, which made-up ones do not.
fn entry() -> impl Strategy<Value = Vec<LineRow>> {
    let account = || prop::sample::select(ACCOUNTS.to_vec());
    let amount = || (-99_999_i64..99_999, 0_u32..=3).prop_map(|(digits, scale)| Decimal::new(digits, scale));
    let kind = prop::sample::select(vec![10, 20, 21, 30, 31, 40, 90, 310, 322, 326, 327, 3000]);
    let status = prop::sample::select(vec![20_i32, 50, 5]);
    let place = (1_u128..1_000, 2024_i16..=2025, 0_i16..=13);
    let relations = prop::collection::vec(prop::option::of(1_u128..4), 3);
    (place, kind, status, [account(), account(), account()], [amount(), amount()], relations).prop_map(
        |((number, year, period), kind, status, accounts, [one, two], relations)| {
            let year = if kind == 10 { 2024 } else { year };
            let amounts = [one, two, -(one + two)];
            let rows = accounts.into_iter().zip(amounts).zip(relations);
            rows.map(|((account, amount), relation)| {
                let mut row = line(number, year, period, account, amount).of_type(kind);
                row.status = status;
                match relation {
                    Some(relation) => row.sold_to(relation),
                    None => row,
                }
            })
            .collect()
        },
    )
}

fn books() -> impl Strategy<Value = Vec<LineRow>> {
    prop::collection::vec(entry(), 0..25).prop_map(|entries| entries.concat())
}

fn shuffled() -> impl Strategy<Value = (Vec<LineRow>, Vec<LineRow>)> {
    books().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

fn request() -> impl Strategy<Value = PeriodRequest> {
    (2024_i16..=2025, 1_i16..=12, 1_i16..=12, any::<bool>()).prop_map(|(year, one, other, whole)| {
        if whole {
            PeriodRequest::BookYear(year)
        } else {
            PeriodRequest::Periods { year, from: one.min(other), to: one.max(other) }
        }
    })
}

fn resolved(request: PeriodRequest) -> PeriodRange {
    request.resolve(&calendar(2024..=2025)).unwrap()
}

/// Periods 0 and 13 belong to the whole year only, which no part of it has.
fn in_the_calendar(rows: Vec<LineRow>) -> impl Iterator<Item = LineRow> {
    rows.into_iter().filter(|row| (1..=12).contains(&row.period))
}

fn statement(movements: &Movements, request: PeriodRequest) -> ProfitAndLoss {
    let (chart, calendar, period) = (chart(), calendar(2024..=2025), resolved(request));
    let input = StatementInput { period: &period, chart: &chart, calendar: &calendar, movements };
    ProfitAndLoss::of(&input).unwrap().report
}

fn of_lines(lines: &Lines) -> Movements {
    Movements::from_lines(lines).unwrap()
}

fn turnovers_of(lines: &Lines) -> Turnovers {
    Turnovers::from_lines(lines).unwrap()
}

fn sheet(lines: &Lines, moment: Moment) -> exact_reports::Explained<BalanceSheet> {
    BalanceSheet::of(&SheetInput { moment, chart: &chart(), movements: &of_lines(lines) }).unwrap()
}

fn trial(lines: &Lines, request: PeriodRequest) -> exact_reports::Explained<TrialBalance> {
    TrialBalance::of(&TrialInput { period: &resolved(request), chart: &chart(), turnovers: &turnovers_of(lines) })
        .unwrap()
}

fn suppliers(lines: &Lines, request: PeriodRequest) -> BySupplier {
    let period = resolved(request);
    let input = SupplierInput { period: &period, scope: CostScope::Operating, chart: &chart(), lines };
    BySupplier::of(&input).unwrap().report
}

fn costs(movements: &Movements, request: PeriodRequest) -> Costs {
    Costs::of(&CostInput {
        period: &resolved(request),
        scope: CostScope::Operating,
        chart: &chart(),
        calendar: &calendar(2024..=2025),
        movements,
        classification: None,
    })
    .unwrap()
    .report
}

fn spending(lines: &Lines, request: PeriodRequest) -> exact_reports::Explained<Spending> {
    Spending::of(&SpendingInput { period: &resolved(request), chart: &chart(), lines }).unwrap()
}

/// The result without any of the reports' code.
fn oracle(rows: &[LineRow], period: &PeriodRange) -> Decimal {
    let results = [REVENUE_HIGH, REVENUE_LOW, COSTS, ROUNDING].map(id);
    rows.iter()
        .filter(|row| results.contains(&row.account) && period.contains(row.year, row.period) && row.status != 5)
        .filter(|row| [20, 21, 30, 31, 40, 90].contains(&row.transaction_type))
        .map(|row| -row.amount)
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_result_is_that_of_the_lines_and_its_subtotals_add_up(rows in books(), request in request()) {
        let report = statement(&of_lines(&lines(rows.clone())), request);
        prop_assert_eq!(report.result.total, oracle(&rows, &report.period));
        let section = |section| report.section(section).unwrap().amounts.total;
        prop_assert_eq!(report.operating_result.total, section(Section::Revenue) - section(Section::OperatingCosts));
        for row in &report.sections {
            let kinds: Decimal = row.types.iter().map(|kind| kind.amounts.total).sum();
            prop_assert_eq!(kinds, row.amounts.total);
            prop_assert_eq!(row.amounts.by_period.iter().sum::<Decimal>(), row.amounts.total);
        }
        prop_assert_eq!(report.result.by_period.iter().sum::<Decimal>(), report.result.total);
        prop_assert_eq!(report.gross_margin, None);
    }

    #[test]
    fn the_order_of_lines_and_the_route_change_no_statement((rows, other) in shuffled(), request in request()) {
        let one = statement(&of_lines(&lines(rows.clone())), request);
        prop_assert_eq!(&one, &statement(&of_lines(&lines(other.clone())), request));
        prop_assert_eq!(&one, &statement(&movements(&rows), request));
        prop_assert_eq!(
            costs(&of_lines(&lines(rows.clone())), request),
            costs(&movements(&other), request)
        );
        prop_assert_eq!(suppliers(&lines(rows.clone()), request), suppliers(&lines(other.clone()), request));
        prop_assert_eq!(spending(&lines(rows), request), spending(&lines(other), request));
    }

    #[test]
    fn pages_of_any_size_give_the_same_balances(rows in books(), at in 0_usize..75) {
        let (first, second) = rows.split_at(at.min(rows.len()));
        let paged = lines(first.to_vec()).and(lines(second.to_vec()));
        let moment = Moment { year: 2025, number: 6, day: day("2025-06-30") };
        prop_assert_eq!(sheet(&paged, moment).report, sheet(&lines(rows.clone()), moment).report);
        let year = PeriodRequest::BookYear(2025);
        prop_assert_eq!(trial(&paged, year).report, trial(&lines(rows), year).report);
    }

    #[test]
    fn lines_added_up_as_they_come_make_the_same_reports_as_lines_that_are_kept((rows, other) in shuffled()) {
        let mut sums = LineSums::default();
        other.iter().for_each(|row| sums.add(row));
        let folded = Folded::finished(TransactionLine::META, 1, other.len() as u64, sums);
        let turnovers = Turnovers::from_sums(folded).unwrap();
        let all = lines(rows);
        prop_assert!(turnovers.movements().iter().eq(turnovers_of(&all).movements().iter()));
        let year = PeriodRequest::BookYear(2025);
        prop_assert_eq!(statement(turnovers.movements(), year), statement(&of_lines(&all), year));
    }

    #[test]
    fn assets_are_liabilities_and_the_result_at_every_moment(
        rows in books(), year in 2024_i16..=2025, number in 0_i16..=14,
    ) {
        let all = lines(rows);
        let moment = Moment { year, number, day: day("2025-06-30") };
        let answer = sheet(&all, moment);
        prop_assert!(answer.checks.iter().all(Check::agrees), "{:?}", answer.checks);
        prop_assert_eq!(answer.report.assets, answer.report.liabilities + answer.report.result);
        for side in [SheetSide::Assets, SheetSide::Liabilities] {
            for row in answer.report.accounts(side) {
                let found = answer.report.selector(side, [row.account.id]).total(&all).unwrap();
                prop_assert_eq!(found, row.amount);
            }
        }
        for year in &answer.report.undistributed {
            prop_assert_eq!(answer.report.selector_of_result(year.year, &chart()).total(&all).unwrap(), year.amount);
        }
    }

    #[test]
    fn debits_are_credits_and_begin_and_movement_are_end(rows in books(), request in request()) {
        let all = lines(rows);
        let answer = trial(&all, request);
        prop_assert!(answer.checks.iter().all(Check::agrees), "{:?}", answer.checks);
        let report = answer.report;
        prop_assert_eq!(report.debit, report.credit);
        prop_assert_eq!(report.begin, -report.undistributed);
        for row in &report.rows {
            prop_assert_eq!(row.begin + row.debit - row.credit, row.end);
            prop_assert_eq!(report.selector_of_begin(&row.account).total(&all).unwrap(), row.begin);
            prop_assert_eq!(report.selector(&row.account, Side::Debit).total(&all).unwrap(), row.debit);
            prop_assert_eq!(report.selector(&row.account, Side::Credit).total(&all).unwrap(), row.credit);
        }
    }

    #[test]
    fn an_entry_that_does_not_balance_is_shown(rows in books(), cents in 1_i64..99_999, turned in any::<bool>()) {
        let amount = Decimal::new(if turned { -cents } else { cents }, 2);
        let all = lines(rows.into_iter().chain([line(2_000, 2025, 3, BANK, amount)]).collect());
        let answer = trial(&all, PeriodRequest::BookYear(2025));
        prop_assert!(!answer.checks.iter().all(Check::agrees), "{:?}", answer.checks);
        let balance = sheet(&all, Moment { year: 2025, number: 6, day: day("2025-06-30") });
        prop_assert!(!balance.checks.iter().all(Check::agrees), "{:?}", balance.checks);
    }

    #[test]
    fn without_closing_the_result_is_what_moves_the_undistributed_result(rows in books(), from in 1_i16..=12) {
        let rows: Vec<_> =
            in_the_calendar(rows).filter(|row| !matches!(row.transaction_type, 10 | 310..=327)).collect();
        let all = lines(rows);
        let at = |number| sheet(&all, Moment { year: 2025, number, day: day("2025-06-30") }).report.result;
        let period = PeriodRequest::Periods { year: 2025, from, to: 12 };
        prop_assert_eq!(at(12) - at(from - 1), statement(&of_lines(&all), period).result.total);
    }

    #[test]
    fn disjoint_periods_add_up_to_the_whole(rows in books(), cut in 1_i16..12) {
        let movements = of_lines(&lines(in_the_calendar(rows).collect()));
        let of = |from, to| statement(&movements, PeriodRequest::Periods { year: 2025, from, to }).result.total;
        prop_assert_eq!(of(1, cut) + of(cut + 1, 12), of(1, 12));
    }

    #[test]
    fn an_entry_and_its_reversal_change_no_figure(rows in books(), extra in entry(), request in request()) {
        let reversal = extra.iter().cloned().map(|mut row| {
            row.amount = -row.amount;
            row
        });
        let before = statement(&of_lines(&lines(rows.clone())), request).result;
        let all = lines(rows.into_iter().chain(extra.clone()).chain(reversal).collect());
        let after = statement(&of_lines(&all), request).result;
        prop_assert_eq!((before.total, before.by_period.iter().sum::<Decimal>()), (after.total, after.total));
        let answer = trial(&all, request);
        prop_assert_eq!(answer.report.debit, answer.report.credit);
    }

    #[test]
    fn the_lines_behind_every_result_and_cost_add_up_to_it(rows in books(), request in request()) {
        let all = lines(rows);
        let report = statement(&of_lines(&all), request);
        let mut figures: Vec<_> = report.accounts().map(|row| Figure::Account(row.account.id)).collect();
        figures.extend(Section::ALL.map(Figure::Section));
        figures.extend([Subtotal::OperatingResult, Subtotal::ResultBeforeTax, Subtotal::Result].map(Figure::Subtotal));
        for figure in figures {
            let amounts = report.amounts(figure).unwrap();
            prop_assert_eq!(report.selector(figure, None).total(&all).unwrap(), amounts.total);
            for (column, amount) in report.columns.iter().zip(&amounts.by_period) {
                prop_assert_eq!(report.selector(figure, Some(column)).total(&all).unwrap(), *amount);
            }
        }
        let suppliers = suppliers(&all, request);
        let named: Decimal = suppliers.suppliers.iter().map(|row| row.amount).sum();
        prop_assert_eq!(named + suppliers.without_supplier, suppliers.total);
        prop_assert_eq!(suppliers.total, costs(&of_lines(&all), request).amounts.total);
        for row in &suppliers.suppliers {
            prop_assert_eq!(suppliers.selector(row).total(&all).unwrap(), row.amount);
        }
        prop_assert_eq!(suppliers.selector_without_supplier().total(&all).unwrap(), suppliers.without_supplier);
    }

    #[test]
    fn the_lines_behind_revenue_and_vat_add_up_to_it(rows in books(), request in request(), day in 0_u64..800) {
        let all = lines(rows);
        let (chart, calendar, period, movements) = (chart(), calendar(2024..=2025), resolved(request), of_lines(&all));
        let input = RevenueInput { period: &period, today: period.end, chart: &chart, calendar: &calendar, movements: &movements, control: &[] };
        let revenue = Revenue::of(&input).unwrap().report;
        prop_assert_eq!(revenue.selector_of_all(None).total(&all).unwrap(), revenue.total);
        for row in &revenue.by_account {
            prop_assert_eq!(revenue.selector([row.account.id], None).total(&all).unwrap(), row.amount);
        }
        for row in &revenue.by_period {
            prop_assert_eq!(revenue.selector_of_all(Some(row)).total(&all).unwrap(), row.amount);
        }
        let input = CustomerInput { period: &period, chart: &chart, lines: &all, debtor_lines: &all, control: None };
        let customers = ByCustomer::of(&input).unwrap().report;
        prop_assert_eq!(customers.selector_of_all().total(&all).unwrap(), customers.total);
        for row in customers.customers.iter().chain(&customers.nobody) {
            prop_assert_eq!(customers.selector(row).total(&all).unwrap(), row.amount);
        }
        let as_of = NaiveDate::from_ymd_opt(2023, 12, 1).unwrap() + chrono::Days::new(day);
        let remittance = remittance_accounts(&chart, &movements);
        let input = VatInput { as_of, chart: &chart, calendar: &calendar, movements: &movements, remittance: &remittance };
        if let Ok(answer) = VatBalance::of(&input) {
            let vat = answer.report;
            prop_assert_eq!(vat.selector_of_all().total(&all).unwrap(), vat.total);
            for row in &vat.accounts {
                prop_assert_eq!(vat.selector([row.account.id]).total(&all).unwrap(), row.amount);
            }
        }
    }

    #[test]
    fn what_went_in_and_out_is_what_moved_on_the_bank(rows in books(), request in request()) {
        // One entry number, one place: an entry whose lines lie in several periods is no entry of a bank.
        let mut rows = rows;
        let places: std::collections::BTreeMap<_, _> =
            rows.iter().map(|row| (row.entry, (row.year, row.period, row.transaction_type, row.status))).collect();
        for row in &mut rows {
            (row.year, row.period, row.transaction_type, row.status) = places[&row.entry];
        }
        let all = lines(rows);
        let answer = spending(&all, request);
        prop_assert!(answer.checks.iter().all(Check::agrees), "{:?}", answer.checks);
        for row in answer.report.accounts.iter().chain(&answer.report.clearing) {
            let of = |side| answer.report.selector(row.account.id, side).total(&all).unwrap();
            prop_assert_eq!((of(Side::Debit), of(Side::Credit)), (row.outgoing, row.incoming));
        }
    }
}
