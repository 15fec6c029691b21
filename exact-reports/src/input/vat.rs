use exact_model::codes::{EuSalesListing, VatTransactionType, VatType};
use exact_model::crm::Account as RelationEntity;
use exact_model::financial::Return;
use exact_model::financial_transaction::TransactionLine;
use exact_model::vat::{VATCode, VatPercentage};
use exact_model::{Code, Decimal, NaiveDate, Nested, Uuid, codes, projection};

projection! {
    /// A percentage of a VAT code and the days it holds, from `vat/VatPercentages` or within its code.
    pub struct VatPercentageRow of VatPercentage {
        /// A fraction: 0.21 is 21%.
        pub fraction: Decimal = PERCENTAGE,
        /// First day.
        pub start: Option<NaiveDate> = START_DATE,
        /// Last day; `None` while it holds.
        pub end: Option<NaiveDate> = END_DATE,
    }
}

projection! {
    /// A VAT code with its percentages, from `vat/VATCodes`.
    pub struct VatCodeRow of VATCode {
        /// The code, blank-padded.
        pub code: Code = CODE,
        /// The description.
        pub description: Option<String> = DESCRIPTION,
        /// Excluding, including, base only or no VAT.
        pub kind: Option<VatType> = TYPE,
        /// Sales, purchases or both.
        pub direction: Option<VatTransactionType> = VAT_TRANSACTION_TYPE,
        /// Whether VAT is reversed: the buyer owes it.
        pub charged: Option<bool> = CHARGED,
        /// Whether it goes on the list of supplies within the EU.
        pub listing: Option<EuSalesListing> = EU_SALES_LISTING,
        /// The account of VAT to pay.
        pub to_pay: Option<Uuid> = GL_TO_PAY,
        /// The account of VAT to claim.
        pub to_claim: Option<Uuid> = GL_TO_CLAIM,
        /// The percentage of today, a fraction.
        pub fraction: Option<Decimal> = PERCENTAGE,
        /// The percentages over time.
        pub percentages: Nested<VatPercentageRow> = VAT_PERCENTAGES,
    }
}

projection! {
    /// A journal line with what VAT needs of it, from `bulk/Financial/TransactionLines` or its twins.
    pub struct VatLineRow of TransactionLine {
        /// Exact's id.
        pub id: Uuid = ID,
        /// The entry it belongs to.
        pub entry: Uuid = ENTRY_ID,
        /// Number of the entry.
        pub entry_number: Option<i32> = ENTRY_NUMBER,
        /// Number of the line.
        pub number: i32 = LINE_NUMBER,
        /// Book year.
        pub year: i16 = FINANCIAL_YEAR,
        /// Financial period.
        pub period: i16 = FINANCIAL_PERIOD,
        /// Booking date.
        pub date: NaiveDate = DATE,
        /// The general ledger account.
        pub account: Uuid = GL_ACCOUNT,
        /// Transaction type of the entry.
        pub transaction_type: i32 = TYPE,
        /// 20 open, 50 processed.
        pub status: i32 = STATUS,
        /// Debit positive, division currency.
        pub amount: Decimal = AMOUNT_DC,
        /// The same in the currency of the line.
        pub foreign: Decimal = AMOUNT_FC,
        /// VAT on the line, in the currency of the line; its sign is not to be trusted.
        pub vat_foreign: Option<Decimal> = AMOUNT_VAT_FC,
        /// The VAT code, blank-padded.
        pub vat_code: Option<Code> = VAT_CODE,
        /// The VAT percentage when it was booked, a fraction.
        pub fraction: Option<Decimal> = VAT_PERCENTAGE,
        /// The customer or supplier.
        pub relation: Option<Uuid> = ACCOUNT,
        /// Its name.
        pub relation_name: Option<String> = ACCOUNT_NAME,
    }
}

projection! {
    /// Where a relation is and its VAT number, from `crm/Accounts` or its bulk twin.
    pub struct RelationRow of RelationEntity {
        /// Exact's id.
        pub id: Uuid = ID,
        /// The name.
        pub name: Option<String> = NAME,
        /// Country code of two letters.
        pub country: Option<Code> = COUNTRY,
        /// VAT number.
        pub vat_number: Option<String> = VAT_NUMBER,
    }
}

projection! {
    /// A tax return as a task, from `read/financial/Returns`.
    pub struct ReturnRow of Return {
        /// VAT, EC sales list or payroll.
        pub kind: Option<codes::ReturnType> = TYPE,
        /// How far it is.
        pub status: Option<codes::ReturnStatus> = STATUS,
        /// Month, quarter or year.
        pub frequency: Option<codes::ReturnFrequency> = FREQUENCY,
        /// The year.
        pub year: Option<i32> = YEAR,
        /// Number of the month or quarter.
        pub period: Option<i32> = PERIOD,
        /// Positive is to pay.
        pub amount: Option<Decimal> = AMOUNT,
        /// The day it must be filed and paid.
        pub due: Option<NaiveDate> = DUE_DATE,
        /// Description.
        pub description: Option<String> = DESCRIPTION,
    }
}
