//! What the hoster does besides serving: bring the database up to date, back it up, check it, seal it under a new key, and
//! give visitors a plan.

use std::path::Path;

use chrono::NaiveDate;

use super::database::{Database, ListedAccount};
use super::plan::{FREE, Plans};
use super::settings::Settings;
use crate::failure::Failure;

/// The database of a site, as its hoster handles it. Servers may go on meanwhile.
pub(crate) struct Hosting {
    database: Database,
    plans: Plans,
}

impl Hosting {
    pub(crate) fn open(settings: &Settings) -> Result<Self, Failure> {
        Ok(Self { database: Database::unmigrated(settings)?, plans: settings.plans.clone() })
    }

    /// Brings the tables up to date.
    pub(crate) async fn migrate(&self) -> Result<String, Failure> {
        let (before, after) = self.database.migrate().await?;
        Ok(if before == after {
            format!("De database was al van versie {after}.")
        } else {
            format!("De database is nu van versie {after} (was {before}).")
        })
    }

    /// Writes a copy, while servers go on.
    pub(crate) async fn back_up(&self, to: &Path) -> Result<String, Failure> {
        self.database.back_up(to).await?;
        Ok(format!("De back-up staat in {}. Bewaar PMJB_KEY ergens anders: samen zijn ze leesbaar.", to.display()))
    }

    /// Says whether the database is whole, up to date and sealed under the newest key.
    pub(crate) async fn check(&self) -> Result<String, Failure> {
        let (version, wanted) = self.database.version().await?;
        if version != wanted {
            return Err(Failure::new(
                "database_verouderd",
                format!("De database is van versie {version}; dit programma werkt met versie {wanted}."),
                "Werk haar bij met: pmjb-mcp beheer migreer",
            ));
        }
        let faults = self.database.faults().await?;
        if !faults.is_empty() {
            tracing::error!(?faults, "the database is damaged");
            return Err(Failure::new("database_beschadigd", "De database is beschadigd.", "Zet een back-up terug."));
        }
        let (newest, older) = self.database.sealed().await?;
        let sealed = match older {
            0 => format!("Alles ({newest}) is versleuteld met de nieuwste sleutel; oudere mogen weg uit PMJB_KEY."),
            older => format!(
                "Versleuteld met de nieuwste sleutel: {newest}; met een oudere: {older}. Zet om met: pmjb-mcp beheer sleutel"
            ),
        };
        // PostgreSQL looks after itself; a file can be looked through.
        let whole =
            if self.database.is_for_several_servers() { "De database antwoordt" } else { "De database is heel" };
        Ok(format!("{whole}, en is van versie {version}.\n{sealed}"))
    }

    /// Seals everything under the newest key.
    pub(crate) async fn reseal(&self) -> Result<String, Failure> {
        let changed = self.database.reseal().await?;
        Ok(format!("Omgezet naar de nieuwste sleutel: {changed}. Oudere sleutels mogen nu weg uit PMJB_KEY."))
    }

    /// Everybody with his plan, a line each with tabs in between.
    pub(crate) async fn accounts(&self, today: NaiveDate) -> Result<String, Failure> {
        let all = self.database.accounts(&super::month(today)).await?;
        let lines = all.iter().map(|one| self.line(one));
        let heading = "kenmerk\tnaam\tabonnement\tvragen deze maand\tkoppeling tot en met".to_owned();
        Ok(core::iter::once(heading).chain(lines).collect::<Vec<_>>().join("\n"))
    }

    /// The plan of somebody, named by his key, his number at Exact or his whole name.
    pub(crate) async fn plan(&self, who: &str, today: NaiveDate) -> Result<String, Failure> {
        Ok(self.line(&self.find(who, today).await?))
    }

    /// Gives somebody a plan, from his next question on.
    pub(crate) async fn set_plan(&self, who: &str, plan: &str, today: NaiveDate) -> Result<String, Failure> {
        if self.plans.get(plan).is_none() {
            let keys: Vec<_> = self.plans.keys().map(str::to_owned).collect();
            return Err(Failure::new(
                "abonnement_onbekend",
                format!("Het abonnement {plan} staat niet in de configuratie."),
                format!("Kies uit: {}.", crate::dutch::list(&keys)),
            ));
        }
        let found = self.find(who, today).await?;
        self.database.set_plan(&found.account.id, (plan != FREE).then_some(plan)).await?;
        self.plan(&found.account.id, today).await
    }

    async fn find(&self, who: &str, today: NaiveDate) -> Result<ListedAccount, Failure> {
        let all = self.database.accounts(&super::month(today)).await?;
        let is_named =
            |one: &&ListedAccount| [&one.account.id, &one.account.exact_user].into_iter().any(|key| key == who);
        if let Some(one) = all.iter().find(is_named) {
            return Ok(one.clone());
        }
        let wanted = who.trim().to_lowercase();
        let mut found = all.into_iter().filter(|one| one.account.name.to_lowercase() == wanted);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(Failure::new(
                "bezoeker_niet_eenduidig",
                format!("Er is meer dan één bezoeker met de naam “{who}”."),
                "Geef het kenmerk; zie: pmjb-mcp beheer bezoekers",
            )),
            (None, _) => Err(Failure::new(
                "bezoeker_onbekend",
                format!("Er is geen bezoeker “{who}”."),
                "Kies het kenmerk uit: pmjb-mcp beheer bezoekers",
            )),
        }
    }

    fn line(&self, one: &ListedAccount) -> String {
        let until = one.expires_on.map_or_else(|| "geen eigen koppeling".to_owned(), |day| day.to_string());
        let (account, plan) = (&one.account, self.plans.of(&one.account));
        let plan = match &account.plan {
            Some(key) if self.plans.get(key).is_none() => format!("{} ({key} bestaat niet meer)", plan.name),
            _ => plan.name.clone(),
        };
        format!("{}\t{}\t{plan}\t{}\t{until}", account.id, account.name, one.asked)
    }
}
