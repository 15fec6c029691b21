//! Sales invoices: what was invoiced, and the newest ones.

use exact_model::cashflow::Receivable;
use exact_model::financial_transaction::TransactionLine;
use exact_model::sales_entry::SalesEntry;
use exact_model::{NaiveDate, Uuid};

use super::administration::Administration;
use super::batch::any_of;
use super::reading::both;
use super::terms::read_receivables;
use super::{Answer, Error};
use crate::input::SalesEntryRow;
use crate::invoices::{Invoiced, InvoicedInput, SalesInvoice};
use crate::open_items::{Side, Terms};

impl Administration {
    /// What was invoiced on some days, first and last included: to one customer, by its id in `crm/Accounts`, or to all.
    ///
    /// # Errors
    /// [`Error::Report`] for days in reverse or a chart without receivable accounts; [`Error::Client`] when the books
    /// cannot be read.
    pub async fn invoiced(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        customer: Option<Uuid>,
    ) -> Result<Answer<Invoiced>, Error> {
        if from > to {
            return Err(crate::Error::RangeReversed.into());
        }
        let mut reading = self.reading_elsewhere().await;
        let mut dated = SalesEntry::ENTRY_DATE.ge(from).and(SalesEntry::ENTRY_DATE.le(to));
        let mut booked = TransactionLine::DATE.ge(from).and(TransactionLine::DATE.le(to));
        if let Some(customer) = customer {
            dated = dated.and(SalesEntry::CUSTOMER.eq(customer));
            booked = booked.and(TransactionLine::ACCOUNT.eq(customer));
        }
        let list = reading.list::<SalesEntryRow>().filter(dated);
        let entries = reading.all(list).await?;
        let chart = reading.chart(&[Side::Receivable.account_type()]).await?;
        let accounts = chart.require(Side::Receivable.account_type())?;
        let which = any_of(&accounts, |account| TransactionLine::GL_ACCOUNT_CODE.eq(account.code.as_str()));
        let lines = reading.lines(both(which, &booked)).await?;
        let input = InvoicedInput { from, to, entries: &entries, chart: &chart, lines: &lines };
        Ok(reading.answer(Invoiced::of(&input)?))
    }

    /// The newest sales invoices and credit notes up to a day, mostly today, with what is open of them: at most `count`, of
    /// one customer or of all.
    ///
    /// # Errors
    /// [`Error::Client`] when the books cannot be read.
    pub async fn newest_invoices(
        &self,
        count: u32,
        customer: Option<Uuid>,
        today: NaiveDate,
    ) -> Result<Answer<Vec<SalesInvoice>>, Error> {
        let mut reading = self.reading_elsewhere().await;
        let mut wanted = SalesEntry::ENTRY_DATE.le(today);
        if let Some(customer) = customer {
            wanted = wanted.and(SalesEntry::CUSTOMER.eq(customer));
        }
        let list = reading.list::<SalesEntryRow>().filter(wanted);
        let list = list.order_by(SalesEntry::ENTRY_DATE.descending()).order_by(SalesEntry::ENTRY_NUMBER.descending());
        let rows = reading.some(list.top(count)).await?;
        let mut terms = Terms::none(Side::Receivable);
        for filter in any_of(&rows, |row| Receivable::ENTRY_ID.eq(row.entry)) {
            terms = terms.and(Terms::from_receivables(&read_receivables(&mut reading, filter).await?));
        }
        Ok(reading.answer(SalesInvoice::newest(&rows, &terms, today)?))
    }
}
