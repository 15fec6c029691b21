//! `search` and `fetch`, in the shape that ChatGPT expects of them.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::books::Books;
use crate::dutch;
use crate::failure::Failure;
use crate::find;
use crate::refusal;
use crate::reply::Reply;

/// Arguments of `search`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchArguments {
    #[serde(default)]
    #[schemars(with = "String", description = "naam, code, nummer van boekstuk of factuur, of een begrip")]
    pub(crate) query: Option<String>,
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String")]
    pub(crate) administration: Option<String>,
}

/// Arguments of `fetch`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FetchArguments {
    #[serde(default)]
    #[schemars(with = "String", description = "uit search")]
    pub(crate) id: Option<String>,
    #[serde(default, rename = "administratie")]
    #[schemars(with = "String")]
    pub(crate) administration: Option<String>,
}

pub(super) async fn search(books: &Books, arguments: SearchArguments) -> Result<Reply, Failure> {
    if let Some(failure) = arguments.query.as_deref().and_then(refusal::of) {
        return Err(failure);
    }
    let opened = books.open(arguments.administration.as_deref()).await?;
    let division = opened.live.division().metered();
    let hits = find::search(&division, arguments.query.as_deref().unwrap_or_default()).await?;
    let results: Vec<Value> =
        hits.iter().map(|hit| json!({ "id": hit.id, "title": hit.title, "url": find::url(&hit.id) })).collect();
    Ok(Reply::json(json!({ "results": results })))
}

pub(super) async fn fetch(books: &Books, arguments: FetchArguments) -> Result<Reply, Failure> {
    let opened = books.open(arguments.administration.as_deref()).await?;
    let division = opened.live.division().metered();
    let id = arguments.id.unwrap_or_default();
    let Some(item) = find::fetch(&division, &id).await? else {
        return Err(Failure::new(
            "niet_gevonden",
            format!("Er is niets met id “{}”.", dutch::clean(&id)),
            "Gebruik een id uit het antwoord van search.",
        ));
    };
    Ok(Reply::json(json!({
        "id": item.id,
        "title": item.title,
        "text": item.text,
        "url": find::url(&item.id),
        "metadata": {
            "administratie": opened.listed.administration.name,
            "aanroepen": (opened.calls + division.calls().total()).to_string(),
        },
    })))
}
