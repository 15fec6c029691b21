//! Wages: one payroll entry a month, holiday pay in May.

use rust_decimal::Decimal;

use crate::books::EntryType;

use super::bank::Movement;
use super::chart::{account, journal};
use super::draft::{Draft, DraftLine};
use super::firm::Firm;
use super::vat::to_cents;

/// Of the gross wage, in per cent.
const WAGE_TAX: i64 = 34;
const SOCIAL: i64 = 18;
const HOLIDAY: i64 = 8;
const PENSION_EMPLOYER: i64 = 9;
const PENSION_EMPLOYEE: i64 = 4;

impl Firm {
    /// Books and pays the wages on the 25th.
    pub(super) fn pay_wages(&mut self) {
        if !self.is_day(25) {
            return;
        }
        // Overtime and sick leave: never quite the same, so fixed by nature but not by amount.
        let gross = Decimal::new(self.profile.wages * (100 + 4 * self.years()) / 100, 2);
        let gross = to_cents(gross * Decimal::new(self.clerk.roll(985, 1_040), 3));
        let of_gross = |per_cent: i64| to_cents(gross * Decimal::new(per_cent, 2));
        let (tax, social, holiday) = (of_gross(WAGE_TAX), of_gross(SOCIAL), of_gross(HOLIDAY));
        let (employer, employee) = (of_gross(PENSION_EMPLOYER), of_gross(PENSION_EMPLOYEE));
        let saved = if self.month() == 5 { -self.clerk.balance(account::HOLIDAY_PAY) } else { Decimal::ZERO };
        let tax_on_saved = to_cents(saved * Decimal::new(WAGE_TAX, 2));

        let mut draft = Draft::new(journal::PAYROLL, EntryType::PAYROLL, self.clerk.day, "Loonjournaalpost")
            .line(DraftLine::new(account::WAGES_COST, gross))
            .line(DraftLine::new(account::HOLIDAY_COST, holiday))
            .line(DraftLine::new(account::SOCIAL_COST, social))
            .line(DraftLine::new(account::PENSION_COST, employer))
            .line(DraftLine::new(account::HOLIDAY_PAY, -holiday))
            .line(DraftLine::new(account::WAGE_TAX, -(tax + social + tax_on_saved)))
            .line(DraftLine::new(account::PENSION, -(employer + employee)));
        if !saved.is_zero() {
            draft = draft.line(DraftLine::new(account::HOLIDAY_PAY, saved).described("Uitbetaling vakantiegeld"));
        }
        self.clerk.post(draft.balanced_by(account::NET_WAGES));
        let net = -self.clerk.balance(account::NET_WAGES);
        self.movements.push(Movement::new("Salarissen", account::NET_WAGES, net));
    }
}
