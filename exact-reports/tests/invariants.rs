//! What must hold for all books: parts add up, order does not matter, two routes agree.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that goes wrong should stop")]

mod support;

use exact_model::Decimal;
use exact_reports::input::{LineRow, ReceivableRow};
use exact_reports::ledger::{Lines, Movements};
use exact_reports::open_items::{AgeBand, ItemKind, OpenPosition, PositionInput, Selection, Terms};
use exact_reports::revenue::{ByCustomer, CustomerInput, Revenue, RevenueInput};
use exact_reports::vat::{VatBalance, VatInput, remittance_accounts};
use exact_reports::{Explained, PeriodRequest};
use proptest::prelude::*;
use support::*;

/// Amounts of up to four decimals, so that nothing hides behind rounding.
fn amount() -> impl Strategy<Value = Decimal> {
    (-9_999_999_i64..9_999_999, 0_u32..=4).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn booked() -> impl Strategy<Value = LineRow> {
    let account = prop::sample::select(vec![
        REVENUE_HIGH,
        REVENUE_LOW,
        COSTS,
        DEBTORS,
        VAT_HIGH,
        VAT_CLAIM,
        VAT_REMITTANCE,
        VAT_ELSEWHERE,
    ]);
    let kind = prop::sample::select(vec![20, 21, 30, 40, 50, 90, 10, 310, 322, 327, 328, 3000]);
    let status = prop::sample::select(vec![20_i32, 50, 5]);
    let customer = prop::option::of(1_u128..5);
    (1_u128..40, 2024_i16..=2025, 0_i16..=13, account, kind, status, customer, amount()).prop_map(
        |(entry, year, period, account, kind, status, customer, amount)| {
            let mut row = line(entry, year, period, account, amount).of_type(kind);
            row.status = status;
            match customer {
                Some(number) => row.sold_to(number),
                None => row,
            }
        },
    )
}

fn books() -> impl Strategy<Value = Vec<LineRow>> {
    prop::collection::vec(booked(), 0..60)
}

fn shuffled() -> impl Strategy<Value = (Vec<LineRow>, Vec<LineRow>)> {
    books().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

fn revenue(movements: &Movements, request: PeriodRequest) -> Revenue {
    let calendar = calendar(2024..=2025);
    let period = request.resolve(&calendar).unwrap();
    let chart = chart();
    let today = day("2025-06-30");
    let input = RevenueInput { period: &period, today, chart: &chart, calendar: &calendar, movements, control: &[] };
    Revenue::of(&input).unwrap().report
}

fn customers(rows: &[LineRow]) -> Explained<ByCustomer> {
    let period = PeriodRequest::BookYear(2025).resolve(&calendar(2024..=2025)).unwrap();
    let all = lines(rows.to_vec());
    let control = movements(rows);
    let chart = chart();
    let input =
        CustomerInput { period: &period, chart: &chart, lines: &all, debtor_lines: &all, control: Some(&control) };
    ByCustomer::of(&input).unwrap()
}

fn vat(rows: &[LineRow]) -> Option<VatBalance> {
    let remittance = remittance_accounts(&chart(), &movements(rows));
    let input = VatInput {
        as_of: day("2025-08-15"),
        chart: &chart(),
        calendar: &calendar(2024..=2025),
        movements: &movements(rows),
        remittance: &remittance,
    };
    VatBalance::of(&input).ok().map(|answer| answer.report)
}

/// Revenue of 2025 without any of the report's code.
fn oracle(rows: &[LineRow]) -> Decimal {
    rows.iter()
        .filter(|row| row.year == 2025 && (row.account == id(REVENUE_HIGH) || row.account == id(REVENUE_LOW)))
        .filter(|row| row.status != 5 && [20, 21, 30, 40, 50, 90].contains(&row.transaction_type))
        .map(|row| -row.amount)
        .sum()
}

fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    amounts.sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn revenue_by_period_quarter_year_account_and_customer_is_one_total(rows in books()) {
        let report = revenue(&movements(&rows), PeriodRequest::BookYear(2025));
        let customers = customers(&rows);
        prop_assert_eq!(report.total, oracle(&rows));
        prop_assert_eq!(sum(report.by_period.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(sum(report.by_quarter.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(sum(report.by_year.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(sum(report.by_account.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(customers.report.total, report.total);
        let rows = customers.report.customers.iter().chain(&customers.report.nobody);
        prop_assert_eq!(sum(rows.map(|row| row.amount)), report.total);
        prop_assert!(customers.checks.iter().all(exact_reports::Check::agrees));
    }

    #[test]
    fn a_ranking_of_any_length_adds_up_to_the_total(rows in books(), count in 0_usize..8) {
        let report = customers(&rows).report;
        let ranking = report.top(count).unwrap();
        let parts = ranking.rows.iter().chain(&ranking.nobody).map(|row| row.amount);
        prop_assert_eq!(sum(parts.chain(ranking.others.map(|others| others.amount))), report.total);
        prop_assert!(ranking.rows.len() <= count);
        prop_assert!(ranking.rows.windows(2).all(|pair| pair[0].amount >= pair[1].amount));
    }

    #[test]
    fn the_order_of_lines_changes_nothing((rows, other) in shuffled()) {
        let year = PeriodRequest::BookYear(2025);
        prop_assert_eq!(
            revenue(&Movements::from_lines(&lines(rows.clone())).unwrap(), year),
            revenue(&Movements::from_lines(&lines(other.clone())).unwrap(), year)
        );
        prop_assert_eq!(customers(&rows).report, customers(&other).report);
        prop_assert_eq!(vat(&rows), vat(&other));
    }

    #[test]
    fn lines_and_balances_give_the_same_revenue(rows in books()) {
        let year = PeriodRequest::BookYear(2024);
        prop_assert_eq!(
            revenue(&movements(&rows), year),
            revenue(&Movements::from_lines(&lines(rows)).unwrap(), year)
        );
    }

    #[test]
    fn the_size_of_pages_and_batches_changes_nothing(rows in books(), at in 0_usize..60) {
        let (first, second) = rows.split_at(at.min(rows.len()));
        let parts = Movements::from_lines(&lines(first.to_vec()).and(lines(second.to_vec()))).unwrap();
        let year = PeriodRequest::BookYear(2025);
        prop_assert_eq!(revenue(&parts, year), revenue(&Movements::from_lines(&lines(rows)).unwrap(), year));
    }

    #[test]
    fn an_entry_and_its_reversal_change_no_amount(rows in books(), entry in prop::collection::vec(booked(), 1..4)) {
        let year = PeriodRequest::BookYear(2025);
        let reversal = entry.iter().cloned().map(|row| LineRow { amount: -row.amount, ..row });
        let with: Vec<_> = rows.iter().cloned().chain(entry.iter().cloned()).chain(reversal).collect();
        let amounts = |rows: &[LineRow]| {
            let report = revenue(&movements(rows), year);
            (report.total, report.by_period.into_iter().filter(|row| row.days.is_some()).map(|row| row.amount).collect::<Vec<_>>())
        };
        prop_assert_eq!(amounts(&rows), amounts(&with));
    }

    #[test]
    fn disjoint_periods_add_up_to_their_union(rows in books(), last in 1_i16..12) {
        let movements = movements(&rows);
        let of = |from, to| revenue(&movements, PeriodRequest::Periods { year: 2025, from, to }).total;
        let outside: Decimal = revenue(&movements, PeriodRequest::BookYear(2025))
            .by_period.iter().filter(|row| row.days.is_none()).map(|row| row.amount).sum();
        prop_assert_eq!(of(1, last) + of(last + 1, 12) + outside, oracle(&rows));
    }

    #[test]
    fn vat_accounts_and_filing_parts_are_one_total(rows in books()) {
        let Some(report) = vat(&rows) else { return Ok(()) };
        prop_assert_eq!(sum(report.accounts.iter().map(|row| row.amount)), report.total);
        prop_assert_eq!(report.ledger + report.elsewhere, report.total);
        if let Some(filing) = report.filing {
            prop_assert_eq!(filing.filed_unpaid + filing.not_yet_filed + filing.residue, report.total);
        }
        for period in report.return_periods {
            prop_assert_eq!(period.to_pay - period.to_claim, period.amount);
        }
    }
}

fn term() -> impl Strategy<Value = ReceivableRow> {
    let days = || prop::option::of(0_u64..900);
    let kind = prop::option::of(prop::sample::select(vec![20, 21, 40, 90]));
    (0_u128..1000, prop::option::of(1_u128..5), amount(), days(), days(), kind).prop_map(
        |(number, customer, amount, invoiced, due, kind)| {
            let on = |days: u64| day("2024-01-01") + chrono::Days::new(days);
            let mut row = receivable(number, customer, "0", None, None);
            row.amount = amount;
            row.invoice_date = invoiced.map(on);
            row.due_date = due.map(on);
            row.transaction_type = kind;
            row
        },
    )
}

fn receivables_of(rows: Vec<ReceivableRow>, ledger: Decimal) -> Explained<OpenPosition> {
    let input = PositionInput {
        as_of: day("2025-06-30"),
        chart: &chart(),
        terms: &Terms::from_receivables(&receivables(rows)),
        ledger: &movements(&[line(1, 2025, 1, DEBTORS, ledger)]),
        overview: None,
    };
    OpenPosition::now(&input).unwrap()
}

/// Every figure of a position with what selects the items behind it.
fn figures(report: &OpenPosition) -> Vec<(Selection, Decimal)> {
    let mut figures = vec![
        (Selection::Everything, report.total),
        (Selection::Kind(ItemKind::Invoice), report.invoices),
        (Selection::Kind(ItemKind::CreditNote), report.credit_notes),
        (Selection::Kind(ItemKind::Unapplied), report.unapplied),
        (Selection::Overdue, report.overdue),
    ];
    for band in AgeBand::ALL {
        figures.push((Selection::DueBand(band), report.by_due_date.bucket(band).unwrap().total));
        figures.push((Selection::InvoiceBand(band), report.by_invoice_date.bucket(band).unwrap().total));
    }
    for row in &report.customers {
        figures.push((Selection::Relation(row.customer.relation().map(|relation| relation.id)), row.total));
    }
    for row in &report.currencies {
        figures.push((Selection::Currency(row.currency.clone()), row.total));
    }
    figures
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn receivables_by_age_kind_and_customer_are_the_ledger(
        (rows, other) in prop::collection::vec(term(), 0..40)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        turned in any::<bool>(),
    ) {
        let raw = sum(rows.iter().map(|row| row.amount));
        let ledger = if turned { -raw } else { raw };
        let answer = receivables_of(rows, ledger);
        let report = &answer.report;
        prop_assert!(answer.checks.iter().all(exact_reports::Check::agrees));
        prop_assert_eq!(report.total, ledger);
        prop_assert_eq!(report.invoices + report.credit_notes + report.unapplied, report.total);
        for aging in [&report.by_due_date, &report.by_invoice_date] {
            prop_assert_eq!(sum(aging.buckets.iter().map(|bucket| bucket.total)), report.total);
            prop_assert_eq!(sum(aging.buckets.iter().map(|bucket| bucket.invoices)), report.invoices);
        }
        prop_assert_eq!(sum(report.customers.iter().map(|row| row.total)), report.total);
        prop_assert_eq!(sum(report.currencies.iter().map(|row| row.total)), report.total);
        for (selection, figure) in figures(report) {
            prop_assert_eq!(sum(report.select(&selection).map(|item| item.amount)), figure, "{:?}", selection);
        }
        prop_assert_eq!(sum(report.customers.iter().map(|row| row.overdue)), report.overdue);
        let same = receivables_of(other, ledger).report;
        prop_assert_eq!(same.total, report.total);
        prop_assert_eq!(&same.customers, &report.customers);
        prop_assert_eq!(&same.by_due_date, &report.by_due_date);
    }

    #[test]
    fn no_amounts_make_a_report_panic(digits in prop::collection::vec(any::<(i64, i32, u8, bool)>(), 0..12)) {
        let rows: Vec<_> = digits
            .into_iter()
            .map(|(low, high, scale, negative)| {
                let wide = (i128::from(high.unsigned_abs()) << 64) | i128::from(low.unsigned_abs());
                let amount = Decimal::try_from_i128_with_scale(if negative { -wide } else { wide }, u32::from(scale % 29)).unwrap();
                line(1, 2025, 1, REVENUE_HIGH, amount)
            })
            .collect();
        let calendar = calendar(2025..=2025);
        let period = PeriodRequest::BookYear(2025).resolve(&calendar).unwrap();
        let (chart, rows) = (chart(), lines(rows));
        let input = CustomerInput { period: &period, chart: &chart, lines: &rows, debtor_lines: &Lines::default(), control: None };
        let _ = ByCustomer::of(&input);
    }
}

/// Part of an invoice and the part of a receipt that paid it, if it was paid: amount, day of the one, day of the other.
fn settled() -> impl Strategy<Value = (Decimal, u64, Option<u64>)> {
    (amount(), 0_u64..400, prop::option::of(0_u64..400))
}

/// The terms of such pairs the way Exact keeps them, and the debtor lines behind them.
fn terms_and_lines(pairs: &[(Decimal, u64, Option<u64>)]) -> (Vec<ReceivableRow>, Vec<LineRow>) {
    let on = |days: u64| day("2024-01-01") + chrono::Days::new(days);
    let (mut terms, mut booked) = (Vec::new(), Vec::new());
    for (number, (amount, invoiced, paid)) in (0_u128..).zip(pairs) {
        let mut book = |key: u128, amount: Decimal, days: u64, kind: i32| {
            let mut row = receivable(key, Some(number % 4), "0", None, None);
            row.amount = -amount;
            row.invoice_date = Some(on(days));
            row.transaction_type = Some(kind);
            if let Some(paid) = paid {
                row.status = exact_model::codes::ReceivableStatus::Matched;
                row.matched_on = Some(on((*paid).max(*invoiced)));
            }
            terms.push(row);
            booked.push(LineRow { date: on(days), ..line(key, 2024, 1, DEBTORS, amount).of_type(kind) });
        };
        book(number * 2, *amount, *invoiced, 20);
        if let Some(paid) = paid {
            book(number * 2 + 1, -*amount, *paid, 40);
        }
    }
    (terms, booked)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_position_of_any_day_is_the_ledger_of_that_day(pairs in prop::collection::vec(settled(), 0..30), days in 0_u64..400) {
        let (terms, booked) = terms_and_lines(&pairs);
        let as_of = day("2024-01-01") + chrono::Days::new(days);
        let oracle = sum(booked.iter().filter(|row| row.date <= as_of).map(|row| row.amount));
        let (chart, terms, lines) = (chart(), Terms::from_receivables(&receivables(terms)), lines(booked));
        let ledger = Movements::from_lines_until(&lines, as_of).unwrap();
        let input = PositionInput { as_of, chart: &chart, terms: &terms, ledger: &ledger, overview: None };
        let answer = OpenPosition::on(&input).unwrap();
        prop_assert_eq!(answer.report.total, oracle);
        prop_assert!(answer.checks.iter().all(exact_reports::Check::agrees));
        prop_assert!(answer.basis.choices.is_empty());
    }

    #[test]
    fn the_position_of_today_is_the_list_of_today(pairs in prop::collection::vec(settled(), 0..30)) {
        let (terms, booked) = terms_and_lines(&pairs);
        let as_of = day("2025-12-31");
        let (chart, terms, lines) = (chart(), Terms::from_receivables(&receivables(terms)), lines(booked));
        let ledger = Movements::from_lines_until(&lines, as_of).unwrap();
        let input = PositionInput { as_of, chart: &chart, terms: &terms, ledger: &ledger, overview: None };
        prop_assert_eq!(OpenPosition::on(&input).unwrap().report, OpenPosition::now(&input).unwrap().report);
    }
}
