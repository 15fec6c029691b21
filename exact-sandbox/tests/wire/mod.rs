//! What the catalogue's types look like in JSON, and what a feed is in XML.

use exact_model::Edm;
use serde_json::Value;

/// Whether a value on the wire can be one of that type.
pub(super) fn is_of(edm: Edm, value: &Value) -> bool {
    let whole = |from: i64, to: i64| value.as_i64().is_some_and(|number| (from..=to).contains(&number));
    let text = value.as_str();
    value.is_null()
        || match edm {
            Edm::Boolean => value.is_boolean(),
            Edm::Byte => whole(0, 255),
            Edm::Int16 => whole(i16::MIN.into(), i16::MAX.into()),
            Edm::Int32 => whole(i32::MIN.into(), i32::MAX.into()),
            Edm::Int64 => text.is_some_and(|text| text.parse::<i64>().is_ok()),
            Edm::Double => value.is_number(),
            Edm::Guid => text.is_some_and(|text| text.len() == 36 && text.parse::<uuid::Uuid>().is_ok()),
            Edm::DateTime => text.is_some_and(|text| {
                let ms = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/"));
                ms.is_some_and(|ms| ms.parse::<i64>().is_ok())
            }),
            Edm::String | Edm::Binary => value.is_string(),
            Edm::Nested(_) => value["__deferred"]["uri"].is_string(),
        }
}

/// How many entries a feed has outside of other entries; stops the test when it is not well-formed.
pub(super) fn entries_in(feed: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(feed);
    let (mut entries, mut depth) = (0, 0);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {feed}")) {
            quick_xml::events::Event::Start(tag) => {
                depth += 1;
                entries += usize::from(depth == 2 && tag.name().as_ref() == "entry");
            }
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => return entries,
            _ => {}
        }
    }
}
