use std::path::Path;

use serde_json::{Value, json};

use super::say;
use crate::cli::Demo;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::source::Opened;
use crate::today::Today;
use crate::tool::Tool;

/// A question of the guide and how it is asked.
struct Guide {
    label: &'static str,
    question: &'static str,
    tool: Tool,
    arguments: Value,
}

fn guide() -> Vec<Guide> {
    let ask = |label, question, tool, arguments| Guide { label, question, tool, arguments };
    vec![
        ask("G16", "Welke administraties heb ik?", Tool::Administrations, json!({})),
        ask("G1", "Wat is mijn totale omzet van vorige maand?", Tool::Revenue, json!({"periode": "vorige maand"})),
        ask("G1", "Hoeveel omzet had ik in december?", Tool::Revenue, json!({"periode": "december"})),
        ask("G2", "Hoeveel omzet had ik per maand dit jaar?", Tool::Revenue, json!({"periode": "dit jaar"})),
        ask("G3", "Wie zijn mijn top 5 klanten qua omzet?", Tool::Revenue, json!({"per": "klant", "top": 5})),
        ask(
            "G4",
            "Vergelijk vorig kwartaal met hetzelfde kwartaal een jaar eerder",
            Tool::Comparison,
            json!({"periode": "vorig kwartaal"}),
        ),
        ask(
            "G5",
            "Vergelijk mijn kosten van vorig kwartaal met het kwartaal ervoor",
            Tool::Comparison,
            json!({"periode": "vorig kwartaal", "met": "vorige periode", "wat": "kosten", "top": 5}),
        ),
        ask(
            "G6",
            "Wat zijn mijn top 5 kostenposten dit kwartaal?",
            Tool::Costs,
            json!({"periode": "dit kwartaal", "top": 5}),
        ),
        ask("G7", "Welke kostenpost is het meest gestegen?", Tool::Comparison, json!({"wat": "kosten", "top": 1})),
        ask("G8", "Wat zijn mijn vaste kosten per maand?", Tool::Costs, json!({"per": "vast"})),
        ask("G9", "Hoeveel gaf ik uit aan huisvesting?", Tool::Costs, json!({"zoek": "huisvesting"})),
        ask("G10, G11", "Hoeveel facturen staan er open, en wie moet nog betalen?", Tool::Receivables, json!({})),
        ask("G12", "Welke facturen zijn meer dan 30 dagen te laat?", Tool::Receivables, json!({"ouder_dan_dagen": 30})),
        ask("G12", "Hoe oud zijn mijn openstaande facturen?", Tool::Receivables, json!({"per": "ouderdom"})),
        ask("G13", "Wat is mijn btw-schuld op dit moment?", Tool::Vat, json!({})),
        ask("G17", "Hoe gaat het met mijn bedrijf?", Tool::Overview, json!({})),
        ask("G14, G15", "Hoe ben je tot dit bedrag gekomen? Geef het in een tabel.", Tool::Explanation, json!({})),
    ]
}

/// What books may lack: a year, VAT, costs of a kind.
const NOT_THERE: [&str; 4] = ["geen_boeken", "geen_btw", "geen_rekeningen", "categorie_onbekend"];

/// Answers the guide's questions and shows how to attach the server.
pub(crate) async fn run(demo: &Demo, clock: Today) -> Result<(), Failure> {
    let opened = Box::pin(demo.source().open(demo.today, clock)).await?;
    say(&introduction(&opened))?;
    let mut refused = None;
    for guide in guide() {
        let answer = ask(&opened, &guide).await;
        say(&format!("\n━━ {} ━━ {}\n", guide.label, guide.question))?;
        match answer {
            Ok(reply) => say(reply.drawn().trim_end())?,
            Err(failure) => {
                say(&failure.text())?;
                refused.get_or_insert(failure);
            }
        }
    }
    let program = std::env::current_exe().unwrap_or_else(|_| "pmjb-mcp".into());
    say(&attaching(&program))?;
    match refused {
        // What an audit file lacks is an answer; anything else is a failure of the demo.
        Some(failure) if !NOT_THERE.contains(&failure.code) => Err(failure),
        _ => Ok(()),
    }
}

async fn ask(opened: &Opened, guide: &Guide) -> Result<Reply, Failure> {
    let arguments = guide.arguments.as_object().cloned().unwrap_or_default();
    Box::pin(guide.tool.answer(&opened.books, arguments)).await
}

fn introduction(opened: &Opened) -> String {
    let mut text = "Praat met je Boekhouding: een demo zonder account.\n\
        Op deze computer draait nu een nagebouwd Exact Online. Er is ingelogd zoals je dat zelf zou doen: inlogpagina, toestemming, \
        code; daarna zijn de vragen van de gids gesteld."
        .to_owned();
    if let Some(sandbox) = &opened.sandbox {
        let address = sandbox.base_url();
        text.push_str(&format!("\nAdres: {address}; aanroepen voor inloggen en kiezen: {}.", opened.calls));
    }
    for note in opened.books.notes() {
        text.push_str(&format!("\n{note}"));
    }
    if !opened.warnings.is_empty() {
        text.push_str("\nOpgemerkt in het auditbestand:");
        for warning in &opened.warnings {
            text.push_str(&format!("\n  - {}", crate::dutch::one_line(warning)));
        }
    }
    text
}

/// How to attach this program to assistants.
fn attaching(program: &Path) -> String {
    let command = program.to_string_lossy();
    let claude = json!({ "mcpServers": { "boekhouding": { "command": command, "args": ["stdio", "--demo"] } } });
    let code =
        json!({ "servers": { "boekhouding": { "type": "stdio", "command": command, "args": ["stdio", "--demo"] } } });
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    format!(
        "\n━━ Aansluiten ━━\n\n\
        Claude Desktop: Instellingen > Ontwikkelaar > Configuratie bewerken (claude_desktop_config.json), en start Claude opnieuw:\n\n{}\n\n\
        Copilot in VS Code: in .vscode/mcp.json:\n\n{}\n\n\
        ChatGPT en Copilot Studio nemen alleen een server op afstand aan (streamable HTTP): zie pmjb-mcp serve --demo.\n\n\
        Je eigen boeken: vervang \"--demo\" door \"--auditfile\", \"BESTAND.xaf\", of laat het weg na: pmjb-mcp verbind",
        pretty(&claude),
        pretty(&code),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use exact_sandbox::books::company::Company;

    use crate::source::Source;

    #[tokio::test]
    async fn no_answer_makes_more_calls_than_it_says() {
        let day = "2026-11-20".parse().unwrap();
        let opened = Source::Demo(1, Company::Standard).open(Some(day), Today::Fixed(day)).await.unwrap();
        let sandbox = opened.sandbox.as_ref().unwrap();
        // Besides the pages that a browser opens.
        let login =
            sandbox.calls().iter().filter(|call| call.endpoint.is_some() || call.path.contains("token")).count();
        assert_eq!(opened.calls, login as u64);
        for guide in guide() {
            sandbox.forget_calls();
            let reply = ask(&opened, &guide).await.unwrap_or_else(|failure| panic!("{}: {failure:?}", guide.question));
            let sent = sandbox.calls().len() as u64;
            assert_eq!(reply.calls(), sent, "{}", guide.question);
            assert!(reply.drawn().contains(&format!("aanroepen van Exact Online: {sent}")), "{}", guide.question);
        }
    }

    #[test]
    fn attaching_names_this_program_and_only_promises_what_works() {
        let text = attaching(Path::new("/opt/pm\"jb"));
        assert!(text.contains("\"command\": \"/opt/pm\\\"jb\"") && text.contains("\"--demo\""));
        assert!(text.contains("pmjb-mcp serve --demo"));
    }
}
