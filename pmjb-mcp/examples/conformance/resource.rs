//! Resources: a text, a picture, one from a template and one to watch.

use rmcp::ErrorData;
use rmcp::model::{ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde_json::json;

use crate::content::PIXEL;

const TEXT: &str = "test://static-text";
const PICTURE: &str = "test://static-binary";
const WATCHED: &str = "test://watched-resource";
const FILLED_IN: (&str, &str) = ("test://template/", "/data");

pub(crate) fn definitions() -> Vec<Resource> {
    let resource = |uri: &str, name: &str, mime_type: &str| {
        Resource::new(uri, name).with_description(format!("a {name} that never changes")).with_mime_type(mime_type)
    };
    vec![
        resource(TEXT, "text", "text/plain"),
        resource(PICTURE, "picture", "image/png"),
        resource(WATCHED, "text to watch", "text/plain"),
    ]
}

pub(crate) fn templates() -> Vec<ResourceTemplate> {
    let template = ResourceTemplate::new(format!("{}{{id}}{}", FILLED_IN.0, FILLED_IN.1), "one by id");
    vec![template.with_description("what its id says").with_mime_type("application/json")]
}

pub(crate) fn read(uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let contents = match uri {
        TEXT => ResourceContents::text("This is the content of the static text resource.", uri),
        WATCHED => ResourceContents::text("Nothing happens here.", uri),
        PICTURE => ResourceContents::blob(PIXEL, uri).with_mime_type("image/png"),
        _ => from_template(uri)
            .ok_or_else(|| ErrorData::resource_not_found("no such resource", Some(json!({ "uri": uri }))))?,
    };
    Ok(ReadResourceResult::new(vec![contents]))
}

fn from_template(uri: &str) -> Option<ResourceContents> {
    let id = uri.strip_prefix(FILLED_IN.0)?.strip_suffix(FILLED_IN.1)?;
    let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
    Some(ResourceContents::text(data.to_string(), uri).with_mime_type("application/json"))
}
