use core::fmt;

use exact_model::Decimal;
use rust_decimal::RoundingStrategy;

/// A box of the Dutch VAT return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VatBox {
    /// Domestic supplies at the high rate.
    HighRate,
    /// Domestic supplies at the low rate.
    LowRate,
    /// Domestic supplies at another rate.
    OtherRate,
    /// Private use.
    PrivateUse,
    /// Domestic supplies at 0%, or whose VAT is reversed to the customer.
    ZeroOrReversed,
    /// VAT that a domestic supplier reversed to us.
    ReversedToUs,
    /// Supplies to countries outside the EU.
    Export,
    /// Supplies within the EU.
    IntraEu,
    /// Installation and distance sales within the EU.
    DistanceSales,
    /// Supplies to us from outside the EU.
    FromOutsideEu,
    /// Supplies to us from within the EU.
    FromEu,
    /// Input VAT.
    InputVat,
}

impl VatBox {
    /// Every box, in the order of the form.
    pub const ALL: [Self; 12] = [
        Self::HighRate,
        Self::LowRate,
        Self::OtherRate,
        Self::PrivateUse,
        Self::ZeroOrReversed,
        Self::ReversedToUs,
        Self::Export,
        Self::IntraEu,
        Self::DistanceSales,
        Self::FromOutsideEu,
        Self::FromEu,
        Self::InputVat,
    ];

    /// Its number on the form.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::HighRate => "1a",
            Self::LowRate => "1b",
            Self::OtherRate => "1c",
            Self::PrivateUse => "1d",
            Self::ZeroOrReversed => "1e",
            Self::ReversedToUs => "2a",
            Self::Export => "3a",
            Self::IntraEu => "3b",
            Self::DistanceSales => "3c",
            Self::FromOutsideEu => "4a",
            Self::FromEu => "4b",
            Self::InputVat => "5b",
        }
    }

    /// What it is called on the form, in short.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::HighRate => "leveringen en diensten, hoog tarief",
            Self::LowRate => "leveringen en diensten, laag tarief",
            Self::OtherRate => "leveringen en diensten, overige tarieven",
            Self::PrivateUse => "privégebruik",
            Self::ZeroOrReversed => "0% of niet bij u belast",
            Self::ReversedToUs => "btw naar u verlegd",
            Self::Export => "naar landen buiten de EU",
            Self::IntraEu => "naar of in landen binnen de EU",
            Self::DistanceSales => "installatie en afstandsverkopen binnen de EU",
            Self::FromOutsideEu => "uit landen buiten de EU",
            Self::FromEu => "uit landen binnen de EU",
            Self::InputVat => "voorbelasting",
        }
    }

    /// Whether its VAT is owed: it is in 5a.
    #[must_use]
    pub const fn is_owed(self) -> bool {
        matches!(
            self,
            Self::HighRate
                | Self::LowRate
                | Self::OtherRate
                | Self::PrivateUse
                | Self::ReversedToUs
                | Self::FromOutsideEu
                | Self::FromEu
        )
    }

    /// Whether the form has a place for VAT there, and not only for a base.
    #[must_use]
    pub const fn has_vat(self) -> bool {
        self.is_owed() || matches!(self, Self::InputVat)
    }
}

impl fmt::Display for VatBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

/// How the amounts of a return are rounded. Each box is rounded by itself and totals are added up from rounded boxes, as
/// on the form; so four quarters and one year differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rounding {
    /// To the cent, for comparing with the ledger.
    Exact,
    /// To whole euros in favour of the company: what is owed down, what is claimed up. This is how returns are filed.
    #[default]
    InFavour,
    /// To the nearest whole euro, half away from zero.
    Nearest,
}

impl Rounding {
    /// Base or owed VAT, rounded.
    #[must_use]
    pub fn owed(self, amount: Decimal) -> Decimal {
        self.rounded(amount, RoundingStrategy::ToNegativeInfinity)
    }

    /// Claimed VAT, rounded.
    #[must_use]
    pub fn claimed(self, amount: Decimal) -> Decimal {
        self.rounded(amount, RoundingStrategy::ToPositiveInfinity)
    }

    fn rounded(self, amount: Decimal, in_favour: RoundingStrategy) -> Decimal {
        let rounded = match self {
            Self::Exact => amount,
            Self::InFavour => amount.round_dp_with_strategy(0, in_favour),
            Self::Nearest => amount.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero),
        };
        if rounded.is_zero() { rounded.abs() } else { rounded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_euros_are_in_favour_of_the_company_on_both_sides_of_zero() {
        let amount = |cents| Decimal::new(cents, 2);
        let euros = |euros| Decimal::new(euros, 0);
        assert_eq!(Rounding::InFavour.owed(amount(1_236_622)), euros(12_366));
        assert_eq!(Rounding::InFavour.owed(amount(-50)), euros(-1));
        assert_eq!(Rounding::InFavour.claimed(amount(643_884)), euros(6_439));
        assert_eq!(Rounding::InFavour.claimed(amount(-50)), euros(0));
        assert_eq!(Rounding::Nearest.owed(amount(-250)), euros(-3));
        assert_eq!(Rounding::Exact.claimed(amount(643_884)), amount(643_884));
    }
}
