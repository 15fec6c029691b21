//! VAT codes, their percentages over time, and the VAT on an amount.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::books::{IdSpace, VatCode, VatPercentage, VatSide, guid};

use super::calendar::date;
use super::chart::account;
use super::profile::Trade;

/// How an item is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vat {
    /// Exempt or not a supply: insurance, wages.
    Exempt,
    Low,
    High,
    /// Low rate, in the price of a receipt.
    LowIncluded,
    /// High rate, in the price of a receipt.
    HighIncluded,
    /// Reversed to the domestic customer.
    Reversed,
    /// Sold outside the EU.
    OutsideEu,
    /// Sold to a business within the EU.
    InsideEu,
    /// Bought outside the EU, VAT on the return.
    Import,
    /// Bought from a business within the EU.
    Acquisition,
    /// Private use.
    Private,
    /// 0 % at home.
    Zero,
}

impl Vat {
    /// The code in the administration.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Exempt => "0",
            Self::Low => "1",
            Self::High => "2",
            Self::LowIncluded => "3",
            Self::HighIncluded => "4",
            Self::Reversed => "5",
            Self::OutsideEu => "6",
            Self::InsideEu => "7",
            Self::Import => "9",
            Self::Acquisition => "10",
            Self::Private => "11",
            Self::Zero => "20",
        }
    }

    /// Whether a purchase with it is booked both as VAT to pay and as VAT to claim.
    pub(super) const fn is_charged(self) -> bool {
        matches!(self, Self::Reversed | Self::Import | Self::Acquisition)
    }

    /// The account for VAT to pay.
    pub(super) const fn to_pay(self) -> &'static str {
        match self {
            Self::Low | Self::LowIncluded => account::VAT_LOW,
            Self::Import => account::VAT_IMPORT,
            Self::Acquisition => account::VAT_ACQUISITION,
            Self::Private => account::VAT_PRIVATE,
            _ => account::VAT_HIGH,
        }
    }

    /// The percentage on a date, as a fraction.
    pub(super) fn fraction(self, on: NaiveDate) -> Decimal {
        percentages(self.code()).iter().rev().find(|step| step.0 <= on).map_or(Decimal::ZERO, |step| step.1)
    }
}

/// Rounds to cents, half away from zero: the way the tax office lets an invoice be rounded.
pub(super) fn to_cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// Splits a price that includes VAT into base and VAT.
pub(super) fn split(gross: Decimal, fraction: Decimal) -> (Decimal, Decimal) {
    let base = to_cents(gross / (Decimal::ONE + fraction));
    (base, gross - base)
}

/// First days and fractions of a code, oldest first.
fn percentages(code: &str) -> Vec<(NaiveDate, Decimal)> {
    let ever = date(1969, 1, 1);
    match code {
        "1" | "3" => vec![(ever, Decimal::new(6, 2)), (date(2019, 1, 1), Decimal::new(9, 2))],
        "2" | "4" | "5" | "9" | "10" | "11" => vec![
            (ever, Decimal::new(175, 3)),
            (date(2001, 1, 1), Decimal::new(19, 2)),
            (date(2012, 10, 1), Decimal::new(21, 2)),
        ],
        "12" => vec![(ever, Decimal::new(13, 2))],
        _ => vec![(ever, Decimal::ZERO)],
    }
}

/// Code, description, kind, side, reverse charge, EU sales listing, account to pay, account to claim.
type Row = (&'static str, &'static str, char, VatSide, bool, char, &'static str, &'static str);

const CODES: &[Row] = &[
    ("0", "Geen btw", 'N', VatSide::Both, false, 'N', "", ""),
    ("1", "Btw laag tarief, exclusief", 'E', VatSide::Both, false, 'N', account::VAT_LOW, account::VAT_CLAIM),
    ("2", "Btw hoog tarief, exclusief", 'E', VatSide::Both, false, 'N', account::VAT_HIGH, account::VAT_CLAIM),
    ("3", "Btw laag tarief, inclusief", 'I', VatSide::Both, false, 'N', account::VAT_LOW, account::VAT_CLAIM),
    ("4", "Btw hoog tarief, inclusief", 'I', VatSide::Both, false, 'N', account::VAT_HIGH, account::VAT_CLAIM),
    ("5", "Btw verlegd", 'E', VatSide::Both, true, 'N', account::VAT_HIGH, account::VAT_CLAIM),
    ("6", "Verkoop buiten de EU", 'B', VatSide::Sales, false, 'N', "", ""),
    ("7", "Verkoop binnen de EU", 'B', VatSide::Sales, false, 'L', "", ""),
    ("8", "Installatie en afstandsverkoop in de EU", 'B', VatSide::Sales, false, 'N', "", ""),
    ("9", "Invoer van buiten de EU", 'E', VatSide::Purchase, true, 'N', account::VAT_IMPORT, account::VAT_CLAIM),
    ("10", "Verwerving binnen de EU", 'E', VatSide::Purchase, true, 'N', account::VAT_ACQUISITION, account::VAT_CLAIM),
    ("11", "Btw privégebruik", 'E', VatSide::Sales, false, 'N', account::VAT_PRIVATE, account::VAT_CLAIM),
    ("12", "Btw overige tarieven", 'E', VatSide::Both, false, 'N', account::VAT_HIGH, account::VAT_CLAIM),
    ("20", "Btw 0%, alleen grondslag", 'B', VatSide::Both, false, 'N', "", ""),
];

/// The VAT codes of a division. Who sells services to other EU countries lists them as services, not as goods.
pub(super) fn codes(division: i32, trade: Trade) -> Vec<VatCode> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let codes = CODES.iter().map(|&(code, description, kind, side, charged, listing, to_pay, to_claim)| VatCode {
        id: guid(division, IdSpace::VatCode, code),
        code: code.to_owned(),
        description: description.to_owned(),
        kind,
        side,
        charged,
        eu_sales_listing: if listing == 'L' { trade.eu_sales_listing() } else { listing },
        to_pay: some(to_pay),
        to_claim: some(to_claim),
        percentages: history(code),
    });
    codes.collect()
}

fn history(code: &str) -> Vec<VatPercentage> {
    let steps = percentages(code);
    let ends = steps.iter().skip(1).map(|next| next.0.pred_opt()).chain([None]);
    steps.iter().zip(ends).map(|(&(start, fraction), end)| VatPercentage { fraction, start, end }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_percentage_is_the_one_of_the_day() {
        assert_eq!(Vat::Low.fraction(date(2018, 12, 31)), Decimal::new(6, 2));
        assert_eq!(Vat::Low.fraction(date(2019, 1, 1)), Decimal::new(9, 2));
        assert_eq!(Vat::High.fraction(date(2012, 9, 30)), Decimal::new(19, 2));
        assert_eq!(Vat::Zero.fraction(date(2025, 1, 1)), Decimal::ZERO);
    }

    #[test]
    fn half_a_cent_is_rounded_away_from_zero() {
        assert_eq!(to_cents(Decimal::new(1005, 3)), Decimal::new(101, 2));
        assert_eq!(to_cents(Decimal::new(-1005, 3)), Decimal::new(-101, 2));
    }

    #[test]
    fn a_price_splits_into_base_and_vat_without_a_cent_lost() {
        for cents in 1..2_000 {
            let gross = Decimal::new(cents, 2);
            let (base, vat) = split(gross, Decimal::new(21, 2));
            assert_eq!(base + vat, gross);
            assert!((to_cents(base * Decimal::new(21, 2)) - vat).abs() <= Decimal::new(1, 2));
        }
    }

    #[test]
    fn percentages_follow_each_other_without_a_gap() {
        for code in codes(1, Trade::Wholesale) {
            for pair in code.percentages.windows(2) {
                assert_eq!(pair[0].end.and_then(|end| end.succ_opt()), Some(pair[1].start), "{}", code.code);
            }
            assert_eq!(code.percentages.last().and_then(|last| last.end), None, "{}", code.code);
        }
    }
}
