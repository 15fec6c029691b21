//! The general journal: what closes a month, and what puts something right.

use chrono::Datelike;
use rust_decimal::Decimal;

use crate::books::EntryType;

use super::calendar::{days_after, last_of_month};
use super::chart::{account, journal};
use super::draft::{Draft, DraftLine};
use super::firm::{Firm, Task};
use super::profile::Trade;
use super::vat::{Vat, to_cents};

impl Firm {
    /// The entries of the last day of a month.
    pub(super) fn end_month(&mut self) {
        let day = self.clerk.day;
        if day != last_of_month(day.year(), day.month()) {
            return;
        }
        self.depreciate();
        self.accrue_revenue();
        if self.month().is_multiple_of(3) {
            self.book(EntryType::OTHER, "Vennootschapsbelasting kwartaal", |firm| {
                let tax = Decimal::new(firm.profile.company_tax, 2);
                [DraftLine::new(account::COMPANY_TAX_COST, tax), DraftLine::new(account::COMPANY_TAX, -tax)]
            });
        }
        if self.month().is_multiple_of(3) && self.profile.trade == Trade::Wholesale {
            self.book(EntryType::OTHER, "Voorraadtelling", |firm| {
                let change = firm.clerk.amount(-480_000, 520_000);
                [DraftLine::new(account::STOCK, change), DraftLine::new(account::STOCK_CHANGE, -change)]
            });
        }
        if self.month() == 12 {
            self.book(EntryType::OTHER, "Btw privégebruik auto's", |firm| {
                let vat = Decimal::new(firm.profile.wages / 40, 2);
                let fraction = Vat::Private.fraction(firm.clerk.day);
                let line = DraftLine::new(account::VAT_PRIVATE, -vat).vat_itself(Vat::Private, fraction);
                [DraftLine::new(account::PRIVATE_USE, vat), line]
            });
        }
    }

    fn book(&mut self, kind: EntryType, description: &str, lines: impl FnOnce(&mut Self) -> [DraftLine; 2]) {
        let [first, second] = lines(self);
        self.clerk.post(self.memo(kind, description).line(first).line(second));
    }

    fn memo(&self, kind: EntryType, description: &str) -> Draft {
        Draft::new(journal::GENERAL, kind, self.clerk.day, description)
    }

    fn depreciate(&mut self) {
        let (vans, equipment) = self.profile.depreciation;
        let newer = to_cents(self.invested / Decimal::from(60));
        let amounts = [
            (account::VANS_DEPRECIATION_COST, account::VANS_DEPRECIATION, Decimal::new(vans, 2)),
            (account::EQUIPMENT_DEPRECIATION_COST, account::EQUIPMENT_DEPRECIATION, Decimal::new(equipment, 2) + newer),
        ];
        let mut draft =
            Draft::new(journal::FIXED_ASSETS, EntryType::DEPRECIATION, self.clerk.day, "Afschrijving maand");
        for (cost, asset, amount) in amounts.into_iter().filter(|(_, _, amount)| !amount.is_zero()) {
            draft = draft.line(DraftLine::new(cost, amount)).line(DraftLine::new(asset, -amount));
        }
        self.clerk.post(draft);
    }

    /// Work done but not invoiced yet is revenue of this month; the next month takes it back. No customer anywhere.
    fn accrue_revenue(&mut self) {
        let amount = self.clerk.amount(self.profile.wages / 10, self.profile.wages / 3);
        let draft = self
            .memo(EntryType::OTHER, "Nog te factureren werk")
            .line(DraftLine::new(account::TO_BE_INVOICED, amount))
            .balanced_by(account::REVENUE_ACCRUED);
        let back = reversal(&draft, "Terugboeking nog te factureren werk");
        self.clerk.post(draft);
        self.plan(days_after(self.clerk.day, 1), Task::Book(Box::new(back)));
    }

    /// What the general journal puts right on fixed days.
    pub(super) fn correct(&mut self) {
        let month = self.month();
        if self.is_day(15) && month % 6 == 3 {
            self.book(EntryType::OTHER, "Klantbonussen gereserveerd", |firm| {
                let amount = firm.clerk.amount(60_000, 240_000);
                [DraftLine::new(account::REVENUE_CORRECTION, amount), DraftLine::new(account::ACCRUED_COST, -amount)]
            });
        }
        if self.is_day(20) && month % 3 == 2 {
            self.correct_customer();
        }
        if self.is_day(21) && month % 6 == 4 {
            self.book_twice();
        }
        if self.is_day(21) && month % 3 == 1 {
            self.correct_filed_vat();
        }
        if self.is_day(15) && month == 6 {
            self.appropriate_result();
        }
    }

    /// The customer is named on the debtor line only: revenue has to be attributed through the entry.
    fn correct_customer(&mut self) {
        let Some(code) = self.some_domestic_customer() else { return };
        let amount = self.clerk.amount(5_000, 85_000);
        if self.month() == 8 {
            let due = days_after(self.clerk.day, 14);
            self.book(EntryType::OTHER, "Nagekomen afrekening", |_| {
                let debtor = DraftLine::new(account::DEBTORS, amount).relation(&code).due(due);
                [debtor, DraftLine::new(account::REVENUE_CORRECTION, -amount)]
            });
        } else {
            self.book(EntryType::OTHER, "Correctie omzet in overleg met klant", |_| {
                let debtor = DraftLine::new(account::DEBTORS, -amount).relation(&code);
                [DraftLine::new(account::REVENUE_HIGH, amount), debtor]
            });
        }
    }

    /// A cost is booked a second time by mistake, and reversed a few days later.
    fn book_twice(&mut self) {
        let amount = self.clerk.amount(15_000, 190_000);
        let draft = self
            .memo(EntryType::OTHER, "Reparatie heftruck")
            .line(DraftLine::new(account::GENERAL_COST, amount))
            .balanced_by(account::ACCRUED_COST);
        let back = reversal(&draft, "Storno: reparatie heftruck dubbel geboekt");
        self.clerk.post(draft);
        self.plan(days_after(self.clerk.day, 6), Task::Book(Box::new(back)));
    }

    /// VAT on entertainment was claimed in a quarter that has been filed: it is due after all.
    fn correct_filed_vat(&mut self) {
        let Some(filed) = self.clerk.filed else { return };
        let amount = self.clerk.amount(1_500, 24_000);
        let mut draft = self.memo(EntryType::OTHER, "Correctie btw vorig kwartaal");
        draft.date = last_of_month(i32::from(filed.year), u32::from(filed.number.unsigned_abs()));
        let fraction = Vat::High.fraction(draft.date);
        let claim = DraftLine::new(account::VAT_CLAIM, -amount).vat_itself(Vat::High, fraction);
        self.clerk.post(draft.in_period(filed).line(DraftLine::new(account::ENTERTAINMENT, amount)).line(claim));
    }

    /// The shareholders add last year's result to the reserves.
    fn appropriate_result(&mut self) {
        let last_year = super::calendar::book_year(self.clerk.day) - 1;
        let closing = self.clerk.entries.iter();
        let closing = closing.filter(|entry| entry.year == last_year && entry.kind == EntryType::YEAR_END_RESULT);
        let lines = closing.flat_map(|entry| &entry.lines).filter(|line| line.account == account::RESULT);
        let result: Decimal = lines.map(|line| line.amount_dc).sum();
        if !result.is_zero() {
            self.book(EntryType::OTHER, "Resultaatbestemming vorig boekjaar", |_| {
                [DraftLine::new(account::RESULT, -result), DraftLine::new(account::RESERVES, result)]
            });
        }
    }
}

/// The same lines with every sign turned; the day it is booked dates it.
fn reversal(draft: &Draft, description: &str) -> Draft {
    let mut back = draft.clone();
    description.clone_into(&mut back.description);
    for line in &mut back.lines {
        line.line.amount_dc = -line.line.amount_dc;
        line.line.amount_fc = -line.line.amount_fc;
    }
    back
}
