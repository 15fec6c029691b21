//! Invoices and credit notes, sent and received: the lines Exact makes of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::books::EntryType;

use super::calendar::FiscalPeriod;
use super::chart::{account, journal};
use super::draft::{Draft, DraftLine, Money, VAT_LINE};
use super::vat::{Vat, to_cents};

/// Who sells to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Sale,
    Purchase,
}

/// An invoice, or a credit note that takes one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    Invoice,
    CreditNote,
}

/// A line of an invoice; the amount is positive and excludes VAT.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) account: &'static str,
    pub(super) description: String,
    pub(super) net: Decimal,
    pub(super) vat: Vat,
}

/// An invoice or credit note to book.
#[derive(Debug, Clone)]
pub(super) struct Invoice {
    pub(super) direction: Direction,
    pub(super) nature: Nature,
    pub(super) relation: String,
    pub(super) date: NaiveDate,
    pub(super) due: NaiveDate,
    pub(super) period: FiscalPeriod,
    pub(super) description: String,
    pub(super) your_ref: Option<String>,
    pub(super) money: Money,
    pub(super) items: Vec<Item>,
}

impl Invoice {
    /// The entry: line 0 the debtor or creditor, then the bases, at the end the VAT.
    pub(super) fn draft(&self) -> Draft {
        let (journal, kind) = match (self.direction, self.nature) {
            (Direction::Sale, Nature::Invoice) => (journal::SALES, EntryType::SALES_ENTRY),
            (Direction::Sale, Nature::CreditNote) => (journal::SALES, EntryType::SALES_CREDIT_NOTE),
            (Direction::Purchase, Nature::Invoice) => (journal::PURCHASES, EntryType::PURCHASE_ENTRY),
            (Direction::Purchase, Nature::CreditNote) => (journal::PURCHASES, EntryType::PURCHASE_CREDIT_NOTE),
        };
        let mut draft = Draft::new(journal, kind, self.date, self.description.clone()).in_period(self.period);
        draft.is_invoice = true;

        let mut vat_lines = VatLines::default();
        let mut bases: Vec<DraftLine> = Vec::with_capacity(self.items.len());
        for (item, number) in self.items.iter().zip(1..) {
            bases.push(self.base_line(item, &mut vat_lines).numbered(number));
        }
        let vat = vat_lines.0.iter().map(|(account, &(dc, fc))| self.line(account, dc, fc).numbered(VAT_LINE));
        let rest: Vec<DraftLine> = bases.into_iter().chain(vat).collect();
        let dc: Decimal = rest.iter().map(|line| line.line.amount_dc).sum();
        let fc: Decimal = rest.iter().map(|line| line.line.amount_fc).sum();
        let ours = if self.direction == Direction::Sale { account::DEBTORS } else { account::CREDITORS };
        let term = self.line(ours, -dc, -fc).due(self.due);
        draft.lines = std::iter::once(term).chain(rest).collect();
        draft
    }

    /// Credit is negative: what is sold, and what is credited by a supplier.
    fn sign(&self) -> Decimal {
        let credit = (self.direction == Direction::Sale) == (self.nature == Nature::Invoice);
        if credit { Decimal::NEGATIVE_ONE } else { Decimal::ONE }
    }

    fn line(&self, account: &str, dc: Decimal, fc: Decimal) -> DraftLine {
        DraftLine::new(account, dc).in_currency(fc, self.money).relation(&self.relation).your_ref(self.your_ref.clone())
    }

    fn base_line(&self, item: &Item, vat_lines: &mut VatLines) -> DraftLine {
        let base = item.net * self.sign();
        // A customer to whom VAT is reversed pays its own: the seller charges nothing.
        let charges = !(self.direction == Direction::Sale && item.vat.is_charged());
        let fraction = if charges { item.vat.fraction(self.date) } else { Decimal::ZERO };
        let vat = to_cents(base * fraction);
        let vat_dc = to_cents(vat * self.money.rate);
        if self.direction == Direction::Sale {
            vat_lines.add(item.vat.to_pay(), vat_dc, vat);
        } else {
            vat_lines.add(account::VAT_CLAIM, vat_dc, vat);
            if item.vat.is_charged() {
                vat_lines.add(item.vat.to_pay(), -vat_dc, -vat);
            }
        }
        let line = self.line(item.account, to_cents(base * self.money.rate), base).described(item.description.clone());
        line.taxed(item.vat, fraction, vat)
    }
}

/// VAT per account, in euros and in the invoice's currency.
#[derive(Debug, Default)]
struct VatLines(BTreeMap<&'static str, (Decimal, Decimal)>);

impl VatLines {
    fn add(&mut self, account: &'static str, dc: Decimal, fc: Decimal) {
        if !fc.is_zero() {
            let sums = self.0.entry(account).or_default();
            sums.0 += dc;
            sums.1 += fc;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::company::calendar::date;
    use crate::books::company::draft::EURO;

    fn draft(direction: Direction, nature: Nature, vat: Vat, net: Decimal) -> Draft {
        let day = date(2025, 3, 14);
        let item = Item { account: account::GENERAL_COST, description: "iets".to_owned(), net, vat };
        let invoice = Invoice {
            direction,
            nature,
            relation: "1".to_owned(),
            date: day,
            due: day,
            period: FiscalPeriod::of(day),
            description: "proef".to_owned(),
            your_ref: None,
            money: EURO,
            items: vec![item],
        };
        invoice.draft()
    }

    fn amounts(draft: &Draft) -> Vec<(i32, &str, String)> {
        draft
            .lines
            .iter()
            .map(|line| (line.line.number, line.line.account.as_str(), line.line.amount_dc.to_string()))
            .collect()
    }

    #[test]
    fn a_sale_debits_the_debtor_with_vat_and_credits_revenue_without() {
        let draft = draft(Direction::Sale, Nature::Invoice, Vat::High, Decimal::new(10_050, 2));
        let expected = vec![
            (0, "1300", "121.61".to_owned()),
            (1, "4790", "-100.50".to_owned()),
            (VAT_LINE, "1500", "-21.11".to_owned()),
        ];
        assert_eq!(amounts(&draft), expected);
    }

    #[test]
    fn a_purchase_with_reversed_vat_owes_the_supplier_only_the_base() {
        let draft = draft(Direction::Purchase, Nature::Invoice, Vat::Acquisition, Decimal::new(10_000, 2));
        let expected = vec![
            (0, "1600", "-100.00".to_owned()),
            (1, "4790", "100.00".to_owned()),
            (VAT_LINE, "1512", "-21.00".to_owned()),
            (VAT_LINE, "1520", "21.00".to_owned()),
        ];
        assert_eq!(amounts(&draft), expected);
    }

    #[test]
    fn a_credit_note_is_the_invoice_with_every_sign_turned() {
        for direction in [Direction::Sale, Direction::Purchase] {
            let invoice = draft(direction, Nature::Invoice, Vat::Low, Decimal::new(3_333, 2));
            let credit = draft(direction, Nature::CreditNote, Vat::Low, Decimal::new(3_333, 2));
            for (one, other) in invoice.lines.iter().zip(&credit.lines) {
                assert_eq!(one.line.amount_dc, -other.line.amount_dc);
                assert_eq!(one.line.vat_amount_fc, other.line.vat_amount_fc.map(|vat| -vat));
            }
        }
    }

    #[test]
    fn a_sale_with_vat_reversed_to_the_customer_charges_none() {
        let draft = draft(Direction::Sale, Nature::Invoice, Vat::Reversed, Decimal::new(10_000, 2));
        assert_eq!(draft.lines.len(), 2);
        assert_eq!(draft.lines[1].line.vat_amount_fc, Some(Decimal::ZERO));
    }
}
