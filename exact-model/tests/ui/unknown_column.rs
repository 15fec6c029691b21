use exact_model::{Decimal, financial_transaction::TransactionLine, projection};

projection! {
    /// A column Exact does not have.
    struct Vat of TransactionLine {
        /// There is no such column.
        vat: Decimal = AMOUNT_VAT_DC,
    }
}

fn main() {}
