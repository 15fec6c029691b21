use serde_json::{Map, Value};

use super::say;
use crate::cli::Question;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::today::Today;

/// Answers one question on standard output.
pub(crate) async fn run(question: &Question, clock: Today) -> Result<(), Failure> {
    match Box::pin(answer(question, clock)).await {
        Ok(reply) if question.json => say(&pretty(&reply.structured)),
        Ok(reply) => say(reply.drawn().trim_end()),
        Err(failure) => {
            if question.json {
                say(&pretty(&failure.structured()))?;
            }
            Err(failure)
        }
    }
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
    given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::String(value.clone()?)))).collect()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
