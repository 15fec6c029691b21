use exact_model::sales_entry::SalesEntry;
use exact_model::{Decimal, NaiveDate, Uuid, projection};

projection! {
    /// The head of a sales entry, from `salesentry/SalesEntries`: an invoice or a credit note.
    pub struct SalesEntryRow of SalesEntry {
        /// Exact's id of the entry.
        pub entry: Uuid = ENTRY_ID,
        /// Number of the entry.
        pub entry_number: Option<i32> = ENTRY_NUMBER,
        /// Date of the invoice.
        pub date: NaiveDate = ENTRY_DATE,
        /// Due date.
        pub due_date: Option<NaiveDate> = DUE_DATE,
        /// The customer.
        pub relation: Option<Uuid> = CUSTOMER,
        /// Its name.
        pub relation_name: Option<String> = CUSTOMER_NAME,
        /// Invoice number.
        pub invoice_number: Option<i32> = INVOICE_NUMBER,
        /// The customer's own reference.
        pub your_ref: Option<String> = YOUR_REF,
        /// Description.
        pub description: Option<String> = DESCRIPTION,
        /// With VAT, division currency; positive for an invoice.
        pub amount: Decimal = AMOUNT_DC,
        /// The VAT in it.
        pub vat: Decimal = VAT_AMOUNT_DC,
        /// 20 sales entry, 21 credit note.
        pub transaction_type: i32 = TYPE,
        /// 20 when the entry is still open, 50 when it was processed.
        pub status: Option<i32> = STATUS,
    }
}
