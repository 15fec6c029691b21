use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::{HELP, day};

/// What the hoster of a site does.
#[derive(Debug, Args)]
pub(crate) struct Hosting {
    #[command(subcommand)]
    pub(crate) task: Task,
    /// De configuratie van de hoster (TOML); ook PMJB_KEY en PMJB_CLIENT_SECRET zijn nodig
    #[arg(long, value_name = "BESTAND", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// De dag die voor vandaag doorgaat, als JJJJ-MM-DD
    #[arg(long, value_name = "DATUM", value_parser = day, global = true)]
    pub(crate) today: Option<NaiveDate>,
}

/// One thing the hoster does.
#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Breng de database op de versie van dit programma; serve doet dat zelf bij de start
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp beheer migreer --config BESTAND")]
    Migreer,
    /// Schrijf een back-up van de SQLite-database, ook terwijl de site draait
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp beheer backup DOEL --config BESTAND")]
    Backup {
        /// Het bestand dat wordt geschreven; het mag nog niet bestaan
        #[arg(value_name = "DOEL", help_heading = "Keuze")]
        doel: PathBuf,
    },
    /// Controleer of de database heel is, en wat met welke sleutel is versleuteld
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp beheer controleer --config BESTAND")]
    Controleer,
    /// Versleutel alles opnieuw met de nieuwste (eerste) sleutel van PMJB_KEY
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp beheer sleutel --config BESTAND")]
    Sleutel,
    /// Toon wie er is, met abonnement en vragen van deze maand
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp beheer bezoekers --config BESTAND")]
    Bezoekers,
    /// Toon het abonnement van een bezoeker, of geef hem een ander
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp beheer abonnement WIE [ABONNEMENT] --config BESTAND")]
    Abonnement {
        /// Kenmerk, gebruikersnummer bij Exact of hele naam
        #[arg(value_name = "WIE", help_heading = "Keuze")]
        wie: String,
        /// De sleutel van het abonnement in de configuratie; gratis is dat zonder betaling
        #[arg(value_name = "ABONNEMENT", help_heading = "Keuze")]
        abonnement: Option<String>,
    },
}
