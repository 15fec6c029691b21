//! Code lists as enums.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::{Catalogue, HEADER};
use crate::words::{Kind, Words};

pub(super) fn lists(catalogue: &Catalogue, words: &Words) -> Result<String> {
    let mut text = HEADER.replacen("catalogue", "catalogue and exact-model/descriptions", 1);
    text.insert_str(0, "//! Code lists: what Exact's numbers and letters stand for, in English and Dutch.\n\n");
    text.push_str("use crate::code_list::{number_list, text_list};\n");
    for endpoint in catalogue.values().flatten() {
        for property in &endpoint.properties {
            if !property.values.is_empty() && words.list_of(&endpoint.id, property)?.is_none() {
                bail!("{}.{} has values but no list in descriptions/lists.tsv", endpoint.id, property.name);
            }
        }
    }
    for (name, list) in &words.lists {
        let macro_name = match list.kind {
            Kind::Number => "number_list",
            Kind::Text => "text_list",
        };
        let users: BTreeSet<&str> = words.users(name).collect();
        let _ = write!(text, "\n{macro_name}! {{\n    /// ");
        let _ = match users.iter().copied().collect::<Vec<_>>().as_slice() {
            [] => bail!("no property uses the list {name}"),
            [only] => writeln!(text, "What `{only}` may be."),
            [first, rest @ ..] => writeln!(text, "What `{first}` and {} more may be.", rest.len()),
        };
        let _ = writeln!(text, "    {name} {{");
        for entry in &list.entries {
            let dutch = entry.dutch.as_deref().map(|dutch| format!(" {dutch:?}")).unwrap_or_default();
            let code = match list.kind {
                Kind::Number => format!("{} {:?}", entry.code, entry.code),
                Kind::Text => format!("{:?}", entry.code),
            };
            let _ = writeln!(text, "        {} = {code} {:?}{dutch},", entry.variant, entry.english);
        }
        text.push_str("    }\n}\n");
    }
    Ok(text)
}
