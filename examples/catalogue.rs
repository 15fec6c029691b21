//! What Exact Online has: every endpoint, or one with its path, key, methods and fields.
//!
//! ```text
//! cargo run -p exact-examples --example catalogue
//! cargo run -p exact-examples --example catalogue -- crm/Accounts
//! cargo run -p exact-examples --example catalogue -- TransactionLines --json
//! ```

use std::io::{self, Write};

use anyhow::{Result, bail};
use clap::Parser;
use exact_model::{Meta, Property, catalogue};

#[derive(Parser)]
#[command(about = "Shows the endpoints of Exact Online with their fields")]
struct Arguments {
    /// An endpoint: `bulk/Financial/TransactionLines`, or the end of its path, whatever its casing. Every endpoint when
    /// left out.
    entity: Option<String>,
    /// JSON in the shape of the catalogue's files: one object for one endpoint, a list for several.
    #[arg(long)]
    json: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    match write(&arguments, &mut io::stdout().lock()) {
        // Whoever reads only the first lines has seen enough.
        Err(error)
            if error.downcast_ref().is_some_and(|error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe) =>
        {
            Ok(())
        }
        other => other,
    }
}

fn write(arguments: &Arguments, out: &mut impl Write) -> Result<()> {
    let found = match &arguments.entity {
        None => catalogue::endpoints().collect(),
        Some(name) => find(name)?,
    };
    match (found.as_slice(), arguments.json) {
        ([only], true) => serde_json::to_writer_pretty(&mut *out, only)?,
        (several, true) => serde_json::to_writer_pretty(&mut *out, several)?,
        (several, false) if arguments.entity.is_none() => {
            for meta in several {
                writeln!(out, "{:8} {:4} fields  {}", meta.family.to_string(), meta.properties.len(), meta.id)?;
            }
        }
        (several, false) => several.iter().try_for_each(|meta| endpoint(meta, out))?,
    }
    if arguments.json {
        writeln!(out)?;
    }
    Ok(())
}

fn find(name: &str) -> Result<Vec<&'static Meta>> {
    if let Some(exactly) = catalogue::endpoints().find(|meta| meta.id.eq_ignore_ascii_case(name.trim_matches('/'))) {
        return Ok(vec![exactly]);
    }
    let found: Vec<_> = catalogue::search(name).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let lower = name.to_lowercase();
    let like: Vec<_> =
        catalogue::endpoints().map(|meta| meta.id).filter(|id| id.to_lowercase().contains(&lower)).collect();
    if like.is_empty() {
        bail!("there is no endpoint {name}: run this example without arguments to see them all");
    }
    bail!("there is no endpoint {name}, but there are: {}", like.join(", "))
}

fn endpoint(meta: &Meta, out: &mut impl Write) -> Result<()> {
    let list = |names: &[&str]| if names.is_empty() { "-".to_owned() } else { names.join(", ") };
    writeln!(out, "{}", meta.id)?;
    writeln!(out, "  path        /api/v1/{}", meta.path)?;
    writeln!(out, "  kind        {}, {}, {} rows a page", meta.family, meta.status, meta.rows_per_page())?;
    writeln!(out, "  key         {}", list(meta.key))?;
    writeln!(out, "  methods     {}", meta.methods.iter().collect::<Vec<_>>().join(", "))?;
    writeln!(out, "  $select     {}", if meta.needs_select() { "needed" } else { "may be left out" })?;
    writeln!(out, "  permission  {}", list(meta.scopes))?;
    writeln!(out, "  webhook     {}", list(meta.webhook_topics))?;
    for parameter in meta.parameters.unwrap_or_default() {
        let needed = if parameter.required { "needed" } else { "optional" };
        writeln!(out, "  parameter   {} {}, {needed}", parameter.name, parameter.edm)?;
    }
    writeln!(out, "  fields      {}", meta.properties.len())?;
    let width = meta.properties.iter().map(|property| property.name.len()).max().unwrap_or(0);
    for property in meta.properties {
        let line = format!("    {:width$}  {:12}  {}", property.name, property.edm.to_string(), facts(meta, property));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(writeln!(out)?)
}

fn facts(meta: &Meta, property: &Property) -> String {
    let facts = [
        (property.is_key(), "key"),
        (property.is_mandatory(), "needed to create"),
        (!property.is_readable(), "only sent"),
        (meta.refuses_filter_on(property.name), "no filter"),
        (property.is_obsolete(), "obsolete"),
        (!property.values.is_empty(), "code list"),
    ];
    facts.iter().filter(|(is, _)| *is).map(|(_, fact)| *fact).collect::<Vec<_>>().join(", ")
}
