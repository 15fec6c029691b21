use std::collections::BTreeMap;

use exact_model::{Decimal, Uuid};

use crate::amount::Sum;
use crate::error::Error;
use crate::ledger::{Account, Movements, TransactionType};

/// What a VAT account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// VAT on sales, and VAT that was reversed to us.
    ToPay,
    /// Input VAT.
    ToClaim,
    /// Filed VAT that waits for payment.
    Remittance,
}

#[derive(Default)]
struct Evidence {
    trade: Sum,
    has_trade: bool,
    returned: Sum,
    has_return: bool,
}

/// The role of each account, by what was booked on it. Sales and purchases credit an account to pay and debit one to
/// claim. An account that knows neither, and that return entries fill while they empty the others, keeps what was filed.
/// Without any evidence the side of the account decides.
pub(super) fn roles(accounts: &[&Account], movements: &Movements) -> Result<BTreeMap<Uuid, Role>, Error> {
    let mut evidence: BTreeMap<Uuid, Evidence> =
        accounts.iter().map(|account| (account.id, Evidence::default())).collect();
    for movement in movements.iter().filter(|movement| movement.status.counts()) {
        let Some(known) = evidence.get_mut(&movement.account) else { continue };
        if movement.transaction_type.is_trade() {
            known.trade.add(movement.amount)?;
            known.has_trade = true;
        } else if movement.transaction_type == TransactionType::VAT_RETURN {
            known.returned.add(movement.amount)?;
            known.has_return = true;
        }
    }
    let emptied = Sum::of(evidence.values().filter(|known| known.has_trade).map(|known| known.returned.value()))?;
    let role = |account: &&Account| {
        let known = evidence.get(&account.id)?;
        let same_side = known.returned.value().is_sign_negative() == emptied.is_sign_negative();
        let role = if known.trade.value() < Decimal::ZERO {
            Role::ToPay
        } else if known.trade.value() > Decimal::ZERO {
            Role::ToClaim
        } else if !known.has_trade && known.has_return && (emptied.is_zero() || !same_side) {
            Role::Remittance
        } else if account.is_credit {
            Role::ToPay
        } else {
            Role::ToClaim
        };
        Some((account.id, role))
    };
    Ok(accounts.iter().filter_map(role).collect())
}
