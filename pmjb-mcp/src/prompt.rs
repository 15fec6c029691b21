//! Ready-made questions, one for each group of them.

use rmcp::model::{
    ContentBlock, GetPromptResult, JsonObject, Prompt as Definition, PromptArgument, PromptMessage, Role,
};
use serde_json::Value;

use crate::dutch;

/// A ready-made question. `{periode}` and `{wat}` are filled in.
struct Prompt {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    arguments: &'static [Argument],
    text: &'static str,
}

/// Something a user may fill in.
struct Argument {
    name: &'static str,
    description: &'static str,
    default: &'static str,
}

const PERIOD: Argument =
    Argument { name: "periode", description: "zoals: vorige maand, Q4 2025, dit boekjaar", default: "dit jaar" };

const PROMPTS: &[Prompt] = &[
    Prompt {
        name: "overzicht",
        title: "Hoe gaat het met mijn bedrijf?",
        description: "Omzet, kosten, resultaat, geld, openstaande posten en btw bij elkaar",
        arguments: &[PERIOD],
        text: "Hoe gaat het met mijn bedrijf over {periode}? Vat het samen in vijf zinnen en noem wat opvalt.",
    },
    Prompt {
        name: "omzet",
        title: "Omzet",
        description: "Omzet per maand en de grootste klanten",
        arguments: &[PERIOD],
        text: "Geef mijn omzet over {periode} per maand in een tabel, en daarna mijn vijf grootste klanten met hun aandeel.",
    },
    Prompt {
        name: "kosten",
        title: "Kosten",
        description: "De grootste kostenposten en wat is gestegen",
        arguments: &[PERIOD],
        text: "Wat zijn mijn grootste kostenposten over {periode}, welke is het meest gestegen en wat zijn mijn vaste kosten per maand?",
    },
    Prompt {
        name: "resultaat",
        title: "Winst en verlies",
        description: "De winst-en-verliesrekening met de belangrijkste verschillen",
        arguments: &[PERIOD],
        text: "Geef mijn winst-en-verliesrekening over {periode} en vergelijk die met dezelfde periode een jaar eerder.",
    },
    Prompt {
        name: "debiteuren",
        title: "Wie moet nog betalen?",
        description: "Openstaande facturen, wie te laat is en hoe lang",
        arguments: &[],
        text: "Wie moet mij nog betalen, welke facturen zijn te laat en wie zou ik vandaag als eerste bellen?",
    },
    Prompt {
        name: "crediteuren",
        title: "Wat moet ik nog betalen?",
        description: "Openstaande inkoopfacturen en wat deze week moet",
        arguments: &[],
        text: "Welke rekeningen moet ik nog betalen, welke deze week, en staat er genoeg op de bank?",
    },
    Prompt {
        name: "btw",
        title: "Btw",
        description: "De btw-stand en de aangifte die eraan komt",
        arguments: &[PERIOD],
        text: "Hoe staat mijn btw ervoor over {periode}: wat is aangegeven en nog niet betaald, wat moet ik nog aangeven en wanneer?",
    },
    Prompt {
        name: "liquiditeit",
        title: "Geld op de bank",
        description: "Het verloop van bank en kas",
        arguments: &[PERIOD],
        text: "Hoeveel geld staat er op mijn rekeningen, hoe liep dat over {periode} en waar ging het naartoe?",
    },
    Prompt {
        name: "controle",
        title: "Klopt mijn boekhouding?",
        description: "Mogelijke fouten: dubbele boekingen, tussenrekeningen, ontbrekende btw-codes",
        arguments: &[PERIOD],
        text: "Loop mijn boekhouding over {periode} na op mogelijke fouten en noem per punt om welke boekingen het gaat.",
    },
    Prompt {
        name: "uitleg",
        title: "Hoe kom je aan dit bedrag?",
        description: "De herkomst van het laatste bedrag",
        arguments: &[Argument { name: "wat", description: "het bedrag of de vraag", default: "het laatste bedrag" }],
        text: "Leg uit hoe {wat} tot stand is gekomen: rekeningen, periode, wat niet meetelt, en de controle met Exact.",
    },
];

/// The list for a client.
pub(crate) fn definitions() -> Vec<Definition> {
    let argument = |argument: &Argument| {
        PromptArgument::new(argument.name).with_description(argument.description).with_required(false)
    };
    let definition = |prompt: &Prompt| {
        let arguments: Vec<_> = prompt.arguments.iter().map(argument).collect();
        let arguments = (!arguments.is_empty()).then_some(arguments);
        Definition::new(prompt.name, Some(prompt.description), arguments).with_title(prompt.title)
    };
    PROMPTS.iter().map(definition).collect()
}

/// The question of that name, filled in.
pub(crate) fn get(name: &str, given: &JsonObject) -> Option<GetPromptResult> {
    let prompt = PROMPTS.iter().find(|prompt| prompt.name == name)?;
    let mut text = prompt.text.to_owned();
    for argument in prompt.arguments {
        let value = given.get(argument.name).and_then(Value::as_str).map(dutch::clean);
        let value = value.filter(|value| !value.is_empty()).unwrap_or_else(|| argument.default.to_owned());
        text = text.replace(&format!("{{{}}}", argument.name), &value);
    }
    let message = PromptMessage::new(Role::User, ContentBlock::text(text));
    Some(GetPromptResult::new(vec![message]).with_description(prompt.description))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(name: &str, given: Value) -> String {
        let result = get(name, given.as_object().unwrap()).unwrap();
        format!("{:?}", result.messages)
    }

    #[test]
    fn what_is_filled_in_is_used_and_what_is_not_has_a_default() {
        assert!(text("omzet", json!({"periode": "Q4 2025"})).contains("over Q4 2025 per maand"));
        assert!(text("omzet", json!({})).contains("over dit jaar per maand"));
        assert!(text("omzet", json!({"periode": "  "})).contains("over dit jaar per maand"));
        assert!(get("bestaat niet", &JsonObject::new()).is_none());
    }

    #[test]
    fn every_blank_is_filled() {
        for prompt in PROMPTS {
            let filled = text(prompt.name, json!({}));
            assert!(!filled.contains("{periode}") && !filled.contains("{wat}"), "{filled}");
        }
    }
}
