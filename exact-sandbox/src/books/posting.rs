//! Posting, changing and deleting entries in books that are in use.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::new_entry::{Change, NewEntry, PostingFault};
use super::{Division, Entry, EntryType, IdSpace, Journal, JournalKind, Line, OpenItem, Side, guid};

/// The number of a line of VAT that an invoice brings.
const VAT_LINE: i32 = 9999;

impl Division {
    /// Posts an entry: numbers it, makes its payment terms and settles the invoices its lines name.
    ///
    /// # Errors
    /// [`PostingFault`] when the entry does not balance or names what the division does not have.
    pub fn post(&mut self, new: &NewEntry, now: NaiveDateTime) -> Result<Change, PostingFault> {
        let journal = self.check(new)?;
        let (year, period) = self.period_for(new)?;
        let number = self.next_number(&journal, year);
        self.posted += 1;
        let id = guid(self.code, IdSpace::Entry, &format!("live/{}", self.posted));
        let entry = self.draw_up(new, &journal, (year, period), (id, number), now);
        let mut change =
            Change { entry: id, journal: Some(journal.kind), entries: BTreeSet::from([id]), ..Change::default() };
        self.record_terms(&entry, journal.kind, &mut change);
        self.entries.push(entry);
        self.mark_offsets(&mut change);
        Ok(change)
    }

    /// Puts an entry's lines and facts in the place of what was there; id and number stay, and lines keep theirs by place.
    ///
    /// # Errors
    /// [`PostingFault`]; nothing has changed then.
    pub fn change(&mut self, id: Uuid, new: &NewEntry) -> Result<Change, PostingFault> {
        let at = self.position(id)?;
        let kept: Vec<_> =
            self.entries.get(at).into_iter().flat_map(|old| &old.lines).map(|line| Some(line.id)).collect();
        self.change_lines(id, new, &kept)
    }

    /// The same, but each line keeps the id that `kept` has in its place; where it has none the line is a new one.
    ///
    /// # Errors
    /// [`PostingFault`]; nothing has changed then.
    pub(crate) fn change_lines(
        &mut self,
        id: Uuid,
        new: &NewEntry,
        kept: &[Option<Uuid>],
    ) -> Result<Change, PostingFault> {
        let journal = self.check(new)?;
        let period = self.period_for(new)?;
        let at = self.position(id)?;
        self.check_unmatchable(id)?;
        let mut change =
            Change { entry: id, journal: Some(journal.kind), entries: BTreeSet::from([id]), ..Change::default() };
        self.remove_terms(id, &mut change);
        let Some((number, created)) = self.entries.get(at).map(|old| (old.number, old.created)) else {
            return Err(PostingFault::NoEntry(id));
        };
        let mut entry = self.draw_up(new, &journal, period, (id, number), created);
        self.posted += 1;
        if let Some(old) = self.entries.get(at) {
            let added = |at: usize| guid(self.code, IdSpace::Line, &format!("{id}/{}/{at}", self.posted));
            take_over(&mut entry, old, kept, added);
            let is_gone = |line: &&Line| entry.lines.iter().all(|one| one.id != line.id);
            change.deleted_lines = old.lines.iter().filter(is_gone).map(|line| line.id).collect();
        }
        self.record_terms(&entry, journal.kind, &mut change);
        if let Some(old) = self.entries.get_mut(at) {
            *old = entry;
        }
        change.deleted_terms.retain(|term| !change.terms.contains(term));
        self.mark_offsets(&mut change);
        Ok(change)
    }

    /// Takes an entry out of the books; what it had settled is open again.
    ///
    /// # Errors
    /// [`PostingFault`]; nothing has changed then.
    pub fn delete(&mut self, id: Uuid) -> Result<Change, PostingFault> {
        let at = self.position(id)?;
        self.check_unmatchable(id)?;
        let mut change = Change { entry: id, journal: self.journal_kind(at), ..Change::default() };
        self.remove_terms(id, &mut change);
        let entry = self.entries.remove(at);
        change.deleted_lines = entry.lines.iter().map(|line| line.id).collect();
        self.mark_offsets(&mut change);
        change.entries.remove(&id);
        Ok(change)
    }

    fn position(&self, id: Uuid) -> Result<usize, PostingFault> {
        self.entries.iter().rposition(|entry| entry.id == id).ok_or(PostingFault::NoEntry(id))
    }

    /// What the journal of the entry at a place books.
    fn journal_kind(&self, at: usize) -> Option<JournalKind> {
        let code = &self.entries.get(at)?.journal;
        self.journals.iter().find(|journal| journal.code == *code).map(|journal| journal.kind)
    }

    fn check(&self, new: &NewEntry) -> Result<Journal, PostingFault> {
        let unknown = |what, code: &String| PostingFault::Unknown(what, code.clone());
        let journal = self.journals.iter().find(|journal| journal.code == new.journal);
        let journal = journal.ok_or_else(|| unknown("journal", &new.journal))?;
        if new.lines.is_empty() {
            return Err(PostingFault::NoLines);
        }
        for line in &new.lines {
            if !self.accounts.iter().any(|account| account.code == line.account) {
                return Err(unknown("account", &line.account));
            }
            if let Some(code) =
                line.relation.as_ref().filter(|code| !self.relations.iter().any(|one| one.code == **code))
            {
                return Err(unknown("relation", code));
            }
            if let Some(code) =
                line.vat_code.as_ref().filter(|code| !self.vat_codes.iter().any(|one| one.code == **code))
            {
                return Err(unknown("VAT code", code));
            }
        }
        let left: Decimal = new.lines.iter().map(|line| line.amount).sum();
        if left.is_zero() { Ok(journal.clone()) } else { Err(PostingFault::Unbalanced(left)) }
    }

    fn period_for(&self, new: &NewEntry) -> Result<(i16, i16), PostingFault> {
        let of_date = || self.periods.iter().find(|period| period.start <= new.date && new.date <= period.end);
        new.period
            .or_else(|| of_date().map(|period| (period.year, period.number)))
            .ok_or(PostingFault::NoPeriod(new.date))
    }

    /// One more than the highest number of the journal in the year.
    fn next_number(&self, journal: &Journal, year: i16) -> i32 {
        let of_journal = self.entries.iter().filter(|entry| entry.year == year && entry.journal == journal.code);
        let last = of_journal.map(|entry| entry.number).max();
        let first = (i32::from(year) % 100 * 100 + journal.code.parse::<i32>().unwrap_or_default() % 100) * 10_000;
        let mut number = last.unwrap_or(first).saturating_add(1);
        while self.entries.iter().any(|entry| entry.number == number && entry.year == year) {
            number = number.saturating_add(1);
        }
        number
    }

    fn draw_up(
        &self,
        new: &NewEntry,
        journal: &Journal,
        (year, period): (i16, i16),
        (id, number): (Uuid, i32),
        created: NaiveDateTime,
    ) -> Entry {
        let is_invoice = matches!(journal.kind, JournalKind::Sales | JournalKind::Purchase);
        let lines = new.lines.iter().enumerate().map(|(at, line)| {
            let side = self.side(&line.account);
            let (amount_fc, currency) = line.foreign.clone().unwrap_or((line.amount, self.currency.clone()));
            let rate = line.amount.checked_div(amount_fc).unwrap_or(Decimal::ONE);
            let vat = line.vat_code.as_ref();
            Line {
                id: guid(self.code, IdSpace::Line, &format!("{id}/{at}")),
                number: line_number(at, journal.kind, side),
                account: line.account.clone(),
                relation: line.relation.clone(),
                date: new.date,
                due_date: line.due_date,
                amount_dc: line.amount,
                amount_fc,
                currency,
                exchange_rate: rate.round_dp(6),
                description: line.description.clone().unwrap_or_else(|| new.description.clone()),
                vat_code: vat.cloned(),
                vat_fraction: vat.and_then(|code| self.vat_fraction(code, new.date)),
                vat_amount_fc: vat.map(|_| line.vat_amount.unwrap_or_default()),
                vat_base_fc: vat.map(|_| amount_fc),
                invoice_number: line.invoice_number.or(is_invoice.then_some(number)),
                your_ref: line.your_ref.clone(),
                offset: None,
                cost_center: line.cost_center.clone(),
                cost_unit: line.cost_unit.clone(),
            }
        });
        Entry {
            id,
            number,
            journal: journal.code.clone(),
            kind: new.kind.unwrap_or_else(|| self.kind_of(new, journal.kind)),
            status: new.status,
            year,
            period,
            date: new.date,
            description: new.description.clone(),
            created,
            lines: lines.collect(),
        }
    }

    /// An invoice, unless what the customer owes, or the supplier is owed, becomes less.
    fn kind_of(&self, new: &NewEntry, journal: JournalKind) -> EntryType {
        let ours = |side| {
            let lines = new.lines.iter().filter(move |line| self.side(&line.account) == Some(side));
            lines.map(|line| line.amount).sum::<Decimal>()
        };
        match journal {
            JournalKind::Sales if ours(Side::Receivable) < Decimal::ZERO => EntryType::SALES_CREDIT_NOTE,
            JournalKind::Sales => EntryType::SALES_ENTRY,
            JournalKind::Purchase if ours(Side::Payable) > Decimal::ZERO => EntryType::PURCHASE_CREDIT_NOTE,
            JournalKind::Purchase => EntryType::PURCHASE_ENTRY,
            JournalKind::Cash | JournalKind::Bank => EntryType::CASH_FLOW,
            JournalKind::General => EntryType::OTHER,
        }
    }

    /// Whether an account is for debtors or creditors.
    pub(super) fn side(&self, account: &str) -> Option<Side> {
        match self.accounts.iter().find(|one| one.code == account)?.account_type {
            20 => Some(Side::Receivable),
            22 => Some(Side::Payable),
            _ => None,
        }
    }

    fn vat_fraction(&self, code: &str, on: NaiveDate) -> Option<Decimal> {
        let vat = self.vat_codes.iter().find(|vat| vat.code == code)?;
        let holds = vat.percentages.iter().find(|one| one.start <= on && one.end.is_none_or(|end| on <= end));
        holds.or(vat.percentages.last()).map(|percentage| percentage.fraction)
    }

    fn record_terms(&mut self, entry: &Entry, journal: JournalKind, change: &mut Change) {
        for line in &entry.lines {
            let Some(side) = self.side(&line.account) else { continue };
            let mut term = OpenItem::of_line(self.code, &format!("live/{}", line.id), side, entry, line, None);
            term.hid = self.open_items.0.iter().map(|item| item.hid).max().unwrap_or_default().saturating_add(1);
            change.terms.insert(term.id);
            let settles = !matches!(journal, JournalKind::Sales | JournalKind::Purchase);
            let (id, invoice) = (term.id, line.invoice_number.filter(|_| settles));
            self.open_items.0.push(term);
            if let Some(invoice) = invoice {
                self.settle(id, invoice, change);
            }
        }
    }
}

/// Gives the lines that were there already the ids and places they had, and the others those that come after.
fn take_over(entry: &mut Entry, old: &Entry, kept: &[Option<Uuid>], added: impl Fn(usize) -> Uuid) {
    let before = |id: Uuid| old.lines.iter().find(|line| line.id == id);
    let mut last = old.lines.iter().map(|line| line.number).filter(|number| *number < VAT_LINE).max().unwrap_or(0);
    for (at, line) in entry.lines.iter_mut().enumerate() {
        match kept.get(at).copied().flatten().and_then(before) {
            Some(before) => {
                (line.id, line.number) = (before.id, before.number);
                // The lines of a bank statement have dates of their own.
                if old.date == entry.date {
                    line.date = before.date;
                }
            }
            None => {
                last = last.saturating_add(1);
                (line.id, line.number) = (added(at), last);
            }
        }
    }
}

/// Line 0 is the debtor's or creditor's of an invoice; the others count from 1.
fn line_number(at: usize, journal: JournalKind, side: Option<Side>) -> i32 {
    let is_invoice = matches!(journal, JournalKind::Sales | JournalKind::Purchase);
    let number = i32::try_from(at).unwrap_or(i32::MAX);
    match side {
        Some(_) if is_invoice => 0,
        _ if is_invoice => number.max(1),
        _ => number.saturating_add(1),
    }
}
