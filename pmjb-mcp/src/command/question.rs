use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use exact_reports::chart::Chart;
use serde_json::{Map, Value};

use super::say;
use crate::chart;
use crate::cli::Question;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::today::Today;

/// Answers one question on standard output.
pub(crate) async fn run(question: &Question, clock: Today) -> Result<(), Failure> {
    match Box::pin(answer(question, clock)).await {
        Ok(reply) => {
            say(if question.json { pretty(&reply.structured) } else { reply.drawn() }.trim_end())?;
            match (reply.chart, &question.grafiek) {
                (Some(chart), Some(path)) => draw(chart, Path::new(path), question.json).await,
                _ => Ok(()),
            }
        }
        Err(failure) => {
            if question.json {
                say(&pretty(&failure.structured()))?;
            }
            Err(failure)
        }
    }
}

/// Puts the chart in a file, or under the answer when none is named.
async fn draw(chart: Chart, path: &Path, only_data: bool) -> Result<(), Failure> {
    if path.as_os_str().is_empty() {
        // Whoever reads the data does not read a drawing.
        return if only_data { Ok(()) } else { say(&format!("\n{}", chart::bars(&chart))) };
    }
    let Some(png) = chart::png(chart).await else {
        let next = "Het antwoord is volledig zonder; met --grafiek zonder bestand staat de grafiek eronder.";
        return Err(Failure::new("grafiek_kan_niet", "De grafiek kon niet worden getekend.", next));
    };
    // Made anew, so that nothing of the user's is written over.
    let written = File::create_new(path).and_then(|mut file| file.write_all(&png));
    written.map_err(|error| {
        tracing::debug!(%error, "a chart could not be written");
        let reason = match error.kind() {
            ErrorKind::AlreadyExists => "het bestaat al",
            ErrorKind::NotFound => "de map bestaat niet",
            ErrorKind::PermissionDenied => "je mag er niet schrijven",
            _ => "schrijven lukt niet",
        };
        let message = format!("De grafiek kan niet naar {}: {reason}.", path.display());
        Failure::new("grafiek_kan_niet", message, "Kies met --grafiek=BESTAND een ander bestand.")
    })?;
    if only_data { Ok(()) } else { say(&format!("\nGrafiek: {}", path.display())) }
}

async fn answer(question: &Question, clock: Today) -> Result<Reply, Failure> {
    let opened = question.source.source().open(question.source.today, clock).await?;
    for warning in &opened.warnings {
        crate::complain(&format!("Let op: {}", crate::dutch::one_line(warning)));
    }
    question.tool.answer(&opened.books, arguments(question)).await
}

/// The arguments as a model would give them, so that both are read and refused alike.
fn arguments(question: &Question) -> Map<String, Value> {
    let given = [
        ("administratie", &question.administratie),
        ("periode", &question.periode),
        ("per", &question.per),
        ("top", &question.top),
        ("peildatum", &question.peildatum),
        ("ouder_dan_dagen", &question.ouder_dan_dagen),
        ("met", &question.met),
        ("wat", &question.wat),
        ("zoek", &question.zoek),
        ("relatie", &question.relatie),
        ("vervalt_tot", &question.vervalt_tot),
        ("factuur", &question.factuur),
        ("rekening", &question.rekening),
        ("boekstuk", &question.boekstuk),
        ("pagina", &question.pagina),
        ("scenario", &question.scenario),
        ("begrip", &question.begrip),
    ];
    let chart = question.grafiek.as_ref().map(|_| (chart::ARGUMENT.to_owned(), Value::Bool(true)));
    let texts = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::String(value.clone()?))));
    texts.chain(chart).collect()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
