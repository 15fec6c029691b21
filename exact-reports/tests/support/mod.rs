//! Hand-made books for the tests of this crate.
#![allow(dead_code, unreachable_pub, reason = "every test file uses its own part")]

pub mod vat;

use std::collections::BTreeMap;

use exact_model::codes::ReceivableStatus;
use exact_model::financial::{
    FinancialPeriod, GLAccount, OutstandingInvoicesOverview, ReportingBalance, RevenueOfYear,
};
use exact_model::{Complete, Decimal, Entity, NaiveDate, Uuid};
use exact_model::{
    cashflow::{Payment, Receivable},
    financial_transaction::TransactionLine,
};
use exact_reports::Calendar;
use exact_reports::input::{
    AccountRow, BalanceRow, LineRow, OutstandingRow, PayableRow, PeriodRow, ReceivableRow, RevenueListRow,
};
use exact_reports::ledger::{Chart, Lines, Movements};

pub fn money(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub const DEBTORS: u128 = 1300;
pub const CREDITORS: u128 = 1600;
pub const REVENUE_HIGH: u128 = 8000;
pub const REVENUE_LOW: u128 = 8010;
pub const COSTS: u128 = 4000;
pub const VAT_HIGH: u128 = 1500;
pub const VAT_CLAIM: u128 = 1520;
pub const VAT_REMITTANCE: u128 = 1599;
pub const VAT_ELSEWHERE: u128 = 1690;
pub const ROUNDING: u128 = 4990;
pub const BANK: u128 = 1100;

/// The whole chart: id, type, balance type, side.
pub fn chart() -> Chart {
    let rows = [
        (DEBTORS, 20, "B", "D"),
        (CREDITORS, 22, "B", "C"),
        (REVENUE_HIGH, 110, "W", "C"),
        (REVENUE_LOW, 110, "W", "C"),
        (COSTS, 121, "W", "D"),
        (VAT_HIGH, 24, "B", "C"),
        (VAT_CLAIM, 24, "B", "D"),
        (VAT_REMITTANCE, 24, "B", "C"),
        (VAT_ELSEWHERE, 100, "B", "C"),
        (ROUNDING, 120, "W", "D"),
        (BANK, 12, "B", "D"),
    ]
    .map(|(code, kind, balance_type, side)| AccountRow {
        id: id(code),
        code: code.to_string(),
        description: Some(format!("account {code}")),
        account_type: kind,
        balance_type: balance_type.to_owned(),
        balance_side: Some(side.to_owned()),
    });
    Chart::from_rows(&Complete::finished(GLAccount::META, 1, rows.to_vec()))
}

/// Calendar-month periods of these years.
pub fn calendar(years: core::ops::RangeInclusive<i16>) -> Calendar {
    let rows = years.flat_map(|year| {
        (1..=12).map(move |month| {
            let start = NaiveDate::from_ymd_opt(i32::from(year), month, 1).unwrap();
            let end = start.checked_add_months(chrono::Months::new(1)).unwrap().pred_opt().unwrap();
            PeriodRow { year, number: i16::try_from(month).unwrap(), start, end }
        })
    });
    periods(rows.collect())
}

pub fn periods(rows: Vec<PeriodRow>) -> Calendar {
    Calendar::from_rows(&Complete::finished(FinancialPeriod::META, 1, rows))
}

/// A processed sales line without customer on the first day of its period; change what matters.
pub fn line(entry: u128, year: i16, period: i16, account: u128, amount: Decimal) -> LineRow {
    LineRow {
        entry: id(entry),
        year,
        period,
        date: NaiveDate::from_ymd_opt(i32::from(year), u32::try_from(period.clamp(1, 12)).unwrap(), 1).unwrap(),
        account: id(account),
        transaction_type: 20,
        status: 50,
        amount,
        relation: None,
        relation_code: None,
        relation_name: None,
    }
}

pub trait Change {
    fn of_type(self, kind: i32) -> Self;
    fn open(self) -> Self;
    fn sold_to(self, number: u128) -> Self;
}

impl Change for LineRow {
    fn of_type(mut self, kind: i32) -> Self {
        self.transaction_type = kind;
        self
    }

    fn open(mut self) -> Self {
        self.status = 20;
        self
    }

    fn sold_to(mut self, number: u128) -> Self {
        self.relation = Some(id(number));
        self.relation_code = Some(format!("{number:>18}").into());
        self.relation_name = Some(format!("customer {number}"));
        self
    }
}

pub fn lines(rows: Vec<LineRow>) -> Lines {
    Lines::from_rows(&Complete::finished(TransactionLine::META, 1, rows))
}

/// The same lines the way `financial/ReportingBalance` adds them up.
pub fn movements(rows: &[LineRow]) -> Movements {
    let mut groups: BTreeMap<_, (Decimal, i32)> = BTreeMap::new();
    for row in rows {
        let key = (row.year, row.period, row.account, row.transaction_type, row.status);
        let (amount, count) = groups.entry(key).or_default();
        *amount += row.amount;
        *count += 1;
    }
    let rows = groups.into_iter().map(|((year, period, account, kind, status), (amount, count))| BalanceRow {
        year: i32::from(year),
        period: i32::from(period),
        account,
        amount,
        count,
        status,
        transaction_type: kind,
    });
    Movements::from_balances(&Complete::finished(ReportingBalance::META, 1, rows.collect())).unwrap()
}

pub fn revenue_list(rows: &[(i32, i32, &str)]) -> Complete<RevenueListRow> {
    let row = |(year, period, amount): &(i32, i32, &str)| RevenueListRow {
        year: *year,
        period: *period,
        amount: money(amount),
    };
    Complete::finished(RevenueOfYear::META, 1, rows.iter().map(row).collect())
}

/// An open term in Exact's sign: negative is to be received.
pub fn receivable(
    number: u128,
    customer: Option<u128>,
    amount: &str,
    invoiced: Option<&str>,
    due: Option<&str>,
) -> ReceivableRow {
    ReceivableRow {
        id: id(number),
        relation: customer.map(id),
        relation_code: None,
        relation_name: customer.map(|number| format!("customer {number}")),
        amount: money(amount),
        foreign: money(amount),
        currency: Some("EUR".to_owned()),
        invoice_date: invoiced.map(day),
        due_date: due.map(day),
        matched_on: None,
        last_payment: None,
        transaction: Some(id(number + 1_000_000)),
        invoice_number: i32::try_from(number).ok(),
        entry_number: None,
        description: None,
        your_ref: None,
        status: ReceivableStatus::Open,
        transaction_type: Some(20),
        entry_status: Some(50),
    }
}

/// The same term of a supplier, in Exact's sign: positive is to be paid.
pub fn payable(row: ReceivableRow) -> PayableRow {
    PayableRow {
        id: row.id,
        relation: row.relation,
        relation_code: row.relation_code,
        relation_name: row.relation_name,
        amount: -row.amount,
        foreign: -row.foreign,
        currency: row.currency,
        invoice_date: row.invoice_date,
        due_date: row.due_date,
        matched_on: row.matched_on,
        transaction: row.transaction,
        invoice_number: row.invoice_number,
        entry_number: row.entry_number,
        description: row.description,
        your_ref: row.your_ref,
        status: row.status,
        transaction_type: row.transaction_type.map(|kind| if kind == 20 || kind == 21 { kind + 10 } else { kind }),
        entry_status: row.entry_status,
    }
}

pub fn payables(rows: Vec<PayableRow>) -> Complete<PayableRow> {
    Complete::finished(Payment::META, 1, rows)
}

pub fn receivables(rows: Vec<ReceivableRow>) -> Complete<ReceivableRow> {
    Complete::finished(Receivable::META, 1, rows)
}

pub fn overview(amount: &str) -> Complete<OutstandingRow> {
    Complete::finished(
        OutstandingInvoicesOverview::META,
        1,
        vec![OutstandingRow { receivable: money(amount), payable: money("0") }],
    )
}
