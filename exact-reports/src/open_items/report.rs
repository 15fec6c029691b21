use exact_model::{Complete, NaiveDate};

use super::{OpenItem, OpenPosition, Side, Term, Terms, sign};
use crate::amount::{Sum, same_cents};
use crate::basis::{AccountUse, Basis, Choice, Explained, Tally, Timing};
use crate::check::{Against, Check};
use crate::error::Error;
use crate::input::OutstandingRow;
use crate::ledger::{Chart, Movements, TransactionType, balances};

/// What a position of open items is made of.
#[derive(Debug)]
pub struct PositionInput<'a> {
    /// The day of the position, to which ages are counted.
    pub as_of: NaiveDate,
    /// The accounts of the side's type, or more.
    pub chart: &'a Chart,
    /// The terms that were open on the day, or more.
    pub terms: &'a Terms,
    /// What was booked on these accounts: all years, or every period of the years since one that begins with an opening
    /// balance.
    pub ledger: &'a Movements,
    /// Exact's own overview, when it was read.
    pub overview: Option<&'a Complete<OutstandingRow>>,
}

impl OpenPosition {
    /// What is open in the books as they were read. An item dated after the day is open too, and not due.
    ///
    /// # Errors
    /// [`Error::NoAccounts`] when no account is of the side's type; [`Error::SignUnknown`] when the terms cannot be
    /// reconciled with the ledger far enough to tell a claim from a debt; [`Error::Overflow`].
    pub fn now(input: &PositionInput<'_>) -> Result<Explained<Self>, Error> {
        let open: Vec<&Term> = input.terms.iter().filter(|term| !term.is_matched && !term.amount.is_zero()).collect();
        let mut explained = Self::of(input, &open, Timing::OpenAt(input.as_of))?;
        if let Some(overview) = input.overview {
            explained.checks.push(outstanding(&explained.report, overview)?);
        }
        let later = |item: &&OpenItem| item.invoice_date.is_some_and(|date| date > input.as_of);
        let later = explained.report.items.iter().filter(later).count();
        if later > 0 {
            explained.basis.choices.push(Choice::LaterItems { items: later as u64 });
        }
        Ok(explained)
    }

    pub(super) fn of(input: &PositionInput<'_>, open: &[&Term], timing: Timing) -> Result<Explained<Self>, Error> {
        let side = input.terms.side();
        let accounts = input.chart.require(side.account_type())?;
        let balances = balances(input.ledger, &accounts, |_| true)?;
        let ledger = side.from_ledger(Sum::of(balances.values().map(|balance| balance.amount))?);
        // The closing of a year carries balances over; it makes no claims.
        let (carried, open): (Vec<&Term>, Vec<&Term>) = open.iter().partition(|term| term.is_year_end());
        let raw = Sum::of(open.iter().map(|term| term.amount))?;
        let sign = sign::fix(side, raw, ledger, sign::of_invoices(side, &open), input.terms.documented)?;
        let items: Vec<OpenItem> = open.iter().map(|term| OpenItem::of(term, side, sign.turn)).collect();
        let mut tally = Tally::default();
        items.iter().for_each(|item| tally.count(item.status, 1));
        for term in carried {
            let amount = OpenItem::of(term, side, sign.turn).amount;
            tally.leave_out(term.transaction_type.unwrap_or(TransactionType::OTHER), 1, amount)?;
        }
        let report = Self::measure(side, items, input.as_of)?;
        let mut checks = vec![Check::new(side.ledger_control(), report.total, ledger)];
        checks.extend(balances.values().flat_map(|balance| balance.contradictions.iter().cloned()));
        let basis = Basis {
            definition: side.definition(),
            timing,
            accounts: accounts.iter().map(|account| AccountUse::from(*account)).collect(),
            left_out: tally.left_out(),
            lines: tally.lines,
            open_lines: tally.open_lines,
            choices: if sign.proven { Vec::new() } else { vec![Choice::SignByNearness] },
            sources: [input.chart.sources(), input.terms.sources(), input.ledger.sources()].concat(),
        };
        Ok(Explained { report, basis, checks })
    }
}

/// Exact does not say whether its overview adds up invoices only or everything open; whichever fits is compared.
fn outstanding(report: &OpenPosition, overview: &Complete<OutstandingRow>) -> Result<Check, Error> {
    let amount = |row: &OutstandingRow| match report.side {
        Side::Receivable => row.receivable,
        Side::Payable => row.payable,
    };
    let exacts = Sum::of(overview.rows().iter().map(amount))?;
    if same_cents(exacts, report.total) && !same_cents(exacts, report.invoices) {
        Ok(Check::new(Against::OutstandingTotal, report.total, exacts))
    } else {
        Ok(Check::new(Against::OutstandingInvoices, report.invoices, exacts))
    }
}
