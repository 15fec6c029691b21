//! Making, showing, changing and removing the link with Exact Online.

use std::io::{self, BufRead as _, Write as _};

use exact_client::{Error, Exact, Loopback};
use secrecy::SecretString;
use tokio::sync::mpsc;

use super::say;
use crate::administration::{Listed, choose};
use crate::cli::{Connect, Day, Switch};
use crate::dutch;
use crate::failure::Failure;
use crate::link::{Home, LINK_DAYS, Record};
use crate::today::Today;

/// The path of the address that the browser comes back to.
const BACK: &str = "/terug";

/// `verbind`: log in, choose, keep.
pub(crate) async fn connect(arguments: &Connect, clock: Today) -> Result<(), Failure> {
    let (client_id, secret) = app(arguments)?;
    let home = Home::find()?;
    let listener = match &arguments.redirect {
        None => Some(Loopback::bind(arguments.poort, BACK).await.map_err(|error| port_taken(&error, arguments.poort))?),
        Some(_) => None,
    };
    let registered = arguments.redirect.clone();
    let redirect_uri = registered.or_else(|| listener.as_ref().map(Loopback::redirect_uri)).unwrap_or_default();
    let exact = home.client(&arguments.exact, &client_id, &secret, &redirect_uri)?;
    let request = exact.authorization_url();
    // Where no browser opens, the address is there to be followed by hand.
    let opened = !arguments.geen_browser && open::that_detached(&request.url).is_ok();
    let first = if opened {
        "De browser gaat open: log in bij Exact Online en geef toestemming. Gebeurt er niets? Open dan dit adres:"
    } else {
        "Open dit adres in je browser, log in bij Exact Online en geef toestemming:"
    };
    say(&format!(
        "{first}\n\n{}\n\n\
         Komt de browser terug op een pagina die niet laadt? Kopieer dan het hele adres uit de adresbalk hierheen en druk op Enter.",
        request.url
    ))?;
    let mut typed = typed_lines();
    let redirected = redirected(listener, &mut typed).await?;
    exact.exchange(&request, &redirected).await.map_err(|error| not_exchanged(&error))?;
    let known = administrations(&exact).await?;
    let chosen = match &arguments.administratie {
        Some(asked) => choose(&known, asked)?.clone(),
        None => ask(&known, &mut typed).await?,
    };
    let today = arguments.day.or(clock).day();
    let record = Record {
        host: arguments.exact.clone(),
        client_id,
        redirect_uri,
        administration: chosen,
        connected_on: today,
        expires_on: Record::last_day(today),
    };
    home.keep(&record, &secret)?;
    say(&format!(
        "\n{}\nDe koppeling is alleen-lezen en loopt tot en met {} ({LINK_DAYS} dagen).\nVerbonden",
        title(&record.administration),
        dutch::date(record.expires_on)
    ))
}

/// `status`: the link as it was stored. No call.
pub(crate) fn status(day: &Day, clock: Today) -> Result<(), Failure> {
    let record = Home::find()?.require()?;
    let today = day.or(clock).day();
    if record.expires_on < today {
        return Err(crate::books::expired(record.expires_on));
    }
    let notice = record.notice(today).map(|notice| format!("\n{notice}")).unwrap_or_default();
    say(&format!(
        "{}\nGekoppeld met {} op {}, tot en met {}.{notice}",
        title(&record.administration),
        record.host,
        dutch::date(record.connected_on),
        dutch::date(record.expires_on)
    ))
}

/// `wissel`: another administration for questions that name none.
pub(crate) async fn switch(arguments: &Switch, clock: Today) -> Result<(), Failure> {
    let home = Home::find()?;
    let mut record = home.require()?;
    let (known, _) = home.open(arguments.day.or(clock))?.list().await?;
    record.administration = choose(&known, &arguments.administratie)?.clone();
    home.keep_record(&record)?;
    say(&format!("Gekozen: {}", title(&record.administration)))
}

/// `ontkoppel`: removes the link from this machine.
pub(crate) fn disconnect() -> Result<(), Failure> {
    let home = Home::find()?;
    home.forget()?;
    say("De koppeling is van deze computer verwijderd. In Exact Online trek je de toestemming zelf in, bij je apps.")
}

fn app(arguments: &Connect) -> Result<(String, SecretString), Failure> {
    let given = |value: &Option<String>| value.clone().filter(|text| !text.trim().is_empty());
    match (given(&arguments.client_id), given(&arguments.client_secret)) {
        (Some(id), Some(secret)) => Ok((id, secret.into())),
        _ => Err(Failure::new(
            "app_ontbreekt",
            "De client-id of het client-secret van je app in Exact Online ontbreekt.",
            "Registreer een app in het App Center van Exact Online en zet PMJB_CLIENT_ID en PMJB_CLIENT_SECRET, of geef --client-id en --client-secret.",
        )),
    }
}

/// The way back: through the listener, or pasted, whichever comes first.
async fn redirected(listener: Option<Loopback>, typed: &mut mpsc::Receiver<String>) -> Result<String, Failure> {
    let caught = async {
        match listener {
            Some(listener) => listener.wait().await,
            None => core::future::pending().await,
        }
    };
    let pasted = async {
        while let Some(line) = typed.recv().await {
            if line.contains('?') || line.contains("code=") {
                return line;
            }
        }
        // Standard input is closed: only the listener is left.
        core::future::pending().await
    };
    tokio::select! {
        caught = caught => caught.map_err(|error| Failure::from(&error)),
        pasted = pasted => Ok(pasted),
    }
}

async fn administrations(exact: &Exact) -> Result<Vec<Listed>, Failure> {
    let rows = exact.divisions().await.map_err(|error| Failure::from(&error))?;
    let mut known: Vec<_> = rows.rows().iter().map(Listed::from).collect();
    known.sort_by_key(|one| (one.administration.number, one.administration.code));
    if known.is_empty() {
        return Err(Failure::new(
            "geen_administraties",
            "De koppeling geeft toegang tot geen enkele administratie.",
            "Maak de koppeling opnieuw en vink een administratie aan: pmjb-mcp verbind",
        ));
    }
    Ok(known)
}

async fn ask(known: &[Listed], typed: &mut mpsc::Receiver<String>) -> Result<Listed, Failure> {
    if let [only] = known {
        return Ok(only.clone());
    }
    let mut list = "\nKies een administratie:\n".to_owned();
    for (index, one) in known.iter().enumerate() {
        list.push_str(&format!("  {}. {}\n", index + 1, title(one)));
    }
    say(&list)?;
    loop {
        prompt("Nummer in deze lijst: ");
        let Some(line) = typed.recv().await else {
            return Err(Failure::new(
                "administratie_kiezen",
                "Er is geen administratie gekozen.",
                "Geef er een mee: pmjb-mcp verbind --administratie NUMMER",
            ));
        };
        let index = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(chosen) = index.and_then(|index| known.get(index)) {
            return Ok(chosen.clone());
        }
        say(&format!("Geef een getal van 1 tot en met {}.", known.len()))?;
    }
}

fn prompt(text: &str) {
    let mut out = io::stdout().lock();
    // A prompt that nobody sees does no harm.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Lines from standard input, read on a thread of their own: such a read cannot be given up.
fn typed_lines() -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(4);
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

fn title(listed: &Listed) -> String {
    format!("{} (nummer {})", listed.administration.name, listed.administration.number)
}

fn port_taken(error: &Error, port: u16) -> Failure {
    tracing::warn!(%error, "no listener");
    Failure::new(
        "poort_bezet",
        format!("Op poort {port} luistert al een ander programma."),
        "Kies een andere poort met --poort, en registreer die bij je app.",
    )
}

fn not_exchanged(error: &Error) -> Failure {
    if error.kind() != exact_client::Kind::Auth {
        return Failure::from(error);
    }
    tracing::warn!(%error, "no tokens");
    Failure::new(
        "inloggen_mislukt",
        "Exact Online gaf geen toegang: het inloggen is afgebroken of verlopen, of de gegevens van de app kloppen niet.",
        "Begin opnieuw met: pmjb-mcp verbind. Een code is drie minuten geldig.",
    )
}
