//! Clap's complaints about a command line, in Dutch.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::Failure;

/// What is wrong, and where to look.
pub(super) fn told(error: &clap::Error) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("De optie {argument} bestaat niet."),
        ErrorKind::InvalidSubcommand => format!("De opdracht {} bestaat niet.", text(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "Er is geen opdracht gegeven.".to_owned()
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("Bij {argument} hoort een waarde."),
        ErrorKind::MissingRequiredArgument => format!("Er ontbreekt iets: {argument}."),
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg);
            format!("{argument} kan niet samen met {}.", if other.is_empty() { "een andere optie" } else { &other })
        }
        ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
            format!("“{value}” is geen geldige waarde voor {argument}{reason}.")
        }
        _ => format!("De opdracht is niet begrepen{}{argument}.", if argument.is_empty() { "" } else { ": " }),
    };
    let command = text(ContextKind::ValidSubcommand);
    let next = if command.is_empty() {
        "Bekijk de mogelijkheden met: pmjb-mcp --help".to_owned()
    } else {
        format!("Kies uit: {command}. Meer staat in: pmjb-mcp --help")
    };
    Failure::new("opdracht_onjuist", message, next)
}
