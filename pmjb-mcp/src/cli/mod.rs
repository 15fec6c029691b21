//! The command line, in Dutch.

mod hosting;
mod mistake;

use std::ffi::OsString;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use clap_complete::Shell;
pub(crate) use hosting::{Hosting, Task};

use exact_sandbox::books::company::Company;

use crate::assistant::Assistant;
use crate::failure::Failure;
use crate::source::Source;
use crate::today::Today;
use crate::tool::Tool;

const HELP: &str = "{about-with-newline}\nGebruik: {usage}\n\n{all-args}{after-help}";

/// Praat met je Boekhouding: vragen over je boekhouding in Exact Online, alleen lezen.
#[derive(Debug, Parser)]
#[command(
    name = "pmjb-mcp",
    version,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true
)]
#[command(subcommand_help_heading = "Opdrachten", next_help_heading = "Opties", help_template = HELP)]
#[command(override_usage = "pmjb-mcp OPDRACHT [OPTIES]")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Toon deze hulp
    #[arg(short = 'h', long = "help", visible_alias = "hulp", action = ArgAction::Help, global = true)]
    help: Option<bool>,
    /// Toon de versie
    #[arg(short = 'V', long = "version", action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in op een verzonnen bedrijf en beantwoord de vragen van de gids
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp demo [OPTIES]")]
    Demo(Demo),
    /// Wees een MCP-server op standaardinvoer en -uitvoer (voor Claude Desktop en andere programma's)
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp stdio [OPTIES]")]
    Stdio(SourceArguments),
    /// Wees een MCP-server op een adres van deze computer (voor programma's die HTTP spreken)
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp http [OPTIES]")]
    Http(Http),
    /// Wees de site waar anderen hun administratie koppelen, met MCP voor assistenten op afstand
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp serve [OPTIES]")]
    Serve(Serve),
    /// Beheer de site: database, back-up, sleutel en abonnementen
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp beheer TAAK [OPTIES]")]
    #[command(subcommand_help_heading = "Taken", disable_help_subcommand = true)]
    Beheer(Hosting),
    /// Beantwoord één vraag in de terminal
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp vraag VRAAG [OPTIES]")]
    Vraag(Box<Question>),
    /// Koppel een administratie van Exact Online
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp verbind [OPTIES]")]
    Verbind(Connect),
    /// Toon de koppeling
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp status [OPTIES]")]
    Status(Day),
    /// Kies een andere administratie voor vragen die er geen noemen
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp wissel ADMINISTRATIE [OPTIES]")]
    Wissel(Switch),
    /// Stel een assistent op deze computer in, nadat is getoond wat er verandert
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp installeer ASSISTENT [OPTIES]")]
    Installeer(Install),
    /// Zoek uit wat er niet werkt
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp doctor [OPTIES]")]
    Doctor(Day),
    /// Schrijf de aanvulling van opdrachten voor je shell naar standaarduitvoer
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp aanvulling SHELL")]
    Aanvulling(Completion),
    /// Schrijf de handleiding voor man naar standaarduitvoer
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp man")]
    Man,
    /// Verwijder de koppeling van deze computer
    #[command(help_template = HELP, next_help_heading = "Opties", override_usage = "pmjb-mcp ontkoppel")]
    Ontkoppel,
}

/// Where the books come from, for `demo`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Gebruik je eigen auditbestand (XAF) in plaats van een verzonnen bedrijf; meer keren voor meer administraties
    #[arg(long, value_name = "BESTAND")]
    auditfile: Vec<PathBuf>,
    /// Begingetal van het verzonnen bedrijf: hetzelfde getal geeft dezelfde boeken
    #[arg(long, value_name = "GETAL", default_value_t = 1, hide_default_value = true, conflicts_with = "auditfile")]
    seed: u64,
    /// Welk verzonnen bedrijf: standard, consultancy, wholesaler, broken-year, thirteen-periods, group, starter of
    /// closed-years
    #[arg(long, value_name = "NAAM", value_parser = company, conflicts_with = "auditfile")]
    bedrijf: Option<Company>,
    /// De dag die voor vandaag doorgaat, als JJJJ-MM-DD
    #[arg(long, value_name = "DATUM", value_parser = day)]
    pub(crate) today: Option<NaiveDate>,
}

/// Where the books come from.
#[derive(Debug, Args)]
pub(crate) struct SourceArguments {
    /// Gebruik een verzonnen bedrijf in plaats van de koppeling
    #[arg(long, conflicts_with = "auditfile")]
    demo: bool,
    /// Begingetal van het verzonnen bedrijf
    #[arg(long, value_name = "GETAL", conflicts_with = "auditfile")]
    seed: Option<u64>,
    /// Welk verzonnen bedrijf: standard, consultancy, wholesaler, broken-year, thirteen-periods, group, starter of
    /// closed-years
    #[arg(long, value_name = "NAAM", value_parser = company, conflicts_with = "auditfile")]
    bedrijf: Option<Company>,
    /// Gebruik een auditbestand (XAF) in plaats van de koppeling; meer keren voor meer administraties
    #[arg(long, value_name = "BESTAND")]
    auditfile: Vec<PathBuf>,
    /// De dag die voor vandaag doorgaat, als JJJJ-MM-DD
    #[arg(long, value_name = "DATUM", value_parser = day)]
    pub(crate) today: Option<NaiveDate>,
}

/// A server on this machine.
#[derive(Debug, Args)]
pub(crate) struct Http {
    /// Adres en poort van deze computer; zonder deze optie 127.0.0.1:8715
    #[arg(long, value_name = "ADRES", default_value = "127.0.0.1:8715", hide_default_value = true, value_parser = address)]
    pub(crate) luister: SocketAddr,
    #[command(flatten)]
    pub(crate) source: SourceArguments,
}

/// A site for others.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Draai alles op deze computer, met een nagebouwd Exact Online erachter
    #[arg(long, conflicts_with = "config")]
    pub(crate) demo: bool,
    /// Adres en poort om op te luisteren; zonder deze optie 127.0.0.1:8716, of wat in de configuratie staat
    #[arg(long, value_name = "ADRES", value_parser = address)]
    pub(crate) listen: Option<SocketAddr>,
    /// De configuratie van de hoster (TOML)
    #[arg(long, value_name = "BESTAND")]
    pub(crate) config: Option<PathBuf>,
    /// Toon een nieuwe sleutel voor PMJB_KEY en stop
    #[arg(long, exclusive = true)]
    pub(crate) new_key: bool,
    /// Begingetal van het verzonnen bedrijf
    #[arg(long, value_name = "GETAL", requires = "demo")]
    pub(crate) seed: Option<u64>,
    #[command(flatten)]
    pub(crate) day: Day,
}

/// One question.
#[derive(Debug, Args)]
pub(crate) struct Question {
    /// Waarover: omzet, debiteuren, btw en meer; een onbekend woord toont ze alle
    #[arg(value_name = "VRAAG", value_parser = tool, help_heading = "Vraag")]
    pub(crate) tool: Tool,
    /// De periode, bijvoorbeeld: “vorige maand”, “Q4 2025”, “boekjaar 2025”
    #[arg(long, value_name = "PERIODE")]
    pub(crate) periode: Option<String>,
    /// Naam, nummer of code van de administratie
    #[arg(long, value_name = "ADMINISTRATIE")]
    pub(crate) administratie: Option<String>,
    /// Waarover de rijen gaan, bijvoorbeeld: periode, klant, rekening, factuur, ouderdom; een onbekend woord toont ze
    #[arg(long, value_name = "WAT")]
    pub(crate) per: Option<String>,
    /// Vergelijk met: “vorig jaar”, “vorige periode” of een periode
    #[arg(long, value_name = "PERIODE")]
    pub(crate) met: Option<String>,
    /// Wat er wordt vergeleken: alles, kosten of klanten
    #[arg(long, value_name = "WAT")]
    pub(crate) wat: Option<String>,
    /// Alleen kosten van deze categorie, bijvoorbeeld: auto, huisvesting
    #[arg(long, value_name = "CATEGORIE")]
    pub(crate) zoek: Option<String>,
    /// Alleen deze klant of leverancier
    #[arg(long, value_name = "NAAM")]
    pub(crate) relatie: Option<String>,
    /// Wat moet worden betaald tot en met: “deze week”, “deze maand” of een dag
    #[arg(long, value_name = "WANNEER")]
    pub(crate) vervalt_tot: Option<String>,
    /// Is deze factuur betaald: nummer of referentie
    #[arg(long, value_name = "NUMMER")]
    pub(crate) factuur: Option<String>,
    /// De boekingen op deze grootboekrekening
    #[arg(long, value_name = "CODE")]
    pub(crate) rekening: Option<String>,
    /// Het boekstuk met dit nummer
    #[arg(long, value_name = "NUMMER")]
    pub(crate) boekstuk: Option<String>,
    /// De bladzijde van een lange lijst boekingen
    #[arg(long, value_name = "NUMMER")]
    pub(crate) pagina: Option<String>,
    /// Code van de begroting, als er meer zijn
    #[arg(long, value_name = "CODE")]
    pub(crate) scenario: Option<String>,
    /// Het woord dat wordt uitgelegd
    #[arg(long, value_name = "WOORD")]
    pub(crate) begrip: Option<String>,
    /// Alleen de grootste zoveel
    #[arg(long, value_name = "AANTAL")]
    pub(crate) top: Option<String>,
    /// De dag van de openstaande posten
    #[arg(long, value_name = "DATUM")]
    pub(crate) peildatum: Option<String>,
    /// Alleen facturen meer dan zoveel dagen na de vervaldatum
    #[arg(long, value_name = "DAGEN")]
    pub(crate) ouder_dan_dagen: Option<String>,
    /// Toon ook een grafiek; met --grafiek=BESTAND als afbeelding (PNG) in een nieuw bestand
    #[arg(long, value_name = "BESTAND", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) grafiek: Option<OsString>,
    /// Toon de gegevens als JSON in plaats van een tabel
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) source: SourceArguments,
}

/// A login.
#[derive(Debug, Args)]
pub(crate) struct Connect {
    /// Het adres van Exact Online; zonder deze optie https://start.exactonline.nl
    #[arg(long, value_name = "ADRES", default_value = "https://start.exactonline.nl", hide_default_value = true)]
    pub(crate) exact: String,
    /// Client-id van je app in Exact Online; of de omgevingsvariabele PMJB_CLIENT_ID
    #[arg(long, value_name = "ID", env = "PMJB_CLIENT_ID", hide_env = true)]
    pub(crate) client_id: Option<String>,
    /// Client-secret van je app; liever in de omgevingsvariabele PMJB_CLIENT_SECRET, die anderen niet zien
    #[arg(long, value_name = "SECRET", env = "PMJB_CLIENT_SECRET", hide_env = true)]
    pub(crate) client_secret: Option<String>,
    /// Poort waarop de browser terugkomt, zonder deze optie 8714; 0 is elke vrije
    #[arg(long, value_name = "POORT", default_value_t = 8714, hide_default_value = true)]
    pub(crate) poort: u16,
    /// De callback-URI waarmee je app is geregistreerd, als dat niet http://127.0.0.1:POORT/terug is
    #[arg(long, value_name = "ADRES")]
    pub(crate) redirect: Option<String>,
    /// Open geen browser; het adres wordt altijd getoond
    #[arg(long)]
    pub(crate) geen_browser: bool,
    /// Kies deze administratie zonder te vragen: naam, nummer of code
    #[arg(long, value_name = "ADMINISTRATIE")]
    pub(crate) administratie: Option<String>,
    #[command(flatten)]
    pub(crate) day: Day,
}

/// An assistant to set up.
#[derive(Debug, Args)]
pub(crate) struct Install {
    /// claude (Claude Desktop), claude-code, vscode (Copilot) of cursor
    #[arg(value_name = "ASSISTENT", value_parser = assistant, help_heading = "Keuze")]
    pub(crate) assistent: Assistant,
    /// Sla het op zonder te vragen
    #[arg(long)]
    pub(crate) ja: bool,
    #[command(flatten)]
    pub(crate) source: SourceArguments,
}

/// A shell.
#[derive(Debug, Args)]
pub(crate) struct Completion {
    /// bash, zsh, fish, powershell of elvish
    #[arg(value_name = "SHELL", value_parser = shell, help_heading = "Keuze")]
    pub(crate) shell: Shell,
}

/// What day it is.
#[derive(Debug, Args)]
pub(crate) struct Day {
    /// De dag die voor vandaag doorgaat, als JJJJ-MM-DD
    #[arg(long, value_name = "DATUM", value_parser = day)]
    pub(crate) today: Option<NaiveDate>,
}

/// Another administration.
#[derive(Debug, Args)]
pub(crate) struct Switch {
    /// Naam, nummer of code
    #[arg(value_name = "ADMINISTRATIE", help_heading = "Keuze")]
    pub(crate) administratie: String,
    #[command(flatten)]
    pub(crate) day: Day,
}

impl Day {
    /// The day that was asked for, or else the clock's.
    pub(crate) fn or(&self, clock: Today) -> Today {
        self.today.map_or(clock, Today::Fixed)
    }
}

impl Demo {
    pub(crate) fn source(&self) -> Source {
        if self.auditfile.is_empty() {
            Source::Demo(self.seed, self.bedrijf.unwrap_or_default())
        } else {
            Source::AuditFiles(self.auditfile.clone())
        }
    }
}

impl SourceArguments {
    pub(crate) fn source(&self) -> Source {
        if !self.auditfile.is_empty() {
            return Source::AuditFiles(self.auditfile.clone());
        }
        if self.demo || self.seed.is_some() || self.bedrijf.is_some() {
            return Source::Demo(self.seed.unwrap_or(1), self.bedrijf.unwrap_or_default());
        }
        Source::Link
    }

    /// The command line that serves the same books over standard input and output.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words = vec!["stdio".to_owned()];
        if self.demo {
            words.push("--demo".to_owned());
        }
        if let Some(seed) = self.seed {
            words.extend(["--seed".to_owned(), seed.to_string()]);
        }
        if let Some(company) = self.bedrijf {
            words.extend(["--bedrijf".to_owned(), company.to_string()]);
        }
        for file in &self.auditfile {
            // Whoever starts it later does so from another folder.
            let file = std::path::absolute(file).unwrap_or_else(|_| file.clone());
            words.extend(["--auditfile".to_owned(), file.to_string_lossy().into_owned()]);
        }
        if let Some(today) = self.today {
            words.extend(["--today".to_owned(), today.to_string()]);
        }
        words
    }
}

/// Reads the command line. `Err` is what to say instead, and whether that was asked for.
pub(crate) fn read(words: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Cli, Said> {
    let matches = Cli::command().try_get_matches_from(words).and_then(|matches| Cli::from_arg_matches(&matches));
    matches.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Said::Asked(error.to_string()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            Said::Wrong(mistake::told(&error), Some(Cli::command().render_help().to_string()))
        }
        _ => Said::Wrong(mistake::told(&error), None),
    })
}

/// What completes the commands in a shell.
pub(crate) fn completion(shell: Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "pmjb-mcp", &mut script);
    script
}

/// The manual: one page for the program with a section for every command.
pub(crate) fn manual() -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let program = Cli::command();
    clap_mangen::Man::new(program.clone()).render(&mut page)?;
    for command in program.get_subcommands() {
        let name = format!("pmjb-mcp {}", command.get_name());
        let command = clap_mangen::Man::new(command.clone().bin_name(name));
        writeln!(page, ".SH OPDRACHT")?;
        command.render_synopsis_section(&mut page)?;
        command.render_description_section(&mut page)?;
        command.render_options_section(&mut page)?;
    }
    Ok(page)
}

/// What to say instead of doing something.
#[derive(Debug)]
pub(crate) enum Said {
    /// Help or the version, for standard output.
    Asked(String),
    /// What is wrong with the command line, and the help where that is the answer.
    Wrong(Failure, Option<String>),
}

fn company(text: &str) -> Result<Company, String> {
    text.trim().parse().map_err(|_| {
        let names: Vec<_> = Company::ALL.iter().map(ToString::to_string).collect();
        format!("kies uit {}", crate::dutch::list(&names))
    })
}

fn day(text: &str) -> Result<NaiveDate, NotThis> {
    text.parse().map_err(|_| NotThis("geef een bestaande datum als JJJJ-MM-DD, bijvoorbeeld 2026-06-30".to_owned()))
}

fn address(text: &str) -> Result<SocketAddr, NotThis> {
    text.parse().map_err(|_| NotThis("geef een adres met een poort, bijvoorbeeld 127.0.0.1:8715".to_owned()))
}

fn shell(text: &str) -> Result<Shell, NotThis> {
    text.to_lowercase().parse().map_err(|_| NotThis("kies uit bash, zsh, fish, powershell en elvish".to_owned()))
}

fn assistant(text: &str) -> Result<Assistant, NotThis> {
    Assistant::named(&text.to_lowercase()).ok_or_else(|| {
        let names: Vec<_> = Assistant::ALL.into_iter().map(|assistant| assistant.key().to_owned()).collect();
        NotThis(format!("kies uit {}", crate::dutch::list(&names)))
    })
}

fn tool(text: &str) -> Result<Tool, NotThis> {
    Tool::named(&text.to_lowercase()).ok_or_else(|| {
        let names: Vec<_> = Tool::ALL.into_iter().map(|tool| tool.name().to_owned()).collect();
        NotThis(format!("kies uit {}", crate::dutch::list(&names)))
    })
}

/// Why a value will not do.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
struct NotThis(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Failure {
        match read(line.split(' ').map(Into::into)) {
            Err(Said::Wrong(failure, _)) => failure,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn mistakes_are_told_in_dutch() {
        let cases = [
            ("pmjb-mcp vraag weer", "kies uit administraties, overzicht, omzet"),
            ("pmjb-mcp vraag omzet --today morgen", "JJJJ-MM-DD"),
            ("pmjb-mcp vraag omzet --jaar 2025", "De optie --jaar bestaat niet."),
            ("pmjb-mcp vraag omzet --demo --auditfile x", "kan niet samen met"),
            ("pmjb-mcp vraag", "Er ontbreekt iets: <VRAAG>."),
            ("pmjb-mcp boek", "De opdracht boek bestaat niet."),
            ("pmjb-mcp", "Er is geen opdracht gegeven."),
            ("pmjb-mcp vraag omzet --periode", "Bij --periode <PERIODE> hoort een waarde."),
        ];
        for (line, expected) in cases {
            let failure = said(line);
            assert!(failure.message.contains(expected), "{line}: {failure:?}");
        }
    }

    #[test]
    fn the_help_has_no_english_headings() {
        for line in ["pmjb-mcp --help", "pmjb-mcp vraag --help", "pmjb-mcp verbind --hulp"] {
            let Err(Said::Asked(help)) = read(line.split(' ').map(Into::into)) else { panic!("{line}") };
            for english in ["Usage", "ptions", "OPTIONS", "ommand", "Print", "Arguments", "default", "env:"] {
                assert!(!help.contains(english), "{line}: {english}\n{help}");
            }
        }
    }

    #[test]
    fn a_seed_alone_means_the_demo() {
        let read = |line: &str| match read(line.split(' ').map(Into::into)).unwrap().command {
            Command::Stdio(source) => source.source(),
            other => panic!("{other:?}"),
        };
        assert!(matches!(read("pmjb-mcp stdio --seed 7"), Source::Demo(7, Company::Standard)));
        assert!(matches!(read("pmjb-mcp stdio --demo"), Source::Demo(1, Company::Standard)));
        assert!(matches!(read("pmjb-mcp stdio --bedrijf group"), Source::Demo(1, Company::Group)));
        assert!(matches!(read("pmjb-mcp stdio"), Source::Link));
        assert!(matches!(read("pmjb-mcp stdio --auditfile x"), Source::AuditFiles(files) if files.len() == 1));
    }
}
