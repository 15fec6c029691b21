//! VAT returns by the lines that have a VAT code or stand on a VAT account: the rest of the ledger stays where it is.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use exact_model::crm::Account as RelationEntity;
use exact_model::financial::ReportingBalance;
use exact_model::financial_transaction::TransactionLine;
use exact_model::vat::VATCode;
use exact_model::{Filter, Uuid};

use super::administration::Administration;
use super::batch::any_of;
use super::reading::{Reading, both, on_accounts};
use super::{Answer, Error};
use crate::calendar::Calendar;
use crate::input::{RelationRow, ReturnRow, VatCodeRow, VatLineRow};
use crate::ledger::{Account, AccountType, Chart, Movements};
use crate::period::PeriodBasis;
use crate::vat::{
    BoxMapping, Direction, Establishments, EuListing, FiledReturns, ReturnInput, ReturnSeries, ReturnTasks, Rounding,
    TaxPeriod, TaxReturns, TurnoverByRate, TurnoverInput, VatCodes, VatLines,
};

/// Up to how many relations are asked for by their id; more are cheaper a thousand to a call.
const FEW_RELATIONS: usize = 60;

/// Which lines a question needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// All that have a VAT code or stand on a VAT account.
    All,
    /// Those on revenue accounts that have a VAT code.
    Revenue,
}

/// Everything that questions about returns are answered from.
pub(super) struct VatBooks {
    pub(super) calendar: Calendar,
    pub(super) chart: Chart,
    pub(super) codes: VatCodes,
    pub(super) lines: VatLines,
    pub(super) establishments: Establishments,
}

impl VatBooks {
    pub(super) async fn read(
        administration: &Administration,
        reading: &mut Reading,
        which: Which,
        periods: &[TaxPeriod],
    ) -> Result<Self, Error> {
        let calendar = administration.whole_calendar(reading).await?;
        let chart = reading.chart(&[AccountType::VAT, AccountType::REVENUE]).await?;
        if chart.of_type(AccountType::VAT).is_empty() {
            return Err(crate::Error::NoVat.into());
        }
        let codes = reading.list::<VatCodeRow>().expand(VATCode::VAT_PERCENTAGES);
        let codes = VatCodes::from_rows(&reading.setting("VAT codes", codes).await?);
        let mut lines = VatLines::default();
        for filter in lines_in(which, &chart, &calendar, periods) {
            if let Some(rows) = reading.kept(&filter).await? {
                lines = lines.and(VatLines::from_rows(&rows));
                continue;
            }
            let list = reading.list::<VatLineRow>().bulk().filter(filter);
            lines = lines.and(VatLines::from_rows(&reading.all(list).await?));
        }
        if lines.is_empty() {
            // Nothing in these periods is a return of zero; nothing ever is no VAT administration.
            let ever = reading.list::<VatLineRow>().bulk().filter(coded());
            if reading.first(ever).await?.is_none() {
                return Err(crate::Error::NoVat.into());
            }
        }
        let establishments = establishments(reading, &codes, &lines).await?;
        Ok(Self { calendar, chart, codes, lines, establishments })
    }

    pub(super) const fn input<'a>(
        &'a self,
        period: &'a TaxPeriod,
        mapping: &'a BoxMapping,
        rounding: Rounding,
    ) -> ReturnInput<'a> {
        ReturnInput {
            period,
            calendar: &self.calendar,
            chart: &self.chart,
            codes: &self.codes,
            lines: &self.lines,
            establishments: &self.establishments,
            mapping,
            rounding,
        }
    }
}

pub(super) async fn answer(
    administration: &Administration,
    mut reading: Reading,
    periods: &[TaxPeriod],
    mapping: &BoxMapping,
    rounding: Rounding,
) -> Result<Answer<ReturnSeries>, Error> {
    let Some(first) = periods.first() else { return Err(crate::Error::RangeReversed.into()) };
    let books = VatBooks::read(administration, &mut reading, Which::All, periods).await?;
    Ok(reading.answer(ReturnSeries::of(&books.input(first, mapping, rounding), periods)?))
}

fn coded() -> Filter<TransactionLine> {
    TransactionLine::VAT_CODE.is_not_null()
}

/// The lines of the periods, in filters that do not overlap.
fn lines_in(which: Which, chart: &Chart, calendar: &Calendar, periods: &[TaxPeriod]) -> Vec<Filter<TransactionLine>> {
    let Some(when) = periods.iter().filter_map(|period| during(calendar, period)).reduce(Filter::or) else {
        return Vec::new();
    };
    let on = |accounts: Vec<&Account>| {
        any_of(accounts, |account| TransactionLine::GL_ACCOUNT_CODE.eq(account.code.as_str()))
    };
    match which {
        Which::Revenue => both(on(chart.revenue()), &when.and(coded())),
        Which::All => {
            let mut batches = on(chart.of_type(AccountType::VAT));
            // With the accounts in one filter a line that has both comes once; with more of them every line of the
            // period does.
            match (batches.pop(), batches.is_empty()) {
                (Some(accounts), true) => both(vec![coded().or(accounts)], &when),
                _ => vec![when],
            }
        }
    }
}

/// The lines of a return as a filter, or more of them.
fn during(calendar: &Calendar, period: &TaxPeriod) -> Option<Filter<TransactionLine>> {
    if period.basis == PeriodBasis::Date {
        return Some(TransactionLine::DATE.ge(period.start).and(TransactionLine::DATE.le(period.end)));
    }
    let (year, number) = (TransactionLine::FINANCIAL_YEAR, TransactionLine::FINANCIAL_PERIOD);
    let spans = calendar.years().into_iter().filter_map(|known| {
        let inside =
            calendar.periods_of(known.year).filter(|one| period.contains(calendar, one.year, one.number, one.start));
        let numbers: Vec<i16> = inside.map(|one| one.number).collect();
        let (first, last) = (*numbers.iter().min()?, *numbers.iter().max()?);
        // Periods that the calendar does not know come before its first one or after its last one.
        let filter = year.eq(known.year);
        let filter = if first > known.first { filter.and(number.ge(first)) } else { filter };
        Some(if last < known.last { filter.and(number.le(last)) } else { filter })
    });
    spans.reduce(Filter::or)
}

/// Where the relations are whose lines need it: VAT reversed to us, and what was supplied without VAT.
async fn establishments(reading: &mut Reading, codes: &VatCodes, lines: &VatLines) -> Result<Establishments, Error> {
    let wanted: BTreeSet<Uuid> = lines
        .iter()
        .filter(|line| {
            let code = line.code.as_deref().and_then(|code| codes.get(code));
            code.is_some_and(|code| {
                let is_sale = code.direction != Some(Direction::Purchase);
                !code.is_no_vat && (code.is_reversed || code.listing.is_some() || (code.is_base_only && is_sale))
            })
        })
        .filter_map(|line| line.relation)
        .collect();
    let mut found = Establishments::default();
    if wanted.len() > FEW_RELATIONS {
        let list = reading.list::<RelationRow>().bulk();
        return Ok(Establishments::from_rows(&reading.setting("relations", list).await?));
    }
    for filter in any_of(&wanted, |id| RelationEntity::ID.eq(*id)) {
        let name = format!("relations {filter}");
        let list = reading.list::<RelationRow>().bulk().filter(filter);
        found = found.and(Establishments::from_rows(&reading.setting(&name, list).await?));
    }
    Ok(found)
}

pub(super) async fn eu_listing(
    administration: &Administration,
    mut reading: Reading,
    period: &TaxPeriod,
    mapping: &BoxMapping,
    rounding: Rounding,
) -> Result<Answer<EuListing>, Error> {
    let books = VatBooks::read(administration, &mut reading, Which::All, core::slice::from_ref(period)).await?;
    Ok(reading.answer(EuListing::of(&books.input(period, mapping, rounding))?))
}

pub(super) async fn turnover(
    administration: &Administration,
    mut reading: Reading,
    period: &TaxPeriod,
    mapping: &BoxMapping,
) -> Result<Answer<TurnoverByRate>, Error> {
    // Balances know no dates.
    let period = &TaxPeriod { basis: PeriodBasis::FinancialPeriod, ..*period };
    let books = VatBooks::read(administration, &mut reading, Which::Revenue, core::slice::from_ref(period)).await?;
    let years: BTreeSet<i16> = books
        .calendar
        .periods()
        .iter()
        .filter(|one| period.contains(&books.calendar, one.year, one.number, one.start))
        .map(|one| one.year)
        .collect();
    let accounts = on_accounts(&books.chart.require_revenue()?);
    let in_year = |year| ReportingBalance::REPORTING_YEAR.eq(i32::from(year));
    let revenue = match years.into_iter().map(in_year).reduce(Filter::or) {
        Some(years) => reading.movements(both(accounts, &years)).await?,
        None => Movements::default(),
    };
    let vat = books.input(period, mapping, Rounding::Exact);
    Ok(reading.answer(TurnoverByRate::of(&TurnoverInput { vat, revenue: &revenue })?))
}

pub(super) async fn filed_returns(
    administration: &Administration,
    mut reading: Reading,
    periods: &[TaxPeriod],
    mapping: &BoxMapping,
    rounding: Rounding,
) -> Result<Answer<FiledReturns>, Error> {
    let Some(first) = periods.first() else { return Err(crate::Error::RangeReversed.into()) };
    let books = VatBooks::read(administration, &mut reading, Which::All, periods).await?;
    let list = reading.list::<ReturnRow>();
    let tasks = ReturnTasks::from_rows(&reading.all(list).await?);
    let series = ReturnSeries::of(&books.input(first, mapping, rounding), periods)?;
    Ok(reading.answer(FiledReturns::of(&tasks, series)?))
}

pub(super) async fn tax_returns(mut reading: Reading, today: NaiveDate) -> Result<Answer<TaxReturns>, Error> {
    let list = reading.list::<ReturnRow>();
    let tasks = ReturnTasks::from_rows(&reading.all(list).await?);
    Ok(reading.answer(TaxReturns::of(&tasks, today)))
}
