//! The definitions as resources: what a figure means can be read without asking a question.

use rmcp::model::{ReadResourceResult, Resource as Definition, ResourceContents, ResourceTemplate};

use crate::term::TERMS;

/// The address of all definitions; one of them is below it.
const ALL: &str = "pmjb://begrippen";

const MARKDOWN: &str = "text/markdown";

/// The list for a client.
pub(crate) fn definitions() -> Vec<Definition> {
    let all = Definition::new(ALL, "begrippen")
        .with_title("Begrippen")
        .with_description("Wat elk cijfer betekent en hoe het wordt berekend")
        .with_mime_type(MARKDOWN);
    let one = TERMS.iter().map(|term| {
        Definition::new(format!("{ALL}/{}", term.key), term.key)
            .with_title(term.name)
            .with_description(format!("De definitie van {}", term.name.to_lowercase()))
            .with_mime_type(MARKDOWN)
    });
    core::iter::once(all).chain(one).collect()
}

/// The shape of their addresses.
pub(crate) fn templates() -> Vec<ResourceTemplate> {
    let template = ResourceTemplate::new(format!("{ALL}/{{begrip}}"), "begrip")
        .with_title("Begrip")
        .with_description("De definitie van één begrip")
        .with_mime_type(MARKDOWN);
    vec![template]
}

/// What is at an address.
pub(crate) fn read(uri: &str) -> Option<ReadResourceResult> {
    let text = match uri.strip_prefix(ALL)?.strip_prefix('/') {
        None if uri == ALL => {
            let terms: Vec<_> = TERMS.iter().map(|term| format!("## {}\n\n{}\n", term.name, term.definition)).collect();
            format!("# Begrippen\n\n{}", terms.join("\n"))
        }
        None => return None,
        Some(key) => {
            let term = TERMS.iter().find(|term| term.key == key)?;
            format!("# {}\n\n{}\n\nOok genoemd: {}.\n", term.name, term.definition, term.also.join(", "))
        }
    };
    Some(ReadResourceResult::new(vec![ResourceContents::text(text, uri).with_mime_type(MARKDOWN)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_listed_can_be_read_and_nothing_else() {
        for resource in definitions() {
            assert!(read(&resource.uri).is_some(), "{}", resource.uri);
        }
        for nothing in ["pmjb://begrippen/", "pmjb://begrippen/zeppelin", "pmjb://begrippenlijst", "file:///etc/passwd"]
        {
            assert!(read(nothing).is_none(), "{nothing}");
        }
    }
}
