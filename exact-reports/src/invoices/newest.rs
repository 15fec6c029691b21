use exact_model::NaiveDate;

use super::invoiced::newest_first;
use super::{SalesInvoice, open_by_invoice};
use crate::basis::{Basis, Definition, Explained, Tally, Timing};
use crate::error::Error;
use crate::input::SalesEntryRow;
use crate::open_items::Terms;

impl SalesInvoice {
    /// Invoices with what is open of them, the newest first: a list, of which no total may be made because it is not all
    /// there is. Terms are matched by entry number and customer.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn newest(rows: &[SalesEntryRow], terms: &Terms, as_of: NaiveDate) -> Result<Explained<Vec<Self>>, Error> {
        let open = open_by_invoice(terms)?;
        let mut tally = Tally::default();
        let mut invoices = Vec::with_capacity(rows.len());
        for row in rows {
            let open = row.entry_number.and_then(|number| open.get(&(number, row.relation)).copied());
            let invoice = Self::of(row, open)?;
            tally.count(invoice.status, 1);
            invoices.push(invoice);
        }
        newest_first(&mut invoices);
        let basis = Basis {
            definition: Definition::NewestInvoices,
            timing: Timing::OpenAt(as_of),
            accounts: Vec::new(),
            left_out: Vec::new(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices: Vec::new(),
            sources: terms.sources().to_vec(),
        };
        Ok(Explained { report: invoices, basis, checks: Vec::new() })
    }
}
