use exact_model::{financial_transaction::TransactionLine, projection};

projection! {
    /// An amount is no integer.
    struct Wrong of TransactionLine {
        /// Amount.
        amount: i32 = AMOUNT_DC,
    }
}

fn main() {}
