use std::sync::{Mutex, PoisonError};

use chrono::{Datelike, NaiveDate};
use exact_client::Division;
use exact_model::financial::FinancialPeriod;

use super::reading::Reading;
use super::working::WorkingSet;
use super::{Answer, Error};
use crate::calendar::{BookYear, Calendar};
use crate::open_items::{Dso, Duplicates, FallingDue, Horizon, InvoiceSettlement, OpenPosition, Punctuality, Side};
use crate::period::{PeriodRange, PeriodRequest};
use crate::revenue::{ByCustomer, Revenue};
use crate::vat::{
    BoxMapping, EuListing, FiledReturns, ReturnSeries, Rounding, TaxPeriod, TaxReturns, TurnoverByRate, VatBalance,
};

/// One administration of Exact Online, and the questions it can answer.
///
/// It remembers the financial periods once it has read all of them, and nothing else: every
/// figure is read afresh. Make a new one for every conversation, so that a book year that is added later is seen.
#[derive(Debug)]
pub struct Administration {
    division: Division,
    calendar: Mutex<Option<Calendar>>,
    working_set: Option<WorkingSet>,
}

/// The book years of an administration, and what it cost to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookYears {
    /// Every financial period.
    pub calendar: Calendar,
    /// The book years that have periods, the first one first. A year can have periods and no bookings.
    pub years: Vec<BookYear>,
    /// Calls sent to Exact Online; none when the periods were known.
    pub calls: u64,
}

impl Administration {
    /// The administration behind a division.
    #[must_use]
    pub const fn new(division: Division) -> Self {
        Self { division, calendar: Mutex::new(None), working_set: None }
    }

    /// Answers from lines in memory, refreshed for every question. The set is that of one link; its administrations share
    /// it.
    #[must_use]
    pub fn with_working_set(mut self, set: &WorkingSet) -> Self {
        self.working_set = Some(set.clone());
        self
    }

    /// The division it reads.
    #[must_use]
    pub const fn division(&self) -> &Division {
        &self.division
    }

    /// The book years and their periods, to resolve "this year" or "last month" with. Read once.
    ///
    /// # Errors
    /// [`Error::Client`] when the periods cannot be read.
    pub async fn book_years(&self) -> Result<BookYears, Error> {
        let mut reading = self.reading_elsewhere().await;
        let calendar = self.whole_calendar(&mut reading).await?;
        Ok(BookYears { years: calendar.years(), calendar, calls: reading.calls() })
    }

    /// Revenue of a period: by month, quarter, year and account.
    ///
    /// # Errors
    /// [`Error::Report`] for a period that does not exist, a year without books or a chart without revenue accounts;
    /// [`Error::Client`] when the books cannot be read.
    pub async fn revenue(&self, period: &PeriodRequest, today: NaiveDate) -> Result<Answer<Revenue>, Error> {
        super::revenue::answer(self, self.reading().await?, period, today).await
    }

    /// Revenue of a period by customer.
    ///
    /// # Errors
    /// As [`revenue`](Self::revenue).
    pub async fn revenue_by_customer(&self, period: &PeriodRequest) -> Result<Answer<ByCustomer>, Error> {
        super::customers::answer(self, self.reading().await?, period).await
    }

    /// What customers still have to pay, with ages counted to a day, mostly today.
    ///
    /// The position is that of the books now: an older day changes the ages, not what is open; for that ask
    /// [`position_on`](Self::position_on).
    ///
    /// # Errors
    /// [`Error::Report`] for a chart without receivable accounts; [`Error::Client`] when the books cannot be read.
    pub async fn receivables(&self, as_of: NaiveDate) -> Result<Answer<OpenPosition>, Error> {
        super::open_items::now(self, self.reading_elsewhere().await, Side::Receivable, as_of).await
    }

    /// What suppliers are still owed, with ages counted to a day, mostly today.
    ///
    /// # Errors
    /// As [`receivables`](Self::receivables).
    pub async fn payables(&self, as_of: NaiveDate) -> Result<Answer<OpenPosition>, Error> {
        super::open_items::now(self, self.reading_elsewhere().await, Side::Payable, as_of).await
    }

    /// What was open at the end of a day in the past.
    ///
    /// # Errors
    /// As [`receivables`](Self::receivables).
    pub async fn position_on(&self, side: Side, day: NaiveDate) -> Result<Answer<OpenPosition>, Error> {
        super::open_items::on(self, self.reading().await?, side, day).await
    }

    /// Days sales outstanding over a period, with VAT on both sides.
    ///
    /// # Errors
    /// [`Error::Report`] for a period that does not exist or a chart without receivable accounts; [`Error::Client`] when
    /// the books cannot be read.
    pub async fn dso(&self, window: &PeriodRequest) -> Result<Answer<Dso>, Error> {
        super::terms::dso(self, self.reading().await?, window).await
    }

    /// How late invoices were paid that were settled in the twelve months up to a day.
    ///
    /// # Errors
    /// [`Error::Client`] when the terms cannot be read.
    pub async fn punctuality(&self, side: Side, as_of: NaiveDate) -> Result<Answer<Punctuality>, Error> {
        super::terms::punctuality(self.reading_elsewhere().await, side, as_of).await
    }

    /// What falls due this week, this month or up to a day, and what is overdue.
    ///
    /// # Errors
    /// As [`receivables`](Self::receivables).
    pub async fn falling_due(
        &self,
        side: Side,
        today: NaiveDate,
        horizon: Horizon,
    ) -> Result<Answer<FallingDue>, Error> {
        super::terms::falling_due(self, self.reading_elsewhere().await, side, today, horizon).await
    }

    /// Whether an invoice was paid, and when: by its number, the other party's reference or the number of its entry. A
    /// reference that is written differently is looked for among the invoices of two years.
    ///
    /// # Errors
    /// [`Error::Client`] when the terms cannot be read.
    pub async fn invoice(
        &self,
        side: Side,
        reference: &str,
        today: NaiveDate,
    ) -> Result<Answer<Vec<InvoiceSettlement>>, Error> {
        super::terms::invoice(self.reading_elsewhere().await, side, reference, today).await
    }

    /// Purchase invoices dated since a day that may have been booked twice.
    ///
    /// # Errors
    /// [`Error::Client`] when the terms cannot be read.
    pub async fn duplicates(&self, since: NaiveDate, today: NaiveDate) -> Result<Answer<Duplicates>, Error> {
        super::terms::duplicates(self.reading_elsewhere().await, since, today).await
    }

    /// What is owed to the tax office, up to and including the financial period of a day, mostly today.
    ///
    /// # Errors
    /// [`Error::Report`] for a chart without VAT accounts or books without VAT; [`Error::Client`] when the books cannot
    /// be read.
    pub async fn vat_balance(&self, as_of: NaiveDate) -> Result<Answer<VatBalance>, Error> {
        super::vat::answer(self, self.reading().await?, as_of).await
    }

    /// The VAT returns of periods, each by itself. `mapping` is what the administration says of its own VAT codes; an
    /// empty one leaves every box to be derived.
    ///
    /// # Errors
    /// [`Error::Report`] without any period, for a chart without VAT accounts or books without VAT; [`Error::Client`]
    /// when the books cannot be read.
    pub async fn vat_returns(
        &self,
        periods: &[TaxPeriod],
        mapping: &BoxMapping,
        rounding: Rounding,
    ) -> Result<Answer<ReturnSeries>, Error> {
        super::vat_return::answer(self, self.reading().await?, periods, mapping, rounding).await
    }

    /// The list of supplies within the EU in a period, by VAT number.
    ///
    /// # Errors
    /// As [`vat_returns`](Self::vat_returns).
    pub async fn eu_listing(
        &self,
        period: &TaxPeriod,
        mapping: &BoxMapping,
        rounding: Rounding,
    ) -> Result<Answer<EuListing>, Error> {
        super::vat_return::eu_listing(self, self.reading().await?, period, mapping, rounding).await
    }

    /// Turnover of a period by VAT rate, by financial period whatever the basis of `period` is.
    ///
    /// # Errors
    /// As [`vat_returns`](Self::vat_returns); [`Error::Report`] for a chart without revenue accounts.
    pub async fn turnover_by_rate(
        &self,
        period: &TaxPeriod,
        mapping: &BoxMapping,
    ) -> Result<Answer<TurnoverByRate>, Error> {
        super::vat_return::turnover(self, self.reading().await?, period, mapping).await
    }

    /// The VAT returns that were filed for these periods, next to what the books say of them now.
    ///
    /// # Errors
    /// As [`vat_returns`](Self::vat_returns).
    pub async fn filed_returns(
        &self,
        periods: &[TaxPeriod],
        mapping: &BoxMapping,
        rounding: Rounding,
    ) -> Result<Answer<FiledReturns>, Error> {
        super::vat_return::filed_returns(self, self.reading().await?, periods, mapping, rounding).await
    }

    /// Tax returns, how far they are, and what has to be filed by when.
    ///
    /// # Errors
    /// [`Error::Client`] when the returns cannot be read.
    pub async fn tax_returns(&self, today: NaiveDate) -> Result<Answer<TaxReturns>, Error> {
        super::vat_return::tax_returns(self.reading_elsewhere().await, today).await
    }

    /// Begins a question about figures of the ledger.
    pub(super) async fn reading(&self) -> Result<Reading, Error> {
        match &self.working_set {
            Some(set) => Reading::with_lines(&self.division, set).await,
            None => Ok(Reading::start(&self.division)),
        }
    }

    /// Begins a question that is about other things than journal lines, or needs but a few balances beside them.
    pub(super) async fn reading_elsewhere(&self) -> Reading {
        match &self.working_set {
            Some(set) => Reading::with_settings(&self.division, set).await,
            None => Reading::start(&self.division),
        }
    }

    /// Every financial period, once they were read.
    pub(super) fn known_calendar(&self) -> Option<Calendar> {
        self.calendar.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every financial period, read once.
    pub(super) async fn whole_calendar(&self, reading: &mut Reading) -> Result<Calendar, Error> {
        if let Some(calendar) = self.known_calendar() {
            return Ok(calendar);
        }
        let calendar = Calendar::from_rows(&reading.periods(None).await?);
        *self.calendar.lock().unwrap_or_else(PoisonError::into_inner) = Some(calendar.clone());
        Ok(calendar)
    }

    /// The calendar of these book years, or of more.
    pub(super) async fn calendar(&self, reading: &mut Reading, from: i16, to: i16) -> Result<Calendar, Error> {
        if let Some(calendar) = self.known_calendar() {
            return Ok(calendar);
        }
        let filter = if from == to {
            FinancialPeriod::FIN_YEAR.eq(from)
        } else {
            FinancialPeriod::FIN_YEAR.ge(from).and(FinancialPeriod::FIN_YEAR.le(to))
        };
        Ok(Calendar::from_rows(&reading.periods(Some(filter)).await?))
    }

    /// A period and the calendar that resolved it. A year that the calendar lacks is reported with the years that have
    /// books.
    pub(super) async fn resolve(
        &self,
        reading: &mut Reading,
        request: &PeriodRequest,
    ) -> Result<(PeriodRange, Calendar), Error> {
        let (from, to) = match *request {
            PeriodRequest::BookYear(year) | PeriodRequest::Periods { year, .. } => (year, year),
            // A book year can be called after the calendar year it begins or ends in.
            PeriodRequest::Dates { from, to } => (year_of(from).saturating_sub(1), year_of(to).saturating_add(1)),
        };
        if let PeriodRequest::Dates { from, to } = *request
            && from > to
        {
            return Err(crate::Error::RangeReversed.into());
        }
        let calendar = self.calendar(reading, from, to).await?;
        match request.resolve(&calendar) {
            Ok(range) => Ok((range, calendar)),
            Err(crate::Error::NoBooks { year, .. }) => Err(reading.no_books(year).await?.into()),
            Err(crate::Error::NotWholePeriods { overlapping, from, .. }) if overlapping.is_empty() => {
                Err(reading.no_books(year_of(from)).await?.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

pub(super) fn year_of(day: NaiveDate) -> i16 {
    i16::try_from(day.year()).unwrap_or(if day.year() < 0 { i16::MIN } else { i16::MAX })
}
