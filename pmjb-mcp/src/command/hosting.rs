use super::say;
use crate::cli::{Hosting as Asked, Task};
use crate::failure::Failure;
use crate::serve::{Hosting, Settings};
use crate::today::Today;

/// Does what the hoster asks, and says what was done.
pub(crate) async fn run(asked: &Asked, clock: Today) -> Result<(), Failure> {
    let Some(file) = &asked.config else {
        return Err(Failure::new(
            "configuratie_ontbreekt",
            "Er is geen configuratie genoemd.",
            "Geef --config BESTAND, hetzelfde als waarmee serve draait.",
        ));
    };
    let today = asked.today.unwrap_or_else(|| clock.day());
    let hosting = Hosting::open(&Settings::read(file, None)?)?;
    let told = match &asked.task {
        Task::Migreer => hosting.migrate().await,
        Task::Backup { doel } => hosting.back_up(doel).await,
        Task::Controleer => hosting.check().await,
        Task::Sleutel => hosting.reseal().await,
        Task::Bezoekers => hosting.accounts(today).await,
        Task::Abonnement { wie, abonnement: None } => hosting.plan(wie, today).await,
        Task::Abonnement { wie, abonnement: Some(plan) } => hosting.set_plan(wie, plan, today).await,
    };
    say(&told?)
}
