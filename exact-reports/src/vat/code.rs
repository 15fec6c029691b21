use std::collections::{BTreeMap, BTreeSet};

use exact_model::codes::{EuSalesListing, VatTransactionType, VatType};
use exact_model::{Complete, Decimal, NaiveDate, Uuid};

use super::wording::Wording;
use crate::input::VatCodeRow;
use crate::ledger::Source;

/// Which side of the return a booking belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// We supply.
    Sale,
    /// We are supplied.
    Purchase,
}

/// A percentage and the days it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Percentage {
    fraction: Decimal,
    start: Option<NaiveDate>,
    end: Option<NaiveDate>,
}

/// A VAT code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatCode {
    /// The code, without blanks.
    pub code: String,
    /// The description.
    pub description: String,
    /// Whether lines with it stay outside every return.
    pub is_no_vat: bool,
    /// Whether it has a base and no VAT.
    pub is_base_only: bool,
    /// The only side it serves; `None` serves both.
    pub direction: Option<Direction>,
    /// Whether VAT is reversed: the buyer owes it.
    pub is_reversed: bool,
    /// What the list of supplies within the EU calls it; `None` is not listed.
    pub listing: Option<EuSalesListing>,
    /// The account of VAT to pay.
    pub to_pay: Option<Uuid>,
    /// The account of VAT to claim.
    pub to_claim: Option<Uuid>,
    pub(super) wording: Wording,
    current: Option<Decimal>,
    percentages: Vec<Percentage>,
}

impl VatCode {
    /// The fraction that holds on a day: 0.21 is 21%. Without a history it is that of today.
    #[must_use]
    pub fn fraction_on(&self, day: NaiveDate) -> Option<Decimal> {
        let holds = |percentage: &&Percentage| {
            percentage.start.is_none_or(|start| start <= day) && percentage.end.is_none_or(|end| day <= end)
        };
        self.percentages.iter().rfind(holds).map(|percentage| percentage.fraction).or(self.current)
    }
}

/// The VAT codes of an administration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VatCodes {
    codes: BTreeMap<String, VatCode>,
    sources: Vec<Source>,
}

impl VatCodes {
    /// The codes of rows that are all there, read with their percentages.
    #[must_use]
    pub fn from_rows(rows: &Complete<VatCodeRow>) -> Self {
        let codes = rows.rows().iter().map(|row| (row.code.as_str().trim().to_owned(), code(row))).collect();
        Self { codes, sources: vec![Source::of(rows)] }
    }

    /// The code of that name.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&VatCode> {
        self.codes.get(code)
    }

    /// Every code, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &VatCode> {
        self.codes.values()
    }

    /// The accounts that codes book VAT on.
    #[must_use]
    pub fn accounts(&self) -> BTreeSet<Uuid> {
        self.iter().flat_map(|code| [code.to_pay, code.to_claim]).flatten().collect()
    }

    /// Where they came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}

fn code(row: &VatCodeRow) -> VatCode {
    let mut percentages: Vec<Percentage> = row
        .percentages
        .rows()
        .iter()
        .map(|step| Percentage { fraction: step.fraction, start: step.start, end: step.end })
        .collect();
    percentages.sort_by_key(|step| (step.start, step.end));
    VatCode {
        code: row.code.as_str().trim().to_owned(),
        wording: Wording::of(row.description.as_deref().unwrap_or_default()),
        description: row.description.clone().unwrap_or_default(),
        is_no_vat: row.kind == Some(VatType::NoVat),
        is_base_only: row.kind == Some(VatType::BaseOnly),
        direction: match row.direction {
            Some(VatTransactionType::Sales) => Some(Direction::Sale),
            Some(VatTransactionType::Purchase) => Some(Direction::Purchase),
            _ => None,
        },
        is_reversed: row.charged == Some(true),
        listing: row.listing.clone().filter(|listing| {
            matches!(listing, EuSalesListing::Goods | EuSalesListing::Services | EuSalesListing::Triangulation)
        }),
        to_pay: row.to_pay,
        to_claim: row.to_claim,
        current: row.fraction,
        percentages,
    }
}
