//! Lines of an entry that are added, changed or taken away by themselves. What follows from them follows: VAT, the debtor
//! or creditor, the money.

use uuid::Uuid;

use super::bookings::{Booking, VatLines};
use super::payload::{Payload, business};
use crate::books::{Division, Entry, JournalKind, Line, NewEntry, NewLine, Value};
use crate::error::Refusal;
use crate::tables::invoice_id;

/// The journal kind of an endpoint of lines; `None` for every other endpoint.
pub(super) fn kind(endpoint: &str) -> Option<JournalKind> {
    match endpoint {
        "salesentry/SalesEntryLines" | "salesinvoice/SalesInvoiceLines" => Some(JournalKind::Sales),
        "purchaseentry/PurchaseEntryLines" => Some(JournalKind::Purchase),
        "generaljournalentry/GeneralJournalEntryLines" => Some(JournalKind::General),
        "financialtransaction/BankEntryLines" => Some(JournalKind::Bank),
        "financialtransaction/CashEntryLines" => Some(JournalKind::Cash),
        _ => None,
    }
}

/// What is to become of the lines.
pub(super) enum Wish<'a> {
    Add(&'a Payload),
    Change(Uuid, &'a Payload),
    Remove(Uuid),
}

/// An entry as it is to be, and which line each of its lines was before.
pub(super) struct Redrawn {
    pub(super) entry: Uuid,
    pub(super) new: NewEntry,
    pub(super) kept: Vec<Option<Uuid>>,
    /// The place of the line that was added.
    pub(super) added: Option<usize>,
}

/// The entry the wish makes.
pub(super) fn redrawn(division: &Division, kind: JournalKind, wish: &Wish<'_>) -> Result<Redrawn, Refusal> {
    let entry = entry(division, wish)?;
    let mut sheet = Sheet::of(division, kind, entry);
    let added = match wish {
        Wish::Add(row) => Some(sheet.add(row)?),
        Wish::Change(id, row) => sheet.change(*id, row).map(|()| None)?,
        Wish::Remove(id) => sheet.remove(*id).map(|()| None)?,
    };
    let (kept, lines) = sheet.lines.into_iter().unzip();
    let new = NewEntry {
        journal: entry.journal.clone(),
        date: entry.date,
        period: Some((entry.year, entry.period)),
        kind: Some(entry.kind),
        status: entry.status,
        description: entry.description.clone(),
        lines,
    };
    Ok(Redrawn { entry: entry.id, new, kept, added })
}

fn entry<'a>(division: &'a Division, wish: &Wish<'_>) -> Result<&'a Entry, Refusal> {
    let mut entries = division.entries.iter();
    let (found, name) = match wish {
        Wish::Add(row) => match (row.id("EntryID"), row.id("InvoiceID")) {
            (Some(id), _) => (entries.find(|entry| entry.id == id), "EntryID"),
            (None, Some(id)) => (entries.find(|entry| invoice_id(entry.id) == id), "InvoiceID"),
            (None, None) => (None, "EntryID"),
        },
        Wish::Change(id, _) | Wish::Remove(id) => {
            (entries.find(|entry| entry.lines.iter().any(|line| line.id == *id)), "ID")
        }
    };
    found.ok_or_else(|| business(format!("Invalid: {name}")))
}

/// The lines of an entry, each with the id it had.
struct Sheet<'a> {
    booking: Booking<'a>,
    entry: &'a Entry,
    lines: Vec<(Option<Uuid>, NewLine)>,
}

impl<'a> Sheet<'a> {
    fn of(division: &'a Division, kind: JournalKind, entry: &'a Entry) -> Self {
        let foreign = entry.lines.iter().find(|line| line.currency != division.currency);
        let booking = Booking {
            division,
            kind,
            date: entry.date,
            currency: foreign.map(|line| (line.currency.clone(), line.exchange_rate)),
            your_ref: None,
        };
        let lines = entry.lines.iter().map(|line| (Some(line.id), as_new(division, line))).collect();
        Self { booking, entry, lines }
    }

    /// Gives the place of the line.
    fn add(&mut self, row: &Payload) -> Result<usize, Refusal> {
        let added = match self.booking.kind {
            JournalKind::Sales | JournalKind::Purchase => {
                let (line, vat) = self.booking.invoice_line(row)?;
                self.push(line)?;
                self.add_vat(vat)?;
                self.settle()?;
                // The VAT on it comes after it.
                let place = self.lines.iter().position(|(kept, _)| kept.is_none());
                return place.ok_or_else(|| business("Mandatory: Lines"));
            }
            JournalKind::General => vec![self.booking.memo(row)?],
            JournalKind::Bank | JournalKind::Cash => {
                let journals = &self.booking.division.journals;
                let journal = journals.iter().find(|journal| journal.code == self.entry.journal);
                let journal = journal.ok_or_else(|| business(format!("Invalid: Journal {}", self.entry.journal)))?;
                self.booking.money(journal, row)?
            }
        };
        self.lines.extend(added.into_iter().map(|line| (None, line)));
        Ok(self.lines.len() - 1)
    }

    /// What is not sent stays as it is.
    fn change(&mut self, id: Uuid, row: &Payload) -> Result<(), Refusal> {
        let old = self.keyed_in(id)?;
        let mut whole = self.as_sent(&old);
        if row.values.contains_key("NetPrice") || row.values.contains_key("UnitPrice") {
            whole.values.remove("AmountFC");
        }
        whole.values.extend(row.values.iter().map(|(name, value)| (*name, value.clone())));
        let (line, vat) = self.booking.invoice_line(&whole)?;
        self.take_vat(&old)?;
        self.add_vat(vat)?;
        if let Some((_, place)) = self.lines.iter_mut().find(|(kept, _)| *kept == Some(id)) {
            let (relation, invoice_number, your_ref) = (old.relation, old.invoice_number, old.your_ref);
            *place = NewLine { relation, invoice_number, your_ref, ..line };
        }
        self.settle()
    }

    fn remove(&mut self, id: Uuid) -> Result<(), Refusal> {
        let old = self.keyed_in(id)?;
        self.take_vat(&old)?;
        self.lines.retain(|(kept, _)| *kept != Some(id));
        if !self.lines.iter().any(|(_, line)| self.is_keyed_in(line)) {
            return Err(business("Mandatory: Lines"));
        }
        self.settle()
    }

    fn keyed_in(&self, id: Uuid) -> Result<NewLine, Refusal> {
        let mut lines = self.lines.iter().filter(|(kept, line)| *kept == Some(id) && self.is_keyed_in(line));
        lines.next().map(|(_, line)| line.clone()).ok_or_else(|| business("Invalid: ID"))
    }

    fn account_type(&self, line: &NewLine) -> i32 {
        let account = self.booking.division.accounts.iter().find(|account| account.code == line.account);
        account.map_or(0, |account| account.account_type)
    }

    /// Neither the debtor's or creditor's line nor one of VAT.
    fn is_keyed_in(&self, line: &NewLine) -> bool {
        !matches!(self.account_type(line), 20 | 22 | 24)
    }

    /// The line as it could have been sent.
    fn as_sent(&self, line: &NewLine) -> Payload {
        let division = self.booking.division;
        let mut sent = Payload::default();
        let account = division.accounts.iter().find(|account| account.code == line.account);
        sent.values.extend(account.map(|account| ("GLAccount", Value::Guid(account.id))));
        let code = division.vat_codes.iter().find(|code| Some(&code.code) == line.vat_code.as_ref());
        let vat = line.vat_amount.filter(|_| code.is_some_and(|code| code.kind == 'I')).unwrap_or_default();
        let base = line.foreign.as_ref().map_or(line.amount, |(fc, _)| *fc);
        sent.values.insert("AmountFC", Value::Number(self.booking.sign() * (base + vat)));
        let texts = [
            ("VATCode", &line.vat_code),
            ("Description", &line.description),
            ("CostCenter", &line.cost_center),
            ("CostUnit", &line.cost_unit),
        ];
        sent.values.extend(texts.into_iter().filter_map(|(name, text)| Some((name, Value::Text(text.clone()?)))));
        sent
    }

    /// Adds a line that is about the same invoice as the others.
    fn push(&mut self, line: NewLine) -> Result<(), Refusal> {
        let (_, ours) = self.lines.get(self.ours()?).ok_or_else(nobody)?;
        let (relation, invoice_number) = (ours.relation.clone(), ours.invoice_number);
        let your_ref = ours.your_ref.clone().filter(|_| self.is_keyed_in(&line));
        self.lines.push((None, NewLine { relation, invoice_number, your_ref, ..line }));
        Ok(())
    }

    fn add_vat(&mut self, vat: VatLines) -> Result<(), Refusal> {
        for (account, amount) in vat {
            let is_it = |line: &NewLine| line.account == account && line.vat_code.is_none();
            match self.lines.iter_mut().find(|(_, line)| is_it(line)) {
                Some((_, line)) => {
                    line.amount = amount + line.foreign.take().map_or(line.amount, |(fc, _)| fc);
                    *line = self.booking.in_currency(line.clone());
                }
                None => self.push(self.booking.in_currency(NewLine::new(account, amount)))?,
            }
        }
        Ok(())
    }

    fn take_vat(&mut self, line: &NewLine) -> Result<(), Refusal> {
        let vat = self.booking.vat_of(line)?;
        self.add_vat(vat.into_iter().map(|(account, amount)| (account, -amount)).collect())
    }

    /// No line says that there is no VAT, and the debtor or creditor owes what the others come to.
    fn settle(&mut self) -> Result<(), Refusal> {
        let is_over =
            |line: &NewLine| self.account_type(line) == 24 && line.amount.is_zero() && line.vat_code.is_none();
        let over: Vec<_> = self.lines.iter().map(|(_, line)| is_over(line)).collect();
        let mut over = over.into_iter();
        self.lines.retain(|_| over.next() != Some(true));
        let ours = self.ours()?;
        let (before, ours) = self.lines.split_at_mut(ours);
        let (ours, after) = ours.split_first_mut().ok_or_else(nobody)?;
        self.booking.owe(&mut ours.1, before.iter().chain(after.iter()).map(|(_, line)| line));
        Ok(())
    }

    /// The place of the debtor's or creditor's line.
    fn ours(&self) -> Result<usize, Refusal> {
        let place = self.lines.iter().position(|(_, line)| matches!(self.account_type(line), 20 | 22));
        place.ok_or_else(nobody)
    }
}

fn nobody() -> Refusal {
    business("The entry has no debtor or creditor")
}

fn as_new(division: &Division, line: &Line) -> NewLine {
    let foreign = (line.currency != division.currency).then(|| (line.amount_fc, line.currency.clone()));
    NewLine {
        account: line.account.clone(),
        amount: line.amount_dc,
        foreign,
        relation: line.relation.clone(),
        due_date: line.due_date,
        description: Some(line.description.clone()),
        vat_code: line.vat_code.clone(),
        vat_amount: line.vat_amount_fc,
        invoice_number: line.invoice_number,
        your_ref: line.your_ref.clone(),
        cost_center: line.cost_center.clone(),
        cost_unit: line.cost_unit.clone(),
    }
}
