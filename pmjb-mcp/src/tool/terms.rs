use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::dutch;
use crate::failure::Failure;
use crate::refusal;
use crate::reply::Reply;
use crate::sheet::{Column, Sheet};
use crate::term::{TERMS, Term, about};

/// Arguments of `begrippen`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermArguments {
    #[serde(default, rename = "begrip")]
    #[schemars(with = "String", description = "zoals brutomarge; leeg geeft alle")]
    pub(crate) term: Option<String>,
}

pub(super) fn answer(arguments: &TermArguments) -> Result<Reply, Failure> {
    if let Some(failure) = arguments.term.as_deref().and_then(refusal::of) {
        return Err(failure);
    }
    let asked = arguments.term.as_deref();
    let found: Vec<&Term> = asked.map_or_else(|| TERMS.iter().collect(), about);
    let sentence = match (asked, found.as_slice()) {
        (Some(asked), []) => {
            let names: Vec<_> = TERMS.iter().map(|term| term.name.to_lowercase()).collect();
            return Err(Failure::new(
                "begrip_onbekend",
                format!("Het begrip “{}” wordt hier niet gebruikt.", dutch::clean(asked)),
                format!("Bekend zijn: {}.", dutch::list(&names)),
            ));
        }
        (_, [only]) => only.text(),
        (_, several) => format!("{}, met hun definitie.", dutch::count(several.len(), "begrip", "begrippen")),
    };
    let mut sheet = Sheet::new([
        Column::new("begrip", "Begrip"),
        Column::new("definitie", "Definitie"),
        Column::new("ook_genoemd", "Ook genoemd"),
    ]);
    for term in found {
        sheet.row([term.name.into(), term.definition.into(), term.also.join(", ").into()]);
    }
    Ok(Reply {
        structured: json!({ "antwoord": sentence, "rijen": sheet.data(), "volledig": true, "aanroepen": 0 }),
        tables: vec![sheet.table("")],
        ..Reply::said(sentence)
    })
}
