use exact_model::Code;

use crate::input::DetailedLineRow;

/// What is booked with a line beside its amount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail {
    /// Number of the entry.
    pub entry_number: Option<i32>,
    /// Code of the journal.
    pub journal: Option<String>,
    /// Code of the account.
    pub account_code: Option<String>,
    /// Number of the invoice.
    pub invoice_number: Option<i32>,
    /// Description of the line.
    pub description: Option<String>,
    /// The relation's own reference, mostly the number of its invoice.
    pub your_ref: Option<String>,
    /// VAT code, without blanks.
    pub vat_code: Option<String>,
    /// Code of the cost centre.
    pub cost_center: Option<String>,
    /// Code of the cost unit.
    pub cost_unit: Option<String>,
}

impl Detail {
    pub(crate) fn of(row: &DetailedLineRow) -> Self {
        Self {
            entry_number: row.entry_number,
            journal: filled(row.journal.as_deref()),
            account_code: filled(row.account_code.as_deref()),
            invoice_number: row.invoice_number,
            description: filled(row.description.as_deref()),
            your_ref: filled(row.your_ref.as_deref()),
            vat_code: filled(row.vat_code.as_ref().map(Code::as_str)),
            cost_center: filled(row.cost_center.as_deref()),
            cost_unit: filled(row.cost_unit.as_deref()),
        }
    }

    /// The description in small letters, without numbers and names of months, which tell one time from another: "Huur
    /// maart 2025" and "Huur april 2025" have one wording.
    #[must_use]
    pub fn wording(&self) -> Option<String> {
        let description = self.description.as_deref()?.to_lowercase();
        let letters: String = description.chars().filter(|character| !character.is_ascii_digit()).collect();
        let words: Vec<_> = letters.split_whitespace().filter(|word| !MONTHS.contains(word)).collect();
        Some(words.join(" "))
    }
}

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
