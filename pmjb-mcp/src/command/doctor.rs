//! `doctor`: finds what is wrong with the link and with the assistants, and says what to do about it.

use chrono::NaiveDate;
use exact_client::{Exact, Kind};

use super::{installation, say};
use crate::assistant::Folders;
use crate::cli::Day;
use crate::dutch;
use crate::failure::Failure;
use crate::link::{Home, Record};
use crate::today::Today;

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Finding {
    /// As it should be.
    Good(String),
    /// Works, but wants attention.
    Notice(String),
    /// Wrong, and what to do.
    Wrong(Failure),
}

pub(crate) async fn run(day: &Day, clock: Today) -> Result<(), Failure> {
    let today = day.or(clock).day();
    let mut findings = vec![Finding::Good(format!("pmjb-mcp {}", env!("CARGO_PKG_VERSION")))];
    match Home::find().and_then(|home| Ok((home.require()?, home))) {
        Ok((record, home)) => {
            findings.push(term(&record, today));
            findings.extend(Box::pin(reach(&home, &record)).await);
        }
        Err(failure) => findings.push(Finding::Wrong(failure)),
    }
    findings.extend(assistants());
    for finding in &findings {
        say(&match finding {
            Finding::Good(text) => format!("✓ {text}"),
            Finding::Notice(text) => format!("! {text}"),
            Finding::Wrong(failure) => format!("✗ {}", failure.text()),
        })?;
    }
    let wrong = findings.iter().filter(|finding| matches!(finding, Finding::Wrong(_))).count();
    if wrong == 0 {
        return say("Alles werkt.");
    }
    let next = "Volg de stappen achter ✗ en draai pmjb-mcp doctor daarna nog eens.";
    Err(Failure::new("doctor", format!("{} niet in orde.", dutch::count(wrong, "punt is", "punten zijn")), next))
}

fn term(record: &Record, today: NaiveDate) -> Finding {
    if record.expires_on < today {
        return Finding::Wrong(crate::books::expired(record.expires_on));
    }
    let name = &record.administration.administration.name;
    match record.notice(today) {
        Some(notice) => Finding::Notice(notice),
        None => Finding::Good(format!(
            "koppeling met {} voor {name}, tot en met {}",
            record.host,
            dutch::date(record.expires_on)
        )),
    }
}

/// Whether Exact answers, takes the tokens, and still shows the chosen administration.
async fn reach(home: &Home, record: &Record) -> Vec<Finding> {
    let exact =
        home.secret().and_then(|secret| home.client(&record.host, &record.client_id, &secret, &record.redirect_uri));
    let exact = match exact {
        Ok(exact) => exact,
        Err(failure) => return vec![Finding::Wrong(failure)],
    };
    let divisions = match exact.divisions().await {
        Ok(divisions) => divisions,
        Err(error) if matches!(error.kind(), Kind::Connect | Kind::Transport) => {
            return vec![Finding::Wrong(Failure::new(
                "exact_onbereikbaar",
                format!("{} is niet te bereiken.", record.host),
                "Controleer de internetverbinding en een eventuele proxy of virusscanner.",
            ))];
        }
        Err(error) => return vec![Finding::Wrong(Failure::from(&error))],
    };
    let code = record.administration.administration.code;
    let mut findings = vec![Finding::Good(format!(
        "Exact Online antwoordt; {}",
        dutch::count(divisions.rows().len(), "administratie zichtbaar", "administraties zichtbaar")
    ))];
    if !divisions.rows().iter().any(|row| crate::administration::Listed::from(row).administration.code == code) {
        findings.push(Finding::Wrong(Failure::new(
            "administratie_weg",
            "De gekozen administratie is niet meer te zien.",
            "Kies een andere met: pmjb-mcp wissel NUMMER. Of geef opnieuw toestemming met: pmjb-mcp verbind",
        )));
    }
    findings.extend(budget(&exact));
    findings
}

/// What is left of today's calls.
fn budget(exact: &Exact) -> Option<Finding> {
    let day = exact.budgets().into_iter().filter_map(|budget| budget.day).min_by_key(|day| day.remaining)?;
    let limit = day.limit?;
    let text = format!("vandaag nog {} van {limit} aanroepen over", day.remaining);
    Some(if day.remaining.saturating_mul(10) < limit { Finding::Notice(text) } else { Finding::Good(text) })
}

fn assistants() -> Vec<Finding> {
    let Ok(folders) = Folders::find() else { return Vec::new() };
    let installed = installation::installed(&folders);
    if installed.is_empty() {
        return vec![Finding::Notice(
            "geen assistent ingesteld; doe dat met: pmjb-mcp installeer claude (of claude-code, vscode, cursor)"
                .to_owned(),
        )];
    }
    let finding = |(assistant, program): (crate::assistant::Assistant, std::path::PathBuf)| {
        if program.exists() {
            return Finding::Good(format!("{} start {}", assistant.name(), program.display()));
        }
        Finding::Wrong(Failure::new(
            "programma_weg",
            format!("{} start {}, maar dat bestaat niet.", assistant.name(), program.display()),
            format!("Stel het opnieuw in met: pmjb-mcp installeer {}", assistant.key()),
        ))
    };
    installed.into_iter().map(finding).collect()
}
