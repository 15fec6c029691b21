//! Questions of a month: of the visitor's own plan first, then of the teams he is a member of.

use chrono::{Datelike as _, NaiveDate};

use super::account::Visitor;
use super::site::Site;
use crate::failure::Failure;

/// What a visitor used and has this month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Usage {
    /// The name of his plan.
    pub(super) plan: String,
    pub(super) used: u32,
    pub(super) most: u32,
}

/// What a visitor used of his own plan.
pub(super) async fn usage(site: &Site, visitor: &Visitor) -> Result<Usage, Failure> {
    let plan = site.settings.plans.of(&visitor.account);
    let used = site.database.questions(&visitor.account.id, &site.month()).await?;
    Ok(Usage { plan: plan.name.clone(), used, most: plan.questions })
}

/// Counts a question, or says that the month has no room for it.
pub(super) async fn count(site: &Site, visitor: &Visitor) -> Result<(), Failure> {
    let (plans, month) = (&site.settings.plans, site.month());
    let own = plans.of(&visitor.account);
    if site.database.count_question(&visitor.account.id, &month, own.questions).await?.is_some() {
        return Ok(());
    }
    for link in visitor.shared.iter().filter(|link| !link.is_over(site.today())) {
        let Some(owner) = site.database.account(&link.id).await? else { continue };
        let team = plans.of(&owner);
        if team.team && site.database.count_question(&owner.id, &month, team.questions).await?.is_some() {
            return Ok(());
        }
    }
    let again = crate::dutch::date(first_of_next(site.today()));
    let more = match &plans.address {
        Some(address) => format!("Meer vragen nodig? Kies een groter abonnement op {address}"),
        None => "Meer vragen nodig? Vraag de beheerder van deze site om een groter abonnement.".to_owned(),
    };
    Err(Failure::new(
        "vragen_op",
        format!("De {} vragen van deze maand zijn op (abonnement {}).", own.questions, own.name),
        format!("Vanaf {again} kan het weer. {more}"),
    ))
}

fn first_of_next(day: NaiveDate) -> NaiveDate {
    let (year, month) = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_after_december_is_january() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(first_of_next(day("2026-12-31")), day("2027-01-01"));
        assert_eq!(first_of_next(day("2026-11-01")), day("2026-12-01"));
    }
}
