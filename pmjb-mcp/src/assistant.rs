//! The assistants on this machine that can use the server, and where each keeps its configuration.

use std::path::{Path, PathBuf};

use directories::BaseDirs;
use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstInputValue, CstRootNode};

use crate::failure::Failure;

/// The name of the server in a configuration.
pub(crate) const SERVER: &str = "boekhouding";

/// A program that asks questions for its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assistant {
    ClaudeDesktop,
    ClaudeCode,
    VsCode,
    Cursor,
}

impl Assistant {
    pub(crate) const ALL: [Self; 4] = [Self::ClaudeDesktop, Self::ClaudeCode, Self::VsCode, Self::Cursor];

    /// What it is called on the command line.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::ClaudeDesktop => "claude",
            Self::ClaudeCode => "claude-code",
            Self::VsCode => "vscode",
            Self::Cursor => "cursor",
        }
    }

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ClaudeDesktop => "Claude Desktop",
            Self::ClaudeCode => "Claude Code",
            Self::VsCode => "VS Code (Copilot)",
            Self::Cursor => "Cursor",
        }
    }

    /// The one of that name on the command line.
    pub(crate) fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|assistant| assistant.key() == key)
    }

    /// What to do before it sees a new server.
    pub(crate) const fn afterwards(self) -> &'static str {
        match self {
            Self::ClaudeDesktop => "Sluit Claude Desktop helemaal af en start het opnieuw.",
            Self::ClaudeCode => "Start Claude Code opnieuw; /mcp toont de server.",
            Self::VsCode => "Open in VS Code het palet, kies “MCP: List Servers” en start boekhouding.",
            Self::Cursor => "Start Cursor opnieuw; Settings > MCP toont de server.",
        }
    }

    /// The file that lists its servers.
    pub(crate) fn file(self, folders: &Folders) -> PathBuf {
        match self {
            Self::ClaudeDesktop => folders.settings.join("Claude").join("claude_desktop_config.json"),
            Self::ClaudeCode => folders.home.join(".claude.json"),
            Self::VsCode => folders.settings.join("Code").join("User").join("mcp.json"),
            Self::Cursor => folders.home.join(".cursor").join("mcp.json"),
        }
    }

    /// The part of the file that holds the servers.
    const fn section(self) -> &'static str {
        match self {
            Self::VsCode => "servers",
            Self::ClaudeDesktop | Self::ClaudeCode | Self::Cursor => "mcpServers",
        }
    }

    /// The server as it is written down.
    fn entry(self, program: &Path, arguments: &[String]) -> CstInputValue {
        let command = program.to_string_lossy().into_owned();
        let arguments = arguments.iter().cloned().map(CstInputValue::from).collect();
        let mut parts = vec![
            ("command".to_owned(), CstInputValue::from(command)),
            ("args".to_owned(), CstInputValue::Array(arguments)),
        ];
        if matches!(self, Self::VsCode | Self::ClaudeCode) {
            parts.insert(0, ("type".to_owned(), CstInputValue::from("stdio".to_owned())));
        }
        CstInputValue::Object(parts)
    }

    /// A configuration with the server in it. Everything else, remarks and order included, stays as it was.
    pub(crate) fn with_server(self, text: &str, program: &Path, arguments: &[String]) -> Result<String, Failure> {
        let text = if text.trim().is_empty() { "{}\n" } else { text };
        let unclear = || {
            Failure::new(
                "configuratie_onleesbaar",
                format!("De configuratie van {} is geen geldige JSON; er is niets veranderd.", self.name()),
                "Herstel het bestand, of voeg de server met de hand toe zoals pmjb-mcp demo laat zien.",
            )
        };
        let root = CstRootNode::parse(text, &ParseOptions::default()).map_err(|_| unclear())?;
        let servers = root
            .object_value_or_create()
            .and_then(|object| object.object_value_or_create(self.section()))
            .ok_or_else(unclear)?;
        let entry = self.entry(program, arguments);
        match servers.get(SERVER) {
            Some(present) => present.set_value(entry),
            None => {
                servers.append(SERVER, entry);
            }
        }
        Ok(root.to_string())
    }

    /// The program that a configuration starts for the server; `None` when it has no such server.
    pub(crate) fn program_in(self, text: &str) -> Option<PathBuf> {
        let root = CstRootNode::parse(text, &ParseOptions::default()).ok()?;
        let server = root.object_value()?.object_value(self.section())?.object_value(SERVER)?;
        let command = server.get("command")?.value()?.as_string_lit()?.decoded_value().ok()?;
        Some(PathBuf::from(command))
    }
}

/// Where programs keep their settings on this machine.
#[derive(Debug, Clone)]
pub(crate) struct Folders {
    home: PathBuf,
    settings: PathBuf,
}

impl Folders {
    /// Those of whoever runs the program.
    pub(crate) fn find() -> Result<Self, Failure> {
        let folders = BaseDirs::new().ok_or_else(|| {
            Failure::new(
                "geen_map",
                "Dit systeem heeft geen persoonlijke map.",
                "Voeg de server met de hand toe zoals pmjb-mcp demo laat zien.",
            )
        })?;
        Ok(Self { home: folders.home_dir().to_owned(), settings: folders.config_dir().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_server(assistant: Assistant, text: &str) -> String {
        assistant.with_server(text, Path::new("/opt/pm\"jb"), &["stdio".to_owned(), "--demo".to_owned()]).unwrap()
    }

    #[test]
    fn an_empty_configuration_gets_the_server() {
        for assistant in Assistant::ALL {
            for text in ["", "  \n", "{}"] {
                let written = with_server(assistant, text);
                let parsed: serde_json::Value = serde_json::from_str(&written).unwrap();
                let server = &parsed[assistant.section()][SERVER];
                assert_eq!(server["command"], "/opt/pm\"jb");
                assert_eq!(server["args"], serde_json::json!(["stdio", "--demo"]));
                assert_eq!(assistant.program_in(&written), Some(PathBuf::from("/opt/pm\"jb")));
            }
        }
    }

    #[test]
    fn what_is_there_stays_remarks_and_order_included() {
        let text = "{\n  // mijn eigen instelling\n  \"zoom\": 1.5,\n  \"mcpServers\": {\n    \"weer\": { \"command\": \"w\" }\n  },\n  \"aaa\": null\n}\n";
        let written = with_server(Assistant::ClaudeDesktop, text);
        for kept in ["// mijn eigen instelling", "\"zoom\": 1.5", "\"weer\": { \"command\": \"w\" }", "\"aaa\": null"] {
            assert!(written.contains(kept), "{written}");
        }
        assert!(written.find("zoom") < written.find("mcpServers") && written.find("mcpServers") < written.find("aaa"));
    }

    #[test]
    fn writing_it_twice_is_writing_it_once() {
        let once = with_server(Assistant::VsCode, "{ \"servers\": { \"boekhouding\": { \"command\": \"vroeger\" } } }");
        assert_eq!(with_server(Assistant::VsCode, &once), once);
        assert!(!once.contains("vroeger"));
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_not_replaced() {
        for text in ["{", "[]", "{\"mcpServers\": 3}", "niets"] {
            let failure = Assistant::Cursor.with_server(text, Path::new("p"), &[]).unwrap_err();
            assert_eq!(failure.code, "configuratie_onleesbaar", "{text}");
        }
        assert_eq!(Assistant::Cursor.program_in("{"), None);
    }
}
