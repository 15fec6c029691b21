use exact_model::{Complete, Decimal, NaiveDate, Uuid};

use crate::amount::negated;
use crate::input::VatLineRow;
use crate::ledger::{EntryStatus, Source, TransactionType};

/// A journal line with what VAT needs of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatLine {
    /// Exact's id.
    pub id: Uuid,
    /// The entry it belongs to.
    pub entry: Uuid,
    /// Number of the entry.
    pub entry_number: Option<i32>,
    /// Number of the line, which lines that were entered together share.
    pub number: i32,
    /// Book year.
    pub year: i16,
    /// Financial period.
    pub period: i16,
    /// Booking date.
    pub date: NaiveDate,
    /// The general ledger account.
    pub account: Uuid,
    /// Type of the entry.
    pub transaction_type: TransactionType,
    /// Status of the entry.
    pub status: EntryStatus,
    /// Debit positive, division currency.
    pub amount: Decimal,
    /// VAT on the line in division currency, with the sign of the line; zero without.
    pub vat: Decimal,
    /// Whether that VAT was converted from another currency, so that it can be cents off.
    pub is_converted: bool,
    /// The VAT code, without blanks.
    pub code: Option<String>,
    /// The fraction when it was booked.
    pub fraction: Option<Decimal>,
    /// The customer or supplier.
    pub relation: Option<Uuid>,
    /// Its name.
    pub relation_name: Option<String>,
}

impl From<&VatLineRow> for VatLine {
    fn from(row: &VatLineRow) -> Self {
        let (vat, is_converted) = vat_of(row);
        Self {
            id: row.id,
            entry: row.entry,
            entry_number: row.entry_number,
            number: row.number,
            year: row.year,
            period: row.period,
            date: row.date,
            account: row.account,
            transaction_type: TransactionType(row.transaction_type),
            status: EntryStatus::from_code(row.status),
            amount: row.amount,
            vat,
            is_converted,
            code: row.vat_code.as_ref().map(|code| code.as_str().trim().to_owned()).filter(|code| !code.is_empty()),
            fraction: row.fraction,
            relation: row.relation,
            relation_name: row.relation_name.clone(),
        }
    }
}

/// The VAT of a line in division currency: of what Exact says of it only the size holds on all books; the sign is that
/// of the line.
fn vat_of(row: &VatLineRow) -> (Decimal, bool) {
    let size = row.vat_foreign.unwrap_or_default().abs();
    let signed = |size: Decimal| if row.amount.is_sign_negative() { negated(size) } else { size };
    if row.foreign == row.amount || row.foreign.is_zero() {
        return (signed(size), false);
    }
    let converted = size.checked_mul(row.amount.abs()).and_then(|product| product.checked_div(row.foreign.abs()));
    (signed(crate::amount::cents(converted.unwrap_or(size))), true)
}

/// Journal lines of complete reads: all that have a VAT code or stand on a VAT account, or more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VatLines {
    list: Vec<VatLine>,
    sources: Vec<Source>,
}

impl VatLines {
    /// The lines of rows that are all there.
    #[must_use]
    pub fn from_rows(rows: &Complete<VatLineRow>) -> Self {
        Self { list: rows.rows().iter().map(VatLine::from).collect(), sources: vec![Source::of(rows)] }
    }

    /// Both together. The reads must not overlap.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.sources.extend(other.sources);
        self
    }

    /// Every line.
    pub fn iter(&self) -> impl Iterator<Item = &VatLine> {
        self.list.iter()
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Where they came from.
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }
}
