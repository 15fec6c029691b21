//! The ledger vocabulary: accounts, movements, lines and relations, free of endpoints.
//!
//! Reports speak only this language. The rows of [`input`](crate::input) convert into it, and only from a
//! [`Complete`](exact_model::Complete) read, so that a total can never come from half of the books.

mod account;
mod balance;
mod classification;
mod counterparty;
mod detail;
mod line;
mod movement;
mod relation;
mod source;
mod transaction;
mod turnover;

pub use account::{Account, AccountType, Chart};
pub use balance::{Balance, balances};
pub use classification::Classification;
pub(crate) use counterparty::{Counterparty, counterparties};
pub use detail::Detail;
pub use line::{Line, Lines};
pub use movement::{Movement, Movements};
pub(crate) use relation::Names;
pub use relation::{Customer, Relation};
pub use source::Source;
pub use transaction::{EntryStatus, TransactionType};
pub use turnover::{LineSums, Turnovers};
