use exact_model::cashflow::{Payment, Receivable};
use exact_model::codes::ReceivableStatus;
use exact_model::{Code, Decimal, NaiveDate, Uuid, projection};

projection! {
    /// A payment term of a customer, from `bulk/Cashflow/Receivables` or its twin.
    pub struct ReceivableRow of Receivable {
        /// Exact's id.
        pub id: Uuid = ID,
        /// The customer.
        pub relation: Option<Uuid> = ACCOUNT,
        /// Its code.
        pub relation_code: Option<Code> = ACCOUNT_CODE,
        /// Its name.
        pub relation_name: Option<String> = ACCOUNT_NAME,
        /// What is still open, or what was matched, division currency; negative for an invoice.
        pub amount: Decimal = AMOUNT_DC,
        /// The same in the currency of the term.
        pub foreign: Decimal = AMOUNT_FC,
        /// That currency.
        pub currency: Option<String> = CURRENCY,
        /// Date of the invoice or receipt.
        pub invoice_date: Option<NaiveDate> = INVOICE_DATE,
        /// Due date.
        pub due_date: Option<NaiveDate> = DUE_DATE,
        /// The day it was matched in full.
        pub matched_on: Option<NaiveDate> = END_DATE,
        /// The day of the last payment, whether or not it was paid in full.
        pub last_payment: Option<NaiveDate> = LAST_PAYMENT_DATE,
        /// The ledger line it came from; parts of one term share it.
        pub transaction: Option<Uuid> = TRANSACTION_ID,
        /// Invoice number.
        pub invoice_number: Option<i32> = INVOICE_NUMBER,
        /// Number of the entry.
        pub entry_number: Option<i32> = ENTRY_NUMBER,
        /// Description.
        pub description: Option<String> = DESCRIPTION,
        /// The customer's own reference.
        pub your_ref: Option<String> = YOUR_REF,
        /// 20 open, 30 selected, 40 processed, 50 matched.
        pub status: ReceivableStatus = STATUS,
        /// Transaction type of the entry: 20 sales entry, 21 credit note.
        pub transaction_type: Option<i32> = TRANSACTION_TYPE,
        /// 20 when the entry is still open, 50 when it was processed.
        pub entry_status: Option<i32> = TRANSACTION_STATUS,
    }
}

projection! {
    /// A payment term of a supplier, from `bulk/Cashflow/Payments` or its twin.
    pub struct PayableRow of Payment {
        /// Exact's id.
        pub id: Uuid = ID,
        /// The supplier.
        pub relation: Option<Uuid> = ACCOUNT,
        /// Its code.
        pub relation_code: Option<Code> = ACCOUNT_CODE,
        /// Its name.
        pub relation_name: Option<String> = ACCOUNT_NAME,
        /// What is still open, or what was matched, division currency; positive for an invoice.
        pub amount: Decimal = AMOUNT_DC,
        /// The same in the currency of the term.
        pub foreign: Decimal = AMOUNT_FC,
        /// That currency.
        pub currency: Option<String> = CURRENCY,
        /// Date of the invoice or payment.
        pub invoice_date: Option<NaiveDate> = INVOICE_DATE,
        /// Due date.
        pub due_date: Option<NaiveDate> = DUE_DATE,
        /// The day it was matched in full.
        pub matched_on: Option<NaiveDate> = END_DATE,
        /// The ledger line it came from; parts of one term share it.
        pub transaction: Option<Uuid> = TRANSACTION_ID,
        /// Invoice number.
        pub invoice_number: Option<i32> = INVOICE_NUMBER,
        /// Number of the entry.
        pub entry_number: Option<i32> = ENTRY_NUMBER,
        /// Description.
        pub description: Option<String> = DESCRIPTION,
        /// The supplier's own reference.
        pub your_ref: Option<String> = YOUR_REF,
        /// 20 open, 30 selected, 40 processed, 50 matched.
        pub status: ReceivableStatus = STATUS,
        /// Transaction type of the entry: 30 purchase entry, 31 credit note.
        pub transaction_type: Option<i32> = TRANSACTION_TYPE,
        /// 20 when the entry is still open, 50 when it was processed.
        pub entry_status: Option<i32> = TRANSACTION_STATUS,
    }
}
