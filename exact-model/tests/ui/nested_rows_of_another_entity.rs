use exact_model::sales_invoice::SalesInvoice;
use exact_model::{Nested, crm::Contact, projection};

projection! {
    /// The lines of an invoice are no contacts.
    struct Invoice of SalesInvoice {
        /// Lines.
        lines: Nested<Contact> = SALES_INVOICE_LINES,
    }
}

fn main() {}
