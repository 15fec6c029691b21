//! A million journal lines, a million payment terms and a million lines with VAT, and every report over them.
#![allow(dead_code, unreachable_pub, reason = "each program uses its own part")]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::hint::black_box;

use exact_model::codes::ReceivableStatus;
use exact_model::financial::{FinancialPeriod, GLAccount};
use exact_model::financial_transaction::TransactionLine;
use exact_model::{Complete, Decimal, Entity, NaiveDate, Uuid};
use exact_reports::anomalies::{Anomalies, AnomalyInput};
use exact_reports::balance::{BalanceSheet, Moment, SheetInput, TrialBalance, TrialInput};
use exact_reports::cash::{CashCourse, CashInput, CashPosition, CourseInput, Spending, SpendingInput};
use exact_reports::comparison::Comparison;
use exact_reports::cost_centers::{CostCenterInput, CostCenters};
use exact_reports::costs::{BySupplier, CostInput, CostScope, Costs, FixedCosts, FixedInput, SupplierInput};
use exact_reports::input::{AccountRow, AccountVatRow, DetailedLineRow, PayableRow, PeriodRow, ReceivableRow};
use exact_reports::ledger::{Chart, Lines, Movements, Turnovers};
use exact_reports::open_items::{
    Dso, DsoInput, Duplicates, FallingDue, Horizon, InvoiceSettlement, OpenPosition, PositionInput, Punctuality, Terms,
};
use exact_reports::overview::{Overview, OverviewInput};
use exact_reports::results::{ProfitAndLoss, StatementInput};
use exact_reports::revenue::{ByCustomer, CustomerInput, Revenue, RevenueInput};
use exact_reports::vat::{
    BoxMapping, EuListing, Frequency, ReturnInput, ReturnSeries, Rounding, TaxPeriod, TurnoverByRate, TurnoverInput,
    VatBalance, VatCodes, VatInput, VatLines, VatReturn, remittance_accounts,
};
use exact_reports::{Calendar, PeriodBasis, PeriodRange, PeriodRequest};
use exact_sandbox::books::company;
use support::vat::{BELGIAN, DUTCH, codes, entry, relations, vat_lines};
use support::{
    DEBTORS, REVENUE_HIGH, REVENUE_LOW, VAT_HIGH, id, line, movements, payable, payables, receivable, receivables,
};

/// How many lines each report reads.
pub const LINES: usize = 1_000_000;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The books, as the reports take them.
pub struct Books {
    chart: Chart,
    calendar: Calendar,
    pub rows: Complete<DetailedLineRow>,
    lines: Lines,
    today: NaiveDate,
}

impl Books {
    /// The books of a made-up company over and over, each time with other entries, references and amounts.
    pub fn of(count: usize) -> Self {
        let today = day("2026-06-15");
        let division = company::generate(7, today).divisions.remove(0);
        let ids: BTreeMap<&str, Uuid> = division.accounts.iter().map(|one| (one.code.as_str(), one.id)).collect();
        let relations: BTreeMap<&str, _> = division.relations.iter().map(|one| (one.code.as_str(), one)).collect();
        let accounts = division.accounts.iter().map(|account| AccountRow {
            id: account.id,
            code: account.code.clone(),
            description: Some(account.description.clone()),
            account_type: account.account_type,
            balance_type: account.balance_type.to_string(),
            balance_side: Some(account.balance_side.to_string()),
        });
        let periods = division.periods.iter().map(|period| PeriodRow {
            year: period.year,
            number: period.number,
            start: period.start,
            end: period.end,
        });
        let booked = || division.entries.iter().flat_map(|entry| entry.lines.iter().map(move |line| (entry, line)));
        let rows = (1_u32..).flat_map(|copy| booked().map(move |(entry, line)| (copy, entry, line))).take(count);
        let rows = rows.map(|(copy, entry, line)| {
            let relation = line.relation.as_deref().and_then(|code| relations.get(code));
            DetailedLineRow {
                entry: Uuid::from_u128(entry.id.as_u128().wrapping_add(copy.into())),
                entry_number: Some(entry.number),
                journal: Some(entry.journal.clone()),
                year: entry.year,
                period: entry.period,
                date: line.date,
                account: ids[line.account.as_str()],
                account_code: Some(line.account.clone()),
                invoice_number: line.invoice_number,
                transaction_type: entry.kind.0,
                status: i32::from(entry.status.code()),
                amount: line.amount_dc * Decimal::from(copy),
                relation: relation.map(|relation| relation.id),
                relation_code: relation.map(|relation| relation.code.clone().into()),
                relation_name: relation.map(|relation| relation.name.clone()),
                description: Some(line.description.clone()),
                your_ref: line.your_ref.as_ref().map(|reference| format!("{reference}-{copy}")),
                vat_code: line.vat_code.clone().map(Into::into),
                cost_center: line.cost_center.clone(),
                cost_unit: line.cost_unit.clone(),
            }
        });
        let rows = Complete::finished(TransactionLine::META, 1, rows.collect());
        Self {
            chart: Chart::from_rows(&Complete::finished(GLAccount::META, 1, accounts.collect())),
            calendar: Calendar::from_rows(&Complete::finished(FinancialPeriod::META, 1, periods.collect())),
            lines: Lines::from_detailed_rows(&rows),
            rows,
            today,
        }
    }

    fn year(&self, year: i16) -> PeriodRange {
        PeriodRequest::BookYear(year).resolve(&self.calendar).unwrap()
    }

    fn moment(&self) -> Moment {
        Moment::at(self.today, &self.calendar).unwrap()
    }

    /// The lines by account, period, type and status: the first step of most reports.
    fn movements(&self) -> Movements {
        Movements::from_lines(&self.lines).unwrap()
    }

    fn statement(&self, year: i16, movements: &Movements) -> exact_reports::Explained<ProfitAndLoss> {
        let (chart, calendar) = (&self.chart, &self.calendar);
        ProfitAndLoss::of(&StatementInput { period: &self.year(year), chart, calendar, movements }).unwrap()
    }
}

/// A report over lines, by name; each begins with the lines and ends with the figures.
pub type Case<T> = (&'static str, fn(&T));

/// Every report over journal lines.
pub const OF_LINES: &[Case<Books>] = &[
    ("lines from rows", |books| {
        black_box(Lines::from_detailed_rows(&books.rows));
    }),
    ("movements from lines", |books| {
        black_box(books.movements());
    }),
    ("revenue", |books| {
        let (chart, calendar, movements) = (&books.chart, &books.calendar, &books.movements());
        let period = &books.year(2025);
        let input = RevenueInput { period, today: books.today, chart, calendar, movements, control: &[] };
        black_box(Revenue::of(&input).unwrap());
    }),
    ("revenue by customer", |books| {
        let (chart, lines) = (&books.chart, &books.lines);
        let input = CustomerInput { period: &books.year(2025), chart, lines, debtor_lines: lines, control: None };
        black_box(ByCustomer::of(&input).unwrap());
    }),
    ("profit and loss", |books| {
        black_box(books.statement(2025, &books.movements()));
    }),
    ("comparison", |books| {
        let movements = books.movements();
        let both = (books.statement(2024, &movements), books.statement(2025, &movements));
        black_box(Comparison::of(&both.0, &both.1).unwrap());
    }),
    ("costs", |books| {
        let (chart, calendar, movements) = (&books.chart, &books.calendar, &books.movements());
        let (period, scope) = (&books.year(2025), CostScope::WithCostOfGoods);
        let input = CostInput { period, scope, chart, calendar, movements, classification: None };
        black_box(Costs::of(&input).unwrap());
    }),
    ("costs by supplier", |books| {
        let (chart, lines, period) = (&books.chart, &books.lines, &books.year(2025));
        let input = SupplierInput { period, scope: CostScope::WithCostOfGoods, chart, lines };
        black_box(BySupplier::of(&input).unwrap());
    }),
    ("fixed costs", |books| {
        let (chart, calendar, lines) = (&books.chart, &books.calendar, &books.lines);
        let input = FixedInput { period: &books.year(2025), chart, calendar, lines, classification: None };
        black_box(FixedCosts::of(&input).unwrap());
    }),
    ("cost centres", |books| {
        let (chart, lines) = (&books.chart, &books.lines);
        black_box(CostCenters::of(&CostCenterInput { period: &books.year(2025), chart, lines }).unwrap());
    }),
    ("trial balance", |books| {
        let (chart, turnovers) = (&books.chart, &Turnovers::from_lines(&books.lines).unwrap());
        black_box(TrialBalance::of(&TrialInput { period: &books.year(2025), chart, turnovers }).unwrap());
    }),
    ("balance sheet", |books| {
        let input = SheetInput { moment: books.moment(), chart: &books.chart, movements: &books.movements() };
        black_box(BalanceSheet::of(&input).unwrap());
    }),
    ("cash", |books| {
        let (moment, chart, movements) = (books.moment(), &books.chart, &books.movements());
        black_box(CashPosition::of(&CashInput { moment, chart, movements, last_booked: None }).unwrap());
    }),
    ("cash course", |books| {
        let moments = Moment::period_ends(day("2024-01-01"), books.today, &books.calendar);
        let input = CourseInput { moments: &moments, chart: &books.chart, movements: &books.movements() };
        black_box(CashCourse::of(&input).unwrap());
    }),
    ("spending", |books| {
        let (chart, lines) = (&books.chart, &books.lines);
        black_box(Spending::of(&SpendingInput { period: &books.year(2025), chart, lines }).unwrap());
    }),
    ("overview", |books| {
        let (chart, calendar, movements) = (&books.chart, &books.calendar, &books.movements());
        black_box(Overview::of(&OverviewInput { today: books.today, chart, calendar, movements }).unwrap());
    }),
    ("anomalies", |books| {
        let (chart, lines, period) = (&books.chart, &books.lines, &books.year(2025));
        let vat_codes = Complete::<AccountVatRow>::finished(GLAccount::META, 1, Vec::new());
        let input = AnomalyInput { period, moment: books.moment(), chart, vat_codes: &vat_codes, lines };
        black_box(Anomalies::of(&input).unwrap());
    }),
    ("days sales outstanding", |books| {
        let (chart, calendar, ledger) = (&books.chart, &books.calendar, &books.movements());
        black_box(Dso::of(&DsoInput { window: &books.year(2025), chart, calendar, ledger }).unwrap());
    }),
    ("vat balance", |books| {
        let (chart, calendar, movements) = (&books.chart, &books.calendar, &books.movements());
        let remittance = &remittance_accounts(chart, movements);
        black_box(VatBalance::of(&VatInput { as_of: books.today, chart, calendar, movements, remittance }).unwrap());
    }),
];

/// Payment terms, as the reports take them.
pub struct Subledger {
    chart: Chart,
    pub rows: Complete<ReceivableRow>,
    open: Terms,
    settled: Terms,
    purchases: Terms,
    ledger: Movements,
    calendar: Calendar,
}

const CUSTOMERS: u128 = 5_000;
const TODAY: &str = "2025-12-31";

impl Subledger {
    /// Terms of two years and five thousand relations.
    pub fn of(count: usize) -> Self {
        let first = day("2024-01-02");
        let row = |number: u128| {
            let after = |days: u64| first.checked_add_days(chrono::Days::new(days)).map(|day| day.to_string());
            let invoiced = u64::try_from(number * 7_919 % 700).unwrap();
            let cents = i64::try_from(number * 104_729 % 9_999_991).unwrap() + 100;
            let mut row = receivable(
                number,
                Some(number % CUSTOMERS + 10),
                "0",
                after(invoiced).as_deref(),
                after(invoiced + 30).as_deref(),
            );
            (row.amount, row.foreign) = (Decimal::new(-cents, 2), Decimal::new(-cents, 2));
            row.your_ref = Some(format!("F{number}"));
            row
        };
        let numbers = 1..=u128::try_from(count).unwrap();
        let rows: Vec<ReceivableRow> = numbers.map(row).collect();
        let total: Decimal = rows.iter().map(|row| -row.amount).sum();
        let paid = |mut row: ReceivableRow| {
            row.status = ReceivableStatus::Matched;
            row.last_payment = row.due_date;
            row.matched_on = row.due_date;
            row
        };
        let settled = rows.iter().cloned().map(paid).collect();
        let bills: Vec<PayableRow> = rows.iter().cloned().map(payable).collect();
        let rows = receivables(rows);
        Self {
            chart: support::chart(),
            open: Terms::from_receivables(&rows),
            settled: Terms::from_receivables(&receivables(settled)),
            purchases: Terms::from_payables(&payables(bills)),
            ledger: movements(&[line(1, 2024, 1, DEBTORS, total)]),
            calendar: support::calendar(2024..=2025),
            rows,
        }
    }

    fn position(&self) -> PositionInput<'_> {
        let (chart, terms, ledger) = (&self.chart, &self.open, &self.ledger);
        PositionInput { as_of: day(TODAY), chart, terms, ledger, overview: None }
    }
}

/// Every report over payment terms.
pub const OF_TERMS: &[Case<Subledger>] = &[
    ("terms from rows", |books| {
        black_box(Terms::from_receivables(&books.rows));
    }),
    ("open items", |books| {
        black_box(OpenPosition::now(&books.position()).unwrap());
    }),
    ("open items on a past day", |books| {
        black_box(OpenPosition::on(&books.position()).unwrap());
    }),
    ("falling due", |books| {
        let position = OpenPosition::now(&books.position()).unwrap();
        black_box(FallingDue::of(position, Horizon::Month).unwrap());
    }),
    ("punctuality", |books| {
        black_box(Punctuality::of(&books.settled, day(TODAY)));
    }),
    ("duplicate invoices", |books| {
        black_box(Duplicates::of(&books.purchases, day(TODAY)).unwrap());
    }),
    ("settlement of an invoice", |books| {
        black_box(InvoiceSettlement::find(&books.purchases, "F500000", None, day(TODAY)).unwrap());
    }),
];

/// Lines with VAT, as the reports take them.
pub struct VatBooks {
    chart: Chart,
    calendar: Calendar,
    codes: VatCodes,
    lines: VatLines,
    revenue: Movements,
    quarter: TaxPeriod,
}

impl VatBooks {
    /// Sales with VAT, without, and within the EU.
    pub fn of(count: usize) -> Self {
        let sales = (1_u128..).flat_map(|number| {
            let sale = entry(number, 20);
            match number % 4 {
                0 => sale.of(BELGIAN).base("7", REVENUE_LOW, "-250.00", "0"),
                1 => sale.of(DUTCH).base("20", REVENUE_LOW, "-75.00", "0"),
                _ => sale.of(DUTCH).base("2", REVENUE_HIGH, "-100.00", "-21.00").vat(VAT_HIGH, "-21.00"),
            }
            .rows()
        });
        let rows: Vec<_> = sales.take(count).collect();
        let mut sums: BTreeMap<u128, Decimal> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.account != id(VAT_HIGH)) {
            *sums.entry(row.account.as_u128()).or_default() += row.amount;
        }
        let revenue: Vec<_> = sums.into_iter().map(|(account, sum)| line(1, 2025, 2, account, sum)).collect();
        let quarter = TaxPeriod::containing(day("2025-02-01"), Frequency::Quarter, PeriodBasis::FinancialPeriod);
        Self {
            chart: support::chart(),
            calendar: support::calendar(2025..=2025),
            codes: codes(),
            lines: vat_lines(rows),
            revenue: movements(&revenue),
            quarter: quarter.unwrap(),
        }
    }

    fn run<T>(&self, report: impl FnOnce(&ReturnInput<'_>) -> T) {
        let (establishments, mapping) = (relations(), BoxMapping::default());
        black_box(report(&ReturnInput {
            period: &self.quarter,
            calendar: &self.calendar,
            chart: &self.chart,
            codes: &self.codes,
            lines: &self.lines,
            establishments: &establishments,
            mapping: &mapping,
            rounding: Rounding::InFavour,
        }));
    }
}

/// Every report over lines with VAT.
pub const OF_VAT: &[Case<VatBooks>] = &[
    ("vat return", |books| books.run(|input| VatReturn::of(input).unwrap())),
    ("vat returns of four quarters", |books| {
        let quarters = TaxPeriod::all_of(2025, Frequency::Quarter, PeriodBasis::FinancialPeriod);
        books.run(|input| ReturnSeries::of(input, &quarters).unwrap());
    }),
    ("supplies within the EU", |books| books.run(|input| EuListing::of(input).unwrap())),
    ("turnover by rate", |books| {
        let revenue = &books.revenue;
        books.run(|input| TurnoverByRate::of(&TurnoverInput { vat: *input, revenue }).unwrap());
    }),
];
