//! A journal line with everything a report may want of it.

use exact_model::financial_transaction::TransactionLine;
use exact_model::{Code, Decimal, NaiveDate, Uuid, projection};

use super::condition::Value;
use crate::input::{DetailedLineRow, LineRow, VatLineRow};
use crate::ledger::{EntryStatus, Movement, TransactionType};

macro_rules! line_rows {
    ($($field:ident: $ty:ty = $column:ident,)*) => {
        projection! {
            /// A line as a whole year is read, from the bulk endpoint.
            pub struct WholeLine of TransactionLine {
                $(#[doc = "A column."] pub $field: $ty = $column,)*
            }
        }
        projection! {
            /// A line as it is now, from the sync endpoint.
            pub struct ChangedLine of TransactionLine {
                #[doc = "Its row version."]
                pub timestamp: i64 = TIMESTAMP,
                $(#[doc = "A column."] pub $field: $ty = $column,)*
            }
        }
        impl From<ChangedLine> for WholeLine {
            fn from(line: ChangedLine) -> Self {
                Self { $($field: line.$field,)* }
            }
        }
    };
}

line_rows! {
    id: Uuid = ID,
    entry: Uuid = ENTRY_ID,
    entry_number: Option<i32> = ENTRY_NUMBER,
    number: i32 = LINE_NUMBER,
    journal: Option<String> = JOURNAL_CODE,
    year: i16 = FINANCIAL_YEAR,
    period: i16 = FINANCIAL_PERIOD,
    date: NaiveDate = DATE,
    account: Uuid = GL_ACCOUNT,
    account_code: Option<String> = GL_ACCOUNT_CODE,
    invoice_number: Option<i32> = INVOICE_NUMBER,
    transaction_type: i32 = TYPE,
    status: i32 = STATUS,
    amount: Decimal = AMOUNT_DC,
    foreign: Decimal = AMOUNT_FC,
    vat_foreign: Option<Decimal> = AMOUNT_VAT_FC,
    vat_code: Option<Code> = VAT_CODE,
    fraction: Option<Decimal> = VAT_PERCENTAGE,
    relation: Option<Uuid> = ACCOUNT,
    relation_code: Option<Code> = ACCOUNT_CODE,
    relation_name: Option<String> = ACCOUNT_NAME,
    description: Option<String> = DESCRIPTION,
    your_ref: Option<String> = YOUR_REF,
    cost_center: Option<String> = COST_CENTER,
    cost_unit: Option<String> = COST_UNIT,
}

impl WholeLine {
    /// The value of a column that questions filter on, under its name among journal lines or balances; `None` for others.
    pub(super) fn value(&self, column: &str) -> Option<Value> {
        Some(match column {
            "ID" => Value::Id(self.id),
            "EntryID" => Value::Id(self.entry),
            "FinancialYear" | "ReportingYear" => Value::Number(self.year.into()),
            "FinancialPeriod" | "ReportingPeriod" => Value::Number(self.period.into()),
            "Date" => Value::Day(self.date),
            "GLAccount" => Value::Id(self.account),
            "GLAccountCode" => Value::Text(self.account_code.as_deref()?.to_owned()),
            "Type" => Value::Number(self.transaction_type.into()),
            "Status" => Value::Number(self.status.into()),
            "VATCode" => self.vat_code.as_ref().map_or(Value::Null, |code| Value::Text(code.as_sent().to_owned())),
            _ => return None,
        })
    }
}

impl From<&WholeLine> for Movement {
    fn from(line: &WholeLine) -> Self {
        Self {
            year: line.year,
            period: line.period,
            account: line.account,
            transaction_type: TransactionType(line.transaction_type),
            status: EntryStatus::from_code(line.status),
            amount: line.amount,
            lines: 1,
        }
    }
}

/// A row of a report that a held line can stand for.
pub(in crate::live) trait Part {
    fn of(line: &WholeLine) -> Self;
}

impl Part for LineRow {
    fn of(line: &WholeLine) -> Self {
        Self {
            entry: line.entry,
            year: line.year,
            period: line.period,
            date: line.date,
            account: line.account,
            transaction_type: line.transaction_type,
            status: line.status,
            amount: line.amount,
            relation: line.relation,
            relation_code: line.relation_code.clone(),
            relation_name: line.relation_name.clone(),
        }
    }
}

impl Part for DetailedLineRow {
    fn of(line: &WholeLine) -> Self {
        Self {
            entry: line.entry,
            entry_number: line.entry_number,
            journal: line.journal.clone(),
            year: line.year,
            period: line.period,
            date: line.date,
            account: line.account,
            account_code: line.account_code.clone(),
            invoice_number: line.invoice_number,
            transaction_type: line.transaction_type,
            status: line.status,
            amount: line.amount,
            relation: line.relation,
            relation_code: line.relation_code.clone(),
            relation_name: line.relation_name.clone(),
            description: line.description.clone(),
            your_ref: line.your_ref.clone(),
            vat_code: line.vat_code.clone(),
            cost_center: line.cost_center.clone(),
            cost_unit: line.cost_unit.clone(),
        }
    }
}

impl Part for VatLineRow {
    fn of(line: &WholeLine) -> Self {
        Self {
            id: line.id,
            entry: line.entry,
            entry_number: line.entry_number,
            number: line.number,
            year: line.year,
            period: line.period,
            date: line.date,
            account: line.account,
            transaction_type: line.transaction_type,
            status: line.status,
            amount: line.amount,
            foreign: line.foreign,
            vat_foreign: line.vat_foreign,
            vat_code: line.vat_code.clone(),
            fraction: line.fraction,
            relation: line.relation,
            relation_name: line.relation_name.clone(),
        }
    }
}
