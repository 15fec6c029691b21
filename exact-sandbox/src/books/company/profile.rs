//! The two companies: what they sell, buy and own.

use super::bills::{self, Recurring};
use super::chart::account;
use super::vat::Vat;

/// What a company does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trade {
    /// Sells goods for gardens and greenhouses, and puts them up.
    Wholesale,
    /// Gives advice.
    Advice,
}

impl Trade {
    /// Goods or services in the list of sales within the EU.
    pub(super) const fn eu_sales_listing(self) -> char {
        match self {
            Self::Wholesale => 'L',
            Self::Advice => 'S',
        }
    }

    /// What this trade calls its revenue accounts, where that differs from the common chart.
    pub(super) fn revenue_description(self, code: &str) -> Option<&'static str> {
        match (self, code) {
            (Self::Wholesale, account::REVENUE_HIGH) => Some("Omzet gereedschap en kassen (hoog)"),
            (Self::Wholesale, account::REVENUE_LOW) => Some("Omzet planten en zaden (laag)"),
            (Self::Wholesale, account::REVENUE_REVERSED) => Some("Omzet montage, btw verlegd"),
            (Self::Advice, account::REVENUE_HIGH) => Some("Omzet adviesuren (hoog)"),
            (Self::Advice, account::REVENUE_LOW) => Some("Omzet handboeken (laag)"),
            (Self::Advice, account::REVENUE_REVERSED) => Some("Omzet detachering, btw verlegd"),
            _ => None,
        }
    }
}

/// Something sold or bought, with the range of its price in cents, VAT excluded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    pub(super) account: &'static str,
    pub(super) description: &'static str,
    pub(super) vat: Vat,
    pub(super) cents: (i64, i64),
}

/// What stands on the balance sheet when the story begins, in cents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) bank: i64,
    pub(super) savings: i64,
    pub(super) cash: i64,
    pub(super) stock: i64,
    pub(super) vans: (i64, i64),
    pub(super) equipment: (i64, i64),
    pub(super) loan: i64,
    pub(super) vat: i64,
    pub(super) wage_tax: i64,
    pub(super) open_invoices: (usize, usize),
}

/// One company.
#[derive(Debug, Clone, Copy)]
pub(super) struct Profile {
    pub(super) code: i32,
    pub(super) hid: i64,
    pub(super) names: [&'static str; 3],
    pub(super) vat_number: &'static str,
    pub(super) chamber_of_commerce: &'static str,
    pub(super) trade: Trade,
    pub(super) customers: usize,
    pub(super) suppliers: usize,
    /// Sales invoices and purchase invoices per hundred business days.
    pub(super) sales_pace: i64,
    pub(super) purchase_pace: i64,
    pub(super) products: &'static [Product],
    pub(super) export: Product,
    pub(super) reversed: Product,
    pub(super) supplies: &'static [Product],
    pub(super) recurring: &'static [Recurring],
    /// Days of the month on which the cash book is kept, and takings per receipt, VAT included.
    pub(super) cash_days: &'static [u32],
    pub(super) takings: (i64, i64),
    /// Gross wages of a month.
    pub(super) wages: i64,
    /// Depreciation a month of vans and of equipment.
    pub(super) depreciation: (i64, i64),
    pub(super) loan_repayment: i64,
    pub(super) company_tax: i64,
    pub(super) start: Start,
    /// Closed book years before the one of today.
    pub(super) closed_years: i32,
}

const fn product(account: &'static str, description: &'static str, vat: Vat, from: i64, to: i64) -> Product {
    Product { account, description, vat, cents: (from, to) }
}

/// Zonnedauw: the wholesaler.
pub(super) const WHOLESALE: Profile = Profile {
    code: 1_234_567,
    hid: 1,
    names: [
        "Zonnedauw Voorbeeldhandel B.V.",
        "De Slome Slak Voorbeeldhandel B.V.",
        "Kruiwagen & Zn. Voorbeeldhandel B.V.",
    ],
    vat_number: "NL001234567B01",
    chamber_of_commerce: "00012345",
    trade: Trade::Wholesale,
    customers: 44,
    suppliers: 12,
    sales_pace: 84,
    purchase_pace: 56,
    products: &[
        product(account::REVENUE_HIGH, "Tuingereedschap", Vat::High, 28_000, 310_000),
        product(account::REVENUE_HIGH, "Kasonderdelen", Vat::High, 65_000, 540_000),
        product(account::REVENUE_HIGH, "Potten en bakken", Vat::High, 19_500, 145_000),
        product(account::REVENUE_LOW, "Vaste planten", Vat::Low, 24_000, 260_000),
        product(account::REVENUE_LOW, "Zaden en bollen", Vat::Low, 8_500, 96_000),
    ],
    export: product(account::REVENUE_EU, "Bollen en gereedschap", Vat::InsideEu, 140_000, 720_000),
    reversed: product(account::REVENUE_REVERSED, "Montage kas in onderaanneming", Vat::Reversed, 210_000, 980_000),
    supplies: &[
        product(account::PURCHASES, "Gereedschap, partij", Vat::High, 90_000, 620_000),
        product(account::PURCHASES, "Kasprofielen", Vat::High, 120_000, 510_000),
        product(account::PURCHASES_LOW, "Stekgoed en zaden", Vat::Low, 60_000, 330_000),
        product(account::OFFICE, "Kantoorartikelen", Vat::High, 3_500, 29_000),
        product(account::ADVERTISING, "Advertentie vakblad", Vat::High, 18_000, 95_000),
        product(account::GENERAL_COST, "Klein materiaal en reparatie", Vat::High, 4_500, 61_000),
    ],
    recurring: bills::WHOLESALE,
    cash_days: &[5, 12, 19],
    takings: (1_250, 42_000),
    wages: 1_684_000,
    depreciation: (87_500, 41_250),
    loan_repayment: 125_000,
    company_tax: 310_000,
    start: Start {
        bank: 14_412_655,
        savings: 4_000_000,
        cash: 61_240,
        stock: 7_845_000,
        vans: (5_250_000, 1_925_000),
        equipment: (3_360_000, 1_155_000),
        loan: 6_000_000,
        vat: 843_700,
        wage_tax: 642_000,
        open_invoices: (11, 6),
    },
    closed_years: 2,
};

/// Zonnedauw Advies: the small one.
pub(super) const ADVICE: Profile = Profile {
    code: 1_234_568,
    hid: 2,
    names: [
        "Zonnedauw Voorbeeldadvies B.V.",
        "De Slome Slak Voorbeeldadvies B.V.",
        "Kruiwagen & Zn. Voorbeeldadvies B.V.",
    ],
    vat_number: "NL001234568B01",
    chamber_of_commerce: "00012346",
    trade: Trade::Advice,
    customers: 12,
    suppliers: 4,
    sales_pace: 11,
    purchase_pace: 5,
    products: &[
        product(account::REVENUE_HIGH, "Adviesuren", Vat::High, 95_000, 480_000),
        product(account::REVENUE_HIGH, "Vaste begeleiding", Vat::High, 125_000, 250_000),
        product(account::REVENUE_LOW, "Handboek plantenziekten", Vat::Low, 4_500, 36_000),
    ],
    export: product(account::REVENUE_EU, "Advies teeltplan", Vat::InsideEu, 90_000, 310_000),
    reversed: product(account::REVENUE_REVERSED, "Detachering voorman", Vat::Reversed, 110_000, 260_000),
    supplies: &[
        product(account::OFFICE, "Kantoorartikelen", Vat::High, 2_500, 18_000),
        product(account::DEVELOPMENT, "Bodemonderzoek laboratorium", Vat::High, 22_000, 130_000),
        product(account::GENERAL_COST, "Vakliteratuur", Vat::Low, 2_900, 14_000),
    ],
    recurring: bills::ADVICE,
    cash_days: &[19],
    takings: (900, 9_500),
    wages: 468_000,
    depreciation: (0, 8_325),
    loan_repayment: 0,
    company_tax: 65_000,
    start: Start {
        bank: 5_614_380,
        savings: 1_000_000,
        cash: 12_510,
        stock: 0,
        vans: (0, 0),
        equipment: (540_000, 199_800),
        loan: 0,
        vat: 214_100,
        wage_tax: 171_000,
        open_invoices: (3, 2),
    },
    closed_years: 2,
};

/// The holding of a group: it has no trade of its own to speak of and lives on what it charges its subsidiaries.
pub(super) const HOLDING: Profile = Profile {
    code: 1_234_566,
    hid: 10,
    names: [
        "Zonnedauw Voorbeeldholding B.V.",
        "De Slome Slak Voorbeeldholding B.V.",
        "Kruiwagen & Zn. Voorbeeldholding B.V.",
    ],
    vat_number: "NL001234566B01",
    chamber_of_commerce: "00012344",
    customers: 7,
    suppliers: 2,
    sales_pace: 2,
    purchase_pace: 3,
    wages: 612_000,
    start: Start { bank: 21_400_000, savings: 15_000_000, vat: 91_200, open_invoices: (1, 1), ..ADVICE.start },
    ..ADVICE
};
