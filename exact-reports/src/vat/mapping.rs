use std::collections::BTreeMap;

use exact_model::{Complete, Decimal, NaiveDate, Uuid};

use super::boxes::VatBox;
use super::code::{Direction, VatCode};
use crate::input::RelationRow;
use crate::ledger::Source;

/// Which box the VAT codes of an administration go to where deriving it would be wrong. What is not in it is derived.
///
/// Of a purchase whose VAT is reversed, the box is the one it is owed in; that it is claimed in 5b too goes without
/// saying. Input VAT is no matter of choice: no other code goes to 5b, and codes of other purchases go nowhere else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoxMapping(BTreeMap<Direction, BTreeMap<String, VatBox>>);

impl BoxMapping {
    /// The mapping with a code added, for one side of the return.
    #[must_use]
    pub fn with(mut self, code: &str, direction: Direction, vat_box: VatBox) -> Self {
        self.0.entry(direction).or_default().insert(code.trim().to_owned(), vat_box);
        self
    }

    fn get(&self, code: &VatCode, direction: Direction) -> Option<VatBox> {
        let has_choice = direction == Direction::Sale || code.is_reversed;
        let vat_box = self.0.get(&direction)?.get(code.code.as_str());
        vat_box.copied().filter(|vat_box| has_choice && *vat_box != VatBox::InputVat)
    }
}

/// Where a relation is and its VAT number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Establishment {
    /// The name.
    pub name: String,
    /// Country code of two capitals.
    pub country: Option<String>,
    /// VAT number, without blanks and dots, in capitals.
    pub vat_number: Option<String>,
}

/// Where relations are, as far as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Establishments {
    list: BTreeMap<Uuid, Establishment>,
    sources: Vec<Source>,
}

impl Establishments {
    /// The relations of rows that are all there.
    #[must_use]
    pub fn from_rows(rows: &Complete<RelationRow>) -> Self {
        let list = rows.rows().iter().map(|row| {
            let country = row.country.as_ref().map(|code| code.as_str().trim().to_uppercase());
            let number = row.vat_number.as_deref().map(normal);
            let establishment = Establishment {
                name: row.name.clone().unwrap_or_default(),
                country: country.filter(|code| !code.is_empty()),
                vat_number: number.filter(|number| !number.is_empty()),
            };
            (row.id, establishment)
        });
        Self { list: list.collect(), sources: vec![Source::of(rows)] }
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.sources.extend(other.sources);
        self
    }

    /// What is known of a relation.
    #[must_use]
    pub fn get(&self, relation: Uuid) -> Option<&Establishment> {
        self.list.get(&relation)
    }

    /// Where they came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}

fn normal(number: &str) -> String {
    number.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// Why a code goes to its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The administration's own mapping says so.
    Mapping,
    /// The code is listed as a supply within the EU.
    Listing,
    /// The description of the code names what it is for.
    Description,
    /// The country of the customer or supplier.
    Country,
    /// VAT is reversed.
    Reversed,
    /// The percentage that held on the day of the line.
    Percentage,
    /// Input VAT.
    Purchase,
}

impl Reason {
    /// A stable key for programs.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::Listing => "listing",
            Self::Description => "description",
            Self::Country => "country",
            Self::Reversed => "reversed",
            Self::Percentage => "percentage",
            Self::Purchase => "purchase",
        }
    }
}

/// What a line goes by.
pub(super) struct Situation<'a> {
    pub(super) code: &'a VatCode,
    pub(super) direction: Direction,
    pub(super) day: NaiveDate,
    pub(super) booked: Option<Decimal>,
    pub(super) country: Option<&'a str>,
}

/// The box of a line, or `None` when nothing tells it.
///
/// Exact has no field for the box. In this order: the administration's mapping; the listing; words by which a code says
/// that it is for private use, distance sales, export, import or acquisition (Dutch and English); reversal and country;
/// the class of the percentage that held on the day. A rate is high or low by what Dutch rates were at any time, so that
/// a correction of an old invoice finds its box.
pub(super) fn box_of(mapping: &BoxMapping, line: &Situation<'_>) -> Option<(VatBox, Reason)> {
    if let Some(vat_box) = mapping.get(line.code, line.direction) {
        return Some((vat_box, Reason::Mapping));
    }
    match line.direction {
        Direction::Sale => sale(line),
        Direction::Purchase => purchase(line),
    }
}

fn sale(line: &Situation<'_>) -> Option<(VatBox, Reason)> {
    let code = line.code;
    if code.listing.is_some() {
        return Some((VatBox::IntraEu, Reason::Listing));
    }
    if code.wording.private_use {
        return Some((VatBox::PrivateUse, Reason::Description));
    }
    if code.wording.distance_sales {
        return Some((VatBox::DistanceSales, Reason::Description));
    }
    if code.is_reversed {
        return Some((VatBox::ZeroOrReversed, Reason::Reversed));
    }
    let fraction = line.code.fraction_on(line.day).or(line.booked)?;
    if code.is_base_only || fraction.is_zero() {
        if code.wording.outside_eu {
            return Some((VatBox::Export, Reason::Description));
        }
        return Some(match line.country {
            Some(country) if country != HOME && !is_eu(country) => (VatBox::Export, Reason::Country),
            _ => (VatBox::ZeroOrReversed, Reason::Percentage),
        });
    }
    let is_one_of = |rates: &[i64]| per_mille(fraction).is_some_and(|rate| rates.contains(&rate));
    let vat_box = if is_one_of(HIGH) {
        VatBox::HighRate
    } else if is_one_of(LOW) {
        VatBox::LowRate
    } else {
        VatBox::OtherRate
    };
    Some((vat_box, Reason::Percentage))
}

fn purchase(line: &Situation<'_>) -> Option<(VatBox, Reason)> {
    let code = line.code;
    if !code.is_reversed {
        return Some((VatBox::InputVat, Reason::Purchase));
    }
    if code.wording.outside_eu || code.wording.import {
        return Some((VatBox::FromOutsideEu, Reason::Description));
    }
    if code.wording.within_eu {
        return Some((VatBox::FromEu, Reason::Description));
    }
    match line.country {
        Some(HOME) => Some((VatBox::ReversedToUs, Reason::Country)),
        Some(country) if is_eu(country) => Some((VatBox::FromEu, Reason::Country)),
        Some(_) => Some((VatBox::FromOutsideEu, Reason::Country)),
        None => None,
    }
}

/// High rates of the Netherlands over time, per mille.
const HIGH: &[i64] = &[160, 175, 180, 185, 190, 200, 210];

/// Low rates of the Netherlands over time, per mille.
const LOW: &[i64] = &[40, 50, 60, 90];

fn per_mille(fraction: Decimal) -> Option<i64> {
    let scaled = fraction.checked_mul(Decimal::ONE_THOUSAND)?;
    if scaled.fract().is_zero() { i64::try_from(scaled.trunc()).ok() } else { None }
}

const HOME: &str = "NL";

/// Member states now; Greece under both of its codes, and Northern Ireland, whose goods count as supplies within the EU.
const MEMBER_STATES: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
    "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
];

pub(super) fn is_eu(country: &str) -> bool {
    MEMBER_STATES.contains(&country)
}
