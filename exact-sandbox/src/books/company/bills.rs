//! Bills that come back: every month, every two, every quarter, every year.

use super::chart::account;
use super::vat::Vat;

/// A bill that comes back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recurring {
    pub(super) supplier: &'static str,
    pub(super) country: &'static str,
    pub(super) description: &'static str,
    pub(super) account: &'static str,
    pub(super) vat: Vat,
    /// The price in the first year, VAT excluded.
    pub(super) cents: i64,
    /// Per cent by which the price rises each January.
    pub(super) rise: i64,
    /// Per cent by which one bill may differ from the price.
    pub(super) varies: i64,
    /// Every how many months; the first is January.
    pub(super) every: u32,
    /// Day of the month.
    pub(super) day: u32,
}

const LANDLORD: &str = "Pandbeheer 't Scheve Dak";
const TELEPHONE: &str = "Klinkklaar Telecom B.V.";
const SOFTWARE: &str = "Wolkenkrabber Software Ltd";
const INSURER: &str = "Onderlinge Waarborg 'De Paraplu' U.A.";
const ACCOUNTANT: &str = "Rekenhuis Komma & Punt";
const CLEANER: &str = "Schoonmaakploeg Blinkend & Co";

/// What the wholesaler pays.
pub(super) const WHOLESALE: &[Recurring] = &[
    bill(LANDLORD, "Huur loods en kantoor", account::RENT, 325_000, 1),
    bill("Stroomversnelling Energie B.V.", "Voorschot energie", account::ENERGY, 86_000, 5).rising(6),
    bill(TELEPHONE, "Telefoon en internet", account::TELEPHONE, 18_450, 8).varying(7),
    bill(SOFTWARE, "Abonnement boekhoudpakket", account::SOFTWARE, 24_900, 3).abroad("IE").rising(8),
    bill("Rijdend Voorbeeld Lease B.V.", "Lease twee auto's", account::LEASE, 118_000, 2).rising(0),
    bill(INSURER, "Premie bedrijfsverzekeringen", account::INSURANCE, 164_500, 4).exempt().every(3),
    bill(CLEANER, "Schoonmaak twee maanden", account::CLEANING, 74_000, 11).every(2),
    bill("Afvaldienst De Volle Bak", "Afvalcontainers", account::WASTE, 38_500, 9).varying(12),
    bill(ACCOUNTANT, "Administratie en jaarwerk", account::ACCOUNTANT, 142_500, 16).every(3),
    bill("Adverteerhoek Online S.A.R.L.", "Zoekadvertenties", account::ADVERTISING, 61_000, 7).abroad("LU").varying(15),
];

/// What the adviser pays.
pub(super) const ADVICE: &[Recurring] = &[
    bill(LANDLORD, "Huur werkkamer", account::RENT, 55_000, 1),
    bill(TELEPHONE, "Mobiel abonnement", account::TELEPHONE, 4_150, 8),
    bill(SOFTWARE, "Abonnement boekhoudpakket", account::SOFTWARE, 8_900, 3).abroad("IE").rising(8),
    bill(INSURER, "Premie aansprakelijkheid", account::INSURANCE, 31_500, 4).exempt().every(3),
    bill(CLEANER, "Schoonmaak twee maanden", account::CLEANING, 9_500, 11).every(2),
    bill(ACCOUNTANT, "Jaarwerk", account::ACCOUNTANT, 185_000, 16).every(12),
];

/// A monthly bill at the high rate, three per cent dearer each year.
const fn bill(
    supplier: &'static str,
    description: &'static str,
    account: &'static str,
    cents: i64,
    day: u32,
) -> Recurring {
    Recurring {
        supplier,
        country: "NL",
        description,
        account,
        vat: Vat::High,
        cents,
        rise: 3,
        varies: 0,
        every: 1,
        day,
    }
}

impl Recurring {
    const fn every(mut self, months: u32) -> Self {
        self.every = months;
        self
    }

    const fn rising(mut self, per_cent: i64) -> Self {
        self.rise = per_cent;
        self
    }

    const fn varying(mut self, per_cent: i64) -> Self {
        self.varies = per_cent;
        self
    }

    const fn exempt(mut self) -> Self {
        self.vat = Vat::Exempt;
        self
    }

    /// From another EU country: VAT is reversed.
    const fn abroad(mut self, country: &'static str) -> Self {
        self.country = country;
        self.vat = Vat::Acquisition;
        self
    }
}
