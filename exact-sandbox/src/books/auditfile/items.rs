//! Open items: what of the debtor and creditor accounts belongs together, and what is left of it.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::chart::{Class, kind};
use super::file::{AuditFile, SubledgerLine};
use crate::books::{Entry, EntryType, IdSpace, OpenItem, OpenItems, Side, guid};

type LineKey<'a> = (&'a str, &'a str, &'a str);

/// Terms of every debtor and creditor line, keyed on relation and invoice; a line without invoice stands alone.
///
/// Also writes the due dates of the subledger on the ledger lines.
pub(super) fn open_items(
    file: &AuditFile,
    classes: &BTreeMap<String, Class>,
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
    let mut originals = file.journals.iter().flat_map(|journal| {
        journal
            .transactions
            .iter()
            .filter(|transaction| !transaction.lines.is_empty())
            .map(move |transaction| (journal, transaction))
    });
    for entry in entries.iter_mut() {
        let element = entry.kind == EntryType::OPENING_BALANCE && entry.journal.is_empty();
        let original = if element { None } else { originals.next() };
        for (at, line) in entry.lines.iter_mut().enumerate() {
            let side = match classes.get(&line.account).map(|class| class.account_type) {
                Some(kind::RECEIVABLE) => Side::Receivable,
                Some(kind::PAYABLE) => Side::Payable,
                _ => continue,
            };
            let audit_line = original.and_then(|(_, transaction)| transaction.lines.get(at));
            let said = original.zip(audit_line).and_then(|((journal, transaction), line)| {
                subledger.get(&(journal.code.as_str(), transaction.number.as_str(), line.number.as_str()))
            });
            line.due_date = said.and_then(|said| said.due_date);
            let invoice = audit_line
                .and_then(|line| line.invoice.clone())
                .or_else(|| said.and_then(|said| said.invoice.clone()))
                .filter(|invoice| !matches!(invoice.trim_start_matches('0'), ""));
            let term = OpenItem {
                id: guid(division, IdSpace::PaymentTerm, &line.id.to_string()),
                hid: 0,
                side,
                relation: line.relation.clone().or_else(|| said.and_then(|said| said.relation.clone())),
                account: line.account.clone(),
                line: line.id,
                entry: entry.id,
                entry_number: entry.number,
                entry_type: entry.kind.0,
                journal: entry.journal.clone(),
                year: entry.year,
                period: entry.period,
                invoice_number: line.invoice_number,
                invoice_date: Some(said.and_then(|said| said.invoice_date).unwrap_or(line.date)),
                due_date: line.due_date,
                amount_dc: line.amount_dc,
                open_dc: line.amount_dc,
                amount_fc: line.amount_fc,
                open_fc: line.amount_fc,
                currency: line.currency.clone(),
                last_payment: None,
                matched_on: None,
                description: line.description.clone(),
                your_ref: None,
            };
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
        opening_terms(file, side, balance, &model, division, &mut terms);
    }
    OpenItems(matched(terms))
}

type Term = (Option<String>, NaiveDate, OpenItem);

fn opening_terms(
    file: &AuditFile,
    side: Side,
    balance: Decimal,
    model: &OpenItem,
    division: i32,
    terms: &mut Vec<Term>,
) {
    let wanted = if side == Side::Receivable { ['C', 'D'] } else { ['S', 'K'] };
    let mut left = balance;
    for (at, said) in file.opening_items.iter().enumerate() {
        if !said.side.is_some_and(|letter| wanted.contains(&letter)) {
            continue;
        }
        left -= said.amount;
        let term = OpenItem {
            id: guid(division, IdSpace::PaymentTerm, &format!("opening/{side:?}/{at}")),
            relation: said.relation.clone(),
            invoice_number: said.invoice.as_deref().and_then(|text| text.parse().ok()).filter(|number| *number != 0),
            invoice_date: said.invoice_date,
            due_date: said.due_date,
            amount_dc: said.amount,
            open_dc: said.amount,
            amount_fc: said.amount,
            open_fc: said.amount,
            ..model.clone()
        };
        let invoice = said.invoice.clone().filter(|invoice| !matches!(invoice.trim_start_matches('0'), ""));
        terms.push((invoice, said.invoice_date.unwrap_or(NaiveDate::MIN), term));
    }
    if !left.is_zero() {
        let term = OpenItem {
            id: guid(division, IdSpace::PaymentTerm, &format!("opening/{side:?}")),
            relation: None,
            invoice_number: None,
            invoice_date: None,
            due_date: None,
            amount_dc: left,
            open_dc: left,
            amount_fc: left,
            open_fc: left,
            ..model.clone()
        };
        terms.push((None, NaiveDate::MIN, term));
    }
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
        let last = members.iter().filter_map(|at| all.get(*at)).map(|(date, _)| *date).max();
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
