//! Open items: what of the debtor and creditor accounts belongs together, and what is left of it.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::chart::{Chart, kind};
use super::file::{AuditFile, SubledgerLine};
use super::relation::Directory;
use crate::books::{Entry, IdSpace, OpenItem, OpenItems, Side, guid};

type LineKey<'a> = (&'a str, &'a str, &'a str);

/// Terms of every debtor and creditor line, keyed on relation and invoice; a line without invoice stands alone.
///
/// Also writes the due dates of the subledger on the ledger lines.
pub(super) fn open_items(
    file: &AuditFile,
    chart: &Chart,
    relations: &Directory,
    entries: &mut [Entry],
    division: i32,
) -> OpenItems {
    let subledger: HashMap<LineKey<'_>, &SubledgerLine> = file
        .subledger
        .iter()
        .filter_map(|item| {
            Some(((item.journal.as_deref()?, item.transaction.as_deref()?, item.line.as_deref()?), item))
        })
        .collect();
    let mut terms = Vec::new();
    let mut opened: BTreeMap<Side, (Decimal, OpenItem)> = BTreeMap::new();
    let mut originals = file.transactions().filter(|(_, transaction)| !transaction.lines.is_empty());
    for (place, entry) in entries.iter_mut().enumerate() {
        let element = place == 0 && !file.opening.is_empty();
        let original = if element { None } else { originals.next() };
        for at in 0..entry.lines.len() {
            let Some(line) = entry.lines.get_mut(at) else { continue };
            let Some(side) = side_of(chart, &line.account) else { continue };
            let audit_line = original.and_then(|(_, transaction)| transaction.lines.get(at));
            let said = original.zip(audit_line).and_then(|((journal, transaction), line)| {
                subledger.get(&(journal.code.as_str(), transaction.number.as_str(), line.number.as_str()))
            });
            line.due_date = said.and_then(|said| said.due_date);
            if line.relation.is_none() {
                let named = said.and_then(|said| said.relation.as_deref());
                line.relation = named.and_then(|number| relations.code(number, Some(side)));
            }
            let invoice = audit_line
                .and_then(|line| line.invoice.clone())
                .or_else(|| said.and_then(|said| said.invoice.clone()))
                .filter(|invoice| !is_nothing(invoice));
            let invoice_date = said.and_then(|said| said.invoice_date);
            let Some(line) = entry.lines.get(at) else { continue };
            let mut term = OpenItem::of_line(division, &line.id.to_string(), side, entry, line, invoice_date);
            if term.invoice_number.is_none() && term.your_ref.is_none() {
                // Only the subledger names the invoice.
                term.invoice_number = invoice.as_deref().and_then(|invoice| invoice.parse().ok());
                term.your_ref = invoice.clone().filter(|_| term.invoice_number.is_none());
            }
            if element {
                // Who owes it is in the opening subledger, as far as the file has one.
                let opening = opened.entry(side).or_insert_with(|| (Decimal::ZERO, term));
                opening.0 += line.amount_dc;
            } else {
                terms.push((invoice, line.date, term));
            }
        }
    }
    for (side, (balance, model)) in opened {
        let opening = Opening { file, chart, relations, side, division };
        opening.terms(balance, &model, &mut terms);
    }
    OpenItems(matched(terms))
}

fn side_of(chart: &Chart, account: &str) -> Option<Side> {
    match chart.account_type(account) {
        kind::RECEIVABLE => Some(Side::Receivable),
        kind::PAYABLE => Some(Side::Payable),
        _ => None,
    }
}

type Term = (Option<String>, NaiveDate, OpenItem);

/// The opening balance of one side.
struct Opening<'a> {
    file: &'a AuditFile,
    chart: &'a Chart,
    relations: &'a Directory,
    side: Side,
    division: i32,
}

impl Opening<'_> {
    /// Whose opening item it is: by its subledger, the account of its opening line, else its sign.
    fn side_of(&self, said: &SubledgerLine) -> Side {
        let by_account = || {
            let line = self.file.opening.iter().find(|line| line.number.is_some() && line.number == said.line)?;
            side_of(self.chart, &line.account)
        };
        let by_sign = if said.amount.is_sign_negative() { Side::Payable } else { Side::Receivable };
        said.side.or_else(by_account).unwrap_or(by_sign)
    }

    /// The items of the opening subledger, and one for the part of the balance that it does not explain.
    fn terms(&self, balance: Decimal, model: &OpenItem, terms: &mut Vec<Term>) {
        let mut left = balance;
        let items = self.file.opening_items.iter().enumerate();
        for (at, said) in items.filter(|(_, said)| self.side_of(said) == self.side) {
            left -= said.amount;
            let invoice = said.invoice.clone().filter(|invoice| !is_nothing(invoice));
            let number = invoice.as_deref().and_then(|text| text.parse().ok());
            let relation = said.relation.as_deref();
            let term = OpenItem {
                id: guid(self.division, IdSpace::PaymentTerm, &format!("opening/{:?}/{at}", self.side)),
                relation: relation.and_then(|code| self.relations.code(code, Some(self.side))),
                invoice_number: number,
                invoice_date: said.invoice_date,
                due_date: said.due_date,
                your_ref: invoice.clone().filter(|_| number.is_none()),
                ..of_amount(model, said.amount)
            };
            terms.push((invoice, said.invoice_date.unwrap_or(NaiveDate::MIN), term));
        }
        if !left.is_zero() {
            let id = guid(self.division, IdSpace::PaymentTerm, &format!("opening/{:?}", self.side));
            let rest = OpenItem { id, relation: None, invoice_date: None, ..of_amount(model, left) };
            terms.push((None, NaiveDate::MIN, rest));
        }
    }
}

fn of_amount(model: &OpenItem, amount: Decimal) -> OpenItem {
    OpenItem { amount_dc: amount, open_dc: amount, amount_fc: amount, open_fc: amount, ..model.clone() }
}

/// An invoice number of zeros means that there is none.
fn is_nothing(invoice: &str) -> bool {
    invoice.chars().all(|letter| letter == '0')
}

/// What makes terms belong to one invoice.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct InvoiceKey {
    side: Side,
    account: String,
    currency: String,
    relation: Option<String>,
    invoice: String,
}

/// Matches the terms of several years anew, by what they say of their invoice. Terms that name none stay as they are.
pub(super) fn rematched(items: Vec<OpenItem>) -> Vec<OpenItem> {
    let key = |item: &OpenItem| item.invoice_number.map(|number| number.to_string()).or(item.your_ref.clone());
    let terms = items.into_iter().map(|mut item| {
        let invoice = key(&item);
        if invoice.is_some() {
            (item.open_dc, item.open_fc) = (item.amount_dc, item.amount_fc);
            (item.matched_on, item.last_payment) = (None, None);
        }
        (invoice, item.invoice_date.unwrap_or(NaiveDate::MIN), item)
    });
    matched(terms.collect())
}

/// Adds up the terms of one relation and invoice: the oldest one in the direction of the balance carries what is left.
fn matched(terms: Vec<Term>) -> Vec<OpenItem> {
    let mut groups: BTreeMap<InvoiceKey, Vec<usize>> = BTreeMap::new();
    let mut all: Vec<(NaiveDate, OpenItem)> = Vec::with_capacity(terms.len());
    for (invoice, date, term) in terms {
        if let Some(invoice) = invoice {
            let key = InvoiceKey {
                side: term.side,
                account: term.account.clone(),
                currency: term.currency.clone(),
                relation: term.relation.clone(),
                invoice,
            };
            groups.entry(key).or_default().push(all.len());
        }
        all.push((date, term));
    }
    for members in groups.into_values().filter(|members| members.len() > 1) {
        let sum = |of: fn(&OpenItem) -> Decimal| -> Decimal {
            members.iter().filter_map(|at| all.get(*at)).map(|(_, term)| of(term)).sum()
        };
        let (left_dc, left_fc) = (sum(|term| term.amount_dc), sum(|term| term.amount_fc));
        let dates = members.iter().filter_map(|at| all.get(*at)).map(|(date, _)| *date);
        let last = dates.max().filter(|date| *date > NaiveDate::MIN);
        let same_side =
            |term: &OpenItem| left_dc.is_zero() || term.amount_dc.is_sign_negative() == left_dc.is_sign_negative();
        let carrier = members
            .iter()
            .filter_map(|at| all.get(*at).map(|(date, term)| (*at, *date, term)))
            .filter(|(_, _, term)| same_side(term))
            .min_by_key(|(at, date, term)| (term.due_date.is_none(), *date, *at))
            .map(|(at, _, _)| at);
        for at in members {
            let Some((_, term)) = all.get_mut(at) else { continue };
            if Some(at) == carrier && !left_dc.is_zero() {
                (term.open_dc, term.open_fc) = (left_dc, left_fc);
            } else {
                (term.open_dc, term.open_fc) = (Decimal::ZERO, Decimal::ZERO);
                term.matched_on = last;
            }
            term.last_payment = last;
        }
    }
    all.into_iter()
        .zip(1..)
        .map(|((_, mut term), hid)| {
            term.hid = hid;
            if term.open_dc.is_zero() && term.matched_on.is_none() {
                term.matched_on = term.invoice_date;
            }
            term
        })
        .collect()
}
