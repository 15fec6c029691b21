//! VAT: the debt in the ledger, and the return by box.
//!
//! The VAT balance is what the ledger says is owed to the tax office, or can be claimed from it. The debt is minus the balance of all accounts of type 24, whatever year it stems from: a balance, not the movement of
//! a period. As far as VAT return entries (type 50) tell, it is split into what was filed and not paid, what was not yet
//! filed, and what is left on periods that were filed: candidates for a supplementary return. The figure is exact to the
//! cent; a return in whole euros differs from it by design.
//!
//! [`VatReturn`] puts every line with a VAT code in the box it belongs to, shows what it could place nowhere, and ties the
//! boxes to the VAT accounts line by line.

mod boxes;
mod code;
mod filed;
mod filing;
mod icp;
mod line;
mod mapping;
mod placement;
mod reconciliation;
mod report;
mod returns;
mod role;
mod selection;
mod series;
mod status;
mod tax_period;
mod turnover;
mod wording;

pub use boxes::{Rounding, VatBox};
pub use code::{Direction, VatCode, VatCodes};
pub use filed::{FiledReturn, FiledReturns};
pub use filing::{Correction, Filing, remittance_accounts};
pub use icp::{EuListing, ListedAmount, ListedCustomer};
pub use line::{VatLine, VatLines};
pub use mapping::{BoxMapping, Establishment, Establishments, Reason};
pub use reconciliation::{Outside, Reconciliation, StrayLine};
pub use report::{ReturnPeriod, VatAccount, VatBalance, VatInput};
pub use returns::{BoxAmount, CodeAmount, ReturnInput, Totals, VatReturn};
pub use role::Role;
pub use selection::{LinePart, ReturnFigure};
pub use series::ReturnSeries;
pub use status::{ReturnTask, ReturnTasks, TaxReturns};
pub use tax_period::{Frequency, TaxPeriod};
pub use turnover::{TurnoverByRate, TurnoverClass, TurnoverInput, TurnoverRow};
