//! Errors of the libraries, in words an owner can act on.

use exact_client::{Error as ClientError, Kind};
use exact_reports::ledger::AccountType;
use exact_reports::live::Error as LiveError;
use exact_reports::{Error as ReportError, Period};

use crate::dutch;
use crate::failure::Failure;

const LOG_IN: &str = "Maak de koppeling opnieuw met: pmjb-mcp verbind";

impl From<&ReportError> for Failure {
    fn from(error: &ReportError) -> Self {
        match error {
            ReportError::RangeReversed => Self::new(
                "periode_omgekeerd",
                "De periode eindigt voordat zij begint.",
                "Geef de vroegste datum eerst.",
            ),
            ReportError::NoBooks { year, first, last } => no_books(*year, *first, *last),
            ReportError::NoSuchPeriod { year, period, first, last } => Self::new(
                "periode_bestaat_niet",
                format!("Boekjaar {year} heeft geen periode {period}."),
                format!("Kies een periode van {first} t/m {last}."),
            ),
            ReportError::NotWholePeriods { from, to, overlapping } => Self::new(
                "geen_hele_perioden",
                format!(
                    "{} t/m {} begint of eindigt midden in een boekperiode; het raakt {}.",
                    dutch::date(*from),
                    dutch::date(*to),
                    touched(overlapping)
                ),
                "Kies hele perioden: een maand, een kwartaal, een boekjaar of een periodenummer.",
            ),
            ReportError::NoAccounts(kind) => no_accounts(*kind),
            ReportError::NoResultAccounts => untyped("resultatenrekening"),
            ReportError::NoCostAccounts => untyped("rekening voor kosten"),
            ReportError::NoBalanceAccounts => untyped("balansrekening"),
            ReportError::NoCashAccounts => untyped("rekening voor kas of bank"),
            ReportError::SignUnknown(_) => Self::new(
                "posten_tegenstrijdig",
                "De openstaande posten en het grootboek spreken elkaar tegen; een bedrag zou een gok zijn.",
                "Laat je boekhouder de subadministratie met het grootboek aansluiten.",
            ),
            ReportError::SeveralBookYears => Self::new(
                "meer_boekjaren",
                "Dit kan binnen één boekjaar; de periode ligt in meer dan één.",
                "Kies een periode in één boekjaar, bijvoorbeeld: dit jaar.",
            ),
            ReportError::NoMoments => Self::new(
                "geen_perioden",
                "In deze tijd eindigt geen enkele boekperiode.",
                "Kies een langere periode, bijvoorbeeld: dit jaar.",
            ),
            ReportError::NoBudget => Self::new(
                "geen_begroting",
                "Voor deze periode is er geen begroting.",
                "Kies een periode met een begroting, of vraag het resultaat zonder.",
            ),
            ReportError::SeveralScenarios { scenarios } => {
                let names: Vec<_> = scenarios.iter().map(|code| dutch::quoted(code)).collect();
                Self::new(
                    "begroting_kiezen",
                    "Er is meer dan één begroting.",
                    format!("Kies er een met “scenario”: {}.", dutch::list(&names)),
                )
            }
            ReportError::NoVat => Self::new(
                "geen_btw",
                "In deze administratie is nooit btw geboekt; er is geen btw-stand te geven.",
                "Kies een andere administratie, of vraag je boekhouder of deze administratie btw-plichtig is.",
            ),
            ReportError::Overflow => Self::new(
                "bedragen_onmogelijk",
                "De bedragen in de boeken zijn te groot om op te tellen.",
                "Controleer de boekingen in Exact Online op een typefout in een bedrag.",
            ),
            ReportError::OddRow { endpoint, column } => Self::new(
                "exact_onleesbaar",
                format!("Exact Online gaf een onmogelijke waarde ({column} in {endpoint})."),
                "Vraag het nog eens; meld het als het zo blijft.",
            ),
            _ => Self::new("geen_cijfer", "Dit cijfer is niet te geven.", "Kies een andere periode of administratie."),
        }
    }
}

impl From<LiveError> for Failure {
    fn from(error: LiveError) -> Self {
        match &error {
            LiveError::Report(error) => Self::from(error),
            LiveError::Client(error) => Self::from(error),
            _ => Self::new("geen_cijfer", "Dit cijfer is niet te geven.", "Vraag het later nog eens."),
        }
    }
}

impl From<&ClientError> for Failure {
    fn from(error: &ClientError) -> Self {
        // Owners see the sentence; whoever looks into it sees the cause.
        tracing::warn!(error = %Chain(error), "Exact Online gave no answer");
        let wait = error.retry_after().map(|wait| wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)));
        let failure = by_kind(error);
        match wait {
            Some(seconds) => failure.wait(seconds),
            None => failure,
        }
    }
}

fn by_kind(error: &ClientError) -> Failure {
    match error.kind() {
        _ if error.needs_login() => {
            Failure::new("koppeling_verlopen", "De koppeling met Exact Online is verlopen of ingetrokken.", LOG_IN)
        }
        Kind::Auth => Failure::new(
            "koppeling_geweigerd",
            "Exact Online weigert de koppeling op dit moment.",
            format!("Probeer het over een paar minuten nog eens. Blijft het zo? {LOG_IN}"),
        ),
        Kind::Forbidden => Failure::new(
            "geen_toegang",
            "Exact Online geeft geen toegang tot deze gegevens.",
            "Controleer in Exact Online je rechten op deze administratie, of maak de koppeling opnieuw en vink de administratie aan.",
        ),
        Kind::RateLimit => Failure::new(
            "te_veel_vragen",
            "Exact Online staat even geen vragen meer toe.",
            "Wacht een minuut en vraag het opnieuw.",
        ),
        Kind::Quota => Failure::new(
            "daglimiet_bereikt",
            "De daglimiet van Exact Online voor deze administratie is bereikt.",
            "Vraag het morgen opnieuw.",
        ),
        Kind::Connect | Kind::Transport => Failure::new(
            "geen_verbinding",
            "Exact Online is niet bereikbaar.",
            "Controleer de internetverbinding en vraag het opnieuw.",
        ),
        Kind::Store => Failure::new(
            "koppeling_onleesbaar",
            "De bewaarde koppeling met Exact Online is niet te lezen of te schrijven.",
            "Verwijder haar met: pmjb-mcp ontkoppel, en maak haar opnieuw met: pmjb-mcp verbind",
        ),
        Kind::Incomplete => Failure::new(
            "onvolledig",
            "De boeken waren niet tot het einde te lezen; een half antwoord wordt niet gegeven.",
            "Vraag het nog eens.",
        ),
        Kind::Decode => Failure::new(
            "exact_onleesbaar",
            "Het antwoord van Exact Online was niet te lezen.",
            "Vraag het nog eens; meld het als het zo blijft.",
        ),
        _ => Failure::new(
            "exact_fout",
            "Exact Online gaf een fout.",
            "Vraag het later nog eens; meld het als het zo blijft.",
        ),
    }
}

/// The error and what caused it, for the log.
struct Chain<'a>(&'a (dyn std::error::Error + 'static));

impl core::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

fn no_books(year: i16, first: Option<i16>, last: Option<i16>) -> Failure {
    match (first, last) {
        (Some(first), Some(last)) if first == last => Failure::new(
            "geen_boeken",
            format!("In {year} zijn er geen boekingen; de boeken lopen over {first}."),
            format!("Vraag naar boekjaar {first}."),
        ),
        (Some(first), Some(last)) => Failure::new(
            "geen_boeken",
            format!("In {year} zijn er geen boekingen; de boeken lopen van {first} t/m {last}."),
            format!("Vraag naar een boekjaar van {first} t/m {last}."),
        ),
        _ => Failure::new(
            "geen_boeken",
            format!("In {year} zijn er geen boekingen; deze administratie heeft nog geen boeken."),
            "Kies een andere administratie.",
        ),
    }
}

/// A chart without accounts of a kind.
fn untyped(what: &str) -> Failure {
    Failure::new(
        "geen_rekeningen",
        format!("In deze administratie is geen {what} gevonden; nul zou een gok zijn."),
        "Laat je boekhouder in Exact Online de soort van de grootboekrekeningen invullen.",
    )
}

fn no_accounts(kind: AccountType) -> Failure {
    let what = match kind {
        AccountType::REVENUE => "omzet",
        AccountType::RECEIVABLE => "debiteuren",
        AccountType::VAT => "btw",
        _ => "dit soort",
    };
    Failure::new(
        "geen_rekeningen",
        format!("In deze administratie is geen grootboekrekening van het type {what}; nul zou een gok zijn."),
        "Laat je boekhouder in Exact Online de soort van de grootboekrekeningen invullen.",
    )
}

fn touched(periods: &[Period]) -> String {
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return "geen enkele boekperiode".to_owned();
    };
    let name = |period: &Period| {
        let (from, to) = (dutch::date(period.start), dutch::date(period.end));
        format!("periode {} van boekjaar {} ({from} t/m {to})", period.number, period.year)
    };
    if first == last { name(first) } else { format!("{} t/m {}", name(first), name(last)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_without_books_is_told_with_the_years_that_have_some() {
        let failure = Failure::from(&ReportError::NoBooks { year: 2019, first: Some(2021), last: Some(2026) });
        assert_eq!(failure.message, "In 2019 zijn er geen boekingen; de boeken lopen van 2021 t/m 2026.");
    }

    #[test]
    fn dates_inside_a_period_name_the_period_they_cut() {
        let day = |text: &str| text.parse().unwrap();
        let period = Period { year: 2016, number: 2, start: day("2016-02-01"), end: day("2016-02-29") };
        let error =
            ReportError::NotWholePeriods { from: day("2016-02-03"), to: day("2016-02-04"), overlapping: vec![period] };
        assert!(Failure::from(&error).message.contains("periode 2 van boekjaar 2016 (01-02-2016 t/m 29-02-2016)"));
    }
}
