use exact_model::Decimal;

use super::CustomerRevenue;

/// The largest rows, and what is not among them. The three parts add up to the total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    /// The largest customers, largest first.
    pub rows: Vec<CustomerRevenue>,
    /// All other customers together; `None` when there are none.
    pub others: Option<Others>,
    /// Revenue without a customer, which has no place in a ranking; `None` when there is none.
    pub nobody: Option<CustomerRevenue>,
}

/// Customers outside a ranking, together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Others {
    /// How many customers.
    pub customers: usize,
    /// Their revenue.
    pub amount: Decimal,
    /// Their lines.
    pub lines: u64,
}
