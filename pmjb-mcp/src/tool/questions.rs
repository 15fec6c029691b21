//! The questions of the guide and of everyday practice, each answered by one tool.

use exact_sandbox::books::company::Company;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Tool;
use crate::books::Books;
use crate::dutch;
use crate::source::Source;
use crate::today::Today;

/// Number in the list of questions, the question, the tool and its arguments.
type Question = (&'static str, &'static str, &'static str, Value);

fn questions() -> Vec<Question> {
    vec![
        ("G1", "Hoeveel omzet had ik in december?", "omzet", json!({ "periode": "december" })),
        ("G2", "Hoeveel omzet had ik per maand in 2025?", "omzet", json!({ "periode": "2025", "per": "maand" })),
        ("G3", "Wie zijn mijn top 5 klanten qua omzet?", "omzet", json!({ "per": "klant", "top": 5 })),
        ("G4", "Vergelijk Q4 2025 met Q4 2024", "vergelijk", json!({ "periode": "Q4 2025", "met": "Q4 2024" })),
        (
            "G5",
            "Vergelijk mijn kosten van dit kwartaal met vorig kwartaal",
            "vergelijk",
            json!({ "periode": "dit kwartaal", "met": "vorig kwartaal", "wat": "kosten" }),
        ),
        (
            "G6",
            "Wat zijn mijn top 5 kostenposten dit kwartaal?",
            "kosten",
            json!({ "periode": "dit kwartaal", "top": 5 }),
        ),
        ("G7", "Welke kostenpost is het meest gestegen?", "vergelijk", json!({ "wat": "kosten", "top": 1 })),
        ("G8", "Wat zijn mijn vaste kosten per maand?", "kosten", json!({ "per": "vast" })),
        ("G9", "Hoeveel gaf ik uit aan huisvesting?", "kosten", json!({ "zoek": "huisvesting" })),
        ("G10", "Hoeveel facturen staan er open?", "debiteuren", json!({})),
        ("G11", "Wie moet nog betalen?", "debiteuren", json!({ "per": "klant" })),
        ("G12", "Welke facturen zijn meer dan 30 dagen oud?", "debiteuren", json!({ "ouder_dan_dagen": 30 })),
        ("G13", "Wat is mijn btw-schuld op dit moment?", "btw", json!({})),
        ("G14", "Hoe ben je tot dit bedrag gekomen?", "uitleg", json!({})),
        ("G15", "Geef dit in een tabel", "kosten", json!({ "periode": "2025" })),
        ("G16", "Welke administraties heb ik?", "administraties", json!({})),
        ("G17", "Hoe gaat het met mijn bedrijf?", "overzicht", json!({})),
        ("1", "Wat is mijn omzet dit jaar?", "omzet", json!({ "periode": "dit jaar" })),
        ("3", "Omzet dan vorig jaar in dezelfde periode?", "vergelijk", json!({ "periode": "dit jaar tot nu" })),
        ("5", "Wie zijn mijn tien grootste klanten?", "omzet", json!({ "per": "klant", "top": 10 })),
        ("6", "Welke klanten zijn gegroeid of gekrompen?", "vergelijk", json!({ "wat": "klanten", "periode": "2025" })),
        (
            "7",
            "Wat heb ik klant X vorig kwartaal gefactureerd?",
            "omzet",
            json!({ "per": "factuur", "periode": "vorig kwartaal" }),
        ),
        ("8", "Toon mijn tien recentste verkoopfacturen", "debiteuren", json!({ "per": "recent", "top": 10 })),
        (
            "9",
            "Omzet per grootboekrekening dit kwartaal",
            "omzet",
            json!({ "per": "rekening", "periode": "dit kwartaal" }),
        ),
        ("10", "Wat zijn mijn kosten dit jaar, per soort?", "kosten", json!({ "per": "soort" })),
        ("11", "De vijf grootste kostenposten deze maand?", "kosten", json!({ "periode": "deze maand", "top": 5 })),
        (
            "12",
            "Hoeveel heb ik aan autokosten uitgegeven in 2026?",
            "kosten",
            json!({ "zoek": "autokosten", "periode": "2026" }),
        ),
        ("13", "Welke kosten zijn het sterkst gestegen?", "vergelijk", json!({ "wat": "kosten", "met": "vorig jaar" })),
        ("14", "Wat geef ik per maand uit aan software?", "kosten", json!({ "zoek": "software", "per": "maand" })),
        ("15", "Hoeveel personeelskosten?", "kosten", json!({ "zoek": "personeelskosten" })),
        (
            "16",
            "Bij welke leverancier koop ik het meest in?",
            "kosten",
            json!({ "per": "leverancier", "met_kostprijs": true }),
        ),
        ("17", "Welke bedragen staan op tussenrekening?", "controle", json!({})),
        ("18", "Hoeveel moet ik nog ontvangen?", "debiteuren", json!({})),
        ("19", "Welke debiteuren staan open en hoe lang?", "debiteuren", json!({ "per": "factuur" })),
        ("20", "Welke facturen zijn te laat?", "debiteuren", json!({ "ouder_dan_dagen": 0 })),
        ("21", "Geef een ouderdomsanalyse van mijn debiteuren", "debiteuren", json!({ "per": "ouderdom" })),
        ("22", "Staat klant Molen nog open?", "debiteuren", json!({ "relatie": "zeppelin" })),
        ("23", "Wie betaalt gemiddeld te laat?", "debiteuren", json!({ "per": "betaalgedrag" })),
        ("24", "Wat is mijn DSO?", "debiteuren", json!({ "per": "dso" })),
        (
            "25",
            "Hoe groot was mijn debiteurenpositie op 31 december?",
            "debiteuren",
            json!({ "peildatum": "31-12-2025" }),
        ),
        ("26", "Welke creditnota's staan nog open?", "debiteuren", json!({ "per": "tegoed" })),
        ("27", "Hoeveel moet ik nog betalen?", "crediteuren", json!({})),
        ("28", "Welke rekeningen moet ik deze week betalen?", "crediteuren", json!({ "vervalt_tot": "deze week" })),
        ("29", "Ouderdomsanalyse crediteuren", "crediteuren", json!({ "per": "ouderdom" })),
        ("30", "Wat staat er open bij leverancier X?", "crediteuren", json!({ "relatie": "zeppelin" })),
        ("32", "Zijn er facturen dubbel geboekt?", "controle", json!({ "periode": "2025" })),
        (
            "33",
            "Hoeveel btw moet ik dit kwartaal betalen?",
            "btw",
            json!({ "per": "aangifte", "periode": "dit kwartaal" }),
        ),
        ("34", "Hoeveel voorbelasting heb ik dit kwartaal?", "btw", json!({ "per": "rubriek" })),
        ("35", "Splits de omzet naar 21%, 9%, 0% en verlegd", "btw", json!({ "per": "tarief", "periode": "2025" })),
        ("36", "Klopt mijn ingediende aangifte?", "btw", json!({ "per": "ingediend", "periode": "2025" })),
        ("37", "Wat heb ik intracommunautair geleverd?", "btw", json!({ "per": "icp", "periode": "Q3 2026" })),
        ("38", "Wanneer moet mijn btw-aangifte binnen zijn?", "btw", json!({ "per": "termijn" })),
        ("39", "Welke boekingen hebben geen btw-code?", "controle", json!({ "periode": "dit jaar" })),
        ("40", "Wat is het saldo van mijn btw-rekeningen?", "btw", json!({ "per": "stand" })),
        ("41", "Heb ik winst gemaakt dit jaar?", "resultaat", json!({})),
        ("42", "Winst-en-verliesrekening per maand", "resultaat", json!({ "per": "maand" })),
        ("43", "Wat is mijn brutomarge?", "resultaat", json!({ "periode": "2025" })),
        ("44", "Hoe staat het resultaat ten opzichte van de begroting?", "resultaat", json!({ "per": "begroting" })),
        (
            "45",
            "Vergelijk dit kwartaal met vorig kwartaal en vorig jaar",
            "vergelijk",
            json!({ "periode": "dit kwartaal", "met": "vorig kwartaal en vorig jaar" }),
        ),
        ("46", "Wat is mijn winst per kostenplaats?", "resultaat", json!({ "per": "kostenplaats" })),
        ("47", "Hoeveel geld staat er op de bank?", "liquiditeit", json!({})),
        ("48", "Kan ik mijn rekeningen van deze maand betalen?", "liquiditeit", json!({ "per": "vooruit" })),
        ("49", "Hoe ontwikkelde mijn banksaldo zich per maand?", "liquiditeit", json!({ "per": "maand" })),
        ("50", "Waar ging mijn geld de afgelopen maand naartoe?", "liquiditeit", json!({ "per": "besteding" })),
        ("51", "Welke banktransacties zijn nog niet verwerkt?", "liquiditeit", json!({ "per": "onverwerkt" })),
        ("52", "Welke administraties heb ik?", "administraties", json!({})),
        ("53", "Totale omzet van al mijn bv's samen", "omzet", json!({ "administratie": "alle" })),
        (
            "54",
            "In welke administratie staat klant X nog open?",
            "debiteuren",
            json!({ "administratie": "alle", "relatie": "kwekerij de laatste druppel" }),
        ),
        (
            "55",
            "Wat is mijn boekjaar, en tot welke periode is afgesloten?",
            "administraties",
            json!({ "administratie": "1" }),
        ),
        ("58", "Geef de kolommenbalans", "kolommenbalans", json!({})),
        ("56", "Hoe kom je aan dat bedrag?", "uitleg", json!({})),
        ("60", "Waarom wijkt dit af van het overzicht in Exact?", "uitleg", json!({ "bedrag_elders": "12.345,67" })),
        ("57", "Laat de boekingen achter dat bedrag zien", "boekingen", json!({ "rij": "1" })),
    ]
}

async fn books() -> crate::source::Opened {
    company(1, Company::Standard).await
}

async fn company(seed: u64, company: Company) -> crate::source::Opened {
    let day = "2026-11-20".parse().unwrap();
    Source::Demo(seed, company).open(Some(day), Today::Fixed(day)).await.unwrap()
}

/// What a company may lack: periods that are months, VAT, a cost of that kind, a budget, an earlier year.
const LACKING: [&str; 10] = [
    "administratie_onbekend",
    "geen_hele_perioden",
    "geen_btw",
    "geen_rekeningen",
    "categorie_onbekend",
    "geen_begroting",
    "geen_boeken",
    "periode_bestaat_niet",
    "geen_aangiftetijdvak",
    "administratie_kiezen",
];

#[tokio::test]
async fn every_company_gets_an_answer_or_is_told_what_it_lacks() {
    for kind in Company::ALL {
        let opened = company(3, kind).await;
        let mut answered = 0;
        for (number, question, tool, arguments) in questions() {
            let tool = Tool::named(tool).unwrap();
            match tool.answer(&opened.books, arguments.as_object().unwrap().clone()).await {
                Ok(reply) => {
                    answered += 1;
                    assert_eq!(reply.structured["volledig"], true, "{kind} {number} {question}");
                    // What was filed differs from what was booked since, and a list rounds each customer by itself.
                    let warns = reply.sentence.contains("Let op: dit verschilt");
                    assert!(!warns || matches!(number, "36" | "37"), "{kind} {number}: {}", reply.sentence);
                }
                Err(failure) => assert!(
                    LACKING.contains(&failure.code) || number.ends_with('7') && failure.code == "rij_kiezen",
                    "{kind} {number} {question}: {failure:?}"
                ),
            }
        }
        assert!(answered * 10 > questions().len() * 6, "{kind}: {answered}");
    }
}

async fn ask(books: &Books, tool: &str, arguments: &Value) -> Value {
    let answer = Tool::named(tool).unwrap().answer(books, arguments.as_object().unwrap().clone()).await;
    answer.unwrap_or_else(|failure| panic!("{tool} {arguments}: {failure:?}")).structured
}

#[tokio::test]
async fn every_question_has_a_complete_answer_from_one_tool() {
    let opened = books().await;
    let mut dear = Vec::new();
    for (number, question, tool, arguments) in questions() {
        let answer = ask(&opened.books, tool, &arguments).await;
        assert_eq!(answer["volledig"], true, "{number} {question}");
        assert!(
            answer["antwoord"].as_str().is_some_and(|text| text.ends_with('.')),
            "{number}: {}",
            answer["antwoord"]
        );
        let calls = answer["aanroepen"].as_u64().unwrap();
        // Several administrations take the calls of each.
        if calls > 10 && arguments["administratie"] != "alle" {
            dear.push((number, calls));
        }
        assert!(number != "G10" && number != "G11" && number != "G12" || calls <= 3, "{number}: {calls}");
    }
    assert!(dear.len() * 10 <= questions().len(), "{dear:?}");
}

#[tokio::test]
async fn the_bookings_behind_every_figure_and_row_add_up_to_it() {
    let opened = books().await;
    let mut traced = 0;
    for (number, question, tool, arguments) in questions() {
        let answer = ask(&opened.books, tool, &arguments).await;
        let Some(mark) = answer.get("kenmerk").and_then(Value::as_str).filter(|_| tool != "uitleg") else { continue };
        let trace = opened.books.memory().find(Some(mark)).unwrap().trace.unwrap();
        if trace.total.is_some() {
            let behind = ask(&opened.books, "boekingen", &json!({ "kenmerk": mark })).await;
            assert_eq!(behind["totaal"], answer["totaal"], "{number} {question}");
            traced += 1;
        }
        for (at, row) in trace.rows.iter().enumerate().take(3).filter(|(_, row)| row.behind.is_some()) {
            let expected = &answer["rijen"][at];
            let figure = ["bedrag", "eind"].iter().find_map(|name| expected.get(*name)).unwrap();
            let behind =
                ask(&opened.books, "boekingen", &json!({ "kenmerk": mark, "rij": (at + 1).to_string() })).await;
            assert_eq!(&behind["totaal"], figure, "{number} {question}: {:?}", row.names);
            traced += 1;
        }
    }
    assert!(traced > 60, "{traced}");
}

#[tokio::test]
async fn an_amount_of_exact_is_held_against_a_figure_without_a_new_call() {
    let opened = books().await;
    let answer = ask(&opened.books, "resultaat", &json!({ "periode": "2025" })).await;
    let total: Decimal = answer["totaal"].as_str().unwrap().parse().unwrap();
    let explain = async |amount: Decimal| {
        let written = dutch::amount(amount);
        ask(&opened.books, "uitleg", &json!({ "bedrag_elders": written })).await
    };
    let same = explain(total).await;
    assert!(same["antwoord"].as_str().unwrap().contains("is geen verschil"), "{same}");
    assert_eq!((&same["verschil"], &same["aanroepen"]), (&json!("0.00"), &json!(0)));
    // The closing entries take the whole result back; an overview that counts them shows nothing.
    let ground = opened.books.memory().find(None).unwrap().ground.unwrap();
    let closing = ground.basis.left_out.iter().find(|one| !one.amount.is_zero()).unwrap();
    let found = explain(total + closing.amount).await;
    let kind = format!("type {}", closing.transaction_type);
    assert!(found["antwoord"].as_str().unwrap().contains(&kind), "{found}");
    let nonsense = json!({ "bedrag_elders": "veel" });
    let refused = Tool::Explanation.answer(&opened.books, nonsense.as_object().unwrap().clone()).await;
    assert_eq!(refused.unwrap_err().code, "geen_bedrag");
    let unknown = explain(total + Decimal::new(7, 2)).await;
    assert!(unknown["antwoord"].as_str().unwrap().contains("niet zeker"), "{unknown}");
    assert!(unknown["rijen"].as_array().unwrap().len() > 4, "{unknown}");
}

#[tokio::test]
async fn what_is_refused_is_refused_with_its_reason() {
    let opened = books().await;
    for (tool, arguments, code) in [
        ("search", json!({ "query": "boek deze factuur" }), "alleen_lezen"),
        ("begrippen", json!({ "begrip": "wat moet ik qua belasting doen?" }), "geen_belastingadvies"),
        ("kosten", json!({ "zoek": "salaris van Jan" }), "geen_loongegevens"),
        ("omzet", json!({ "periode": "2019" }), "geen_boeken"),
        ("kosten", json!({ "zoek": "zeppelin" }), "categorie_onbekend"),
        ("boekingen", json!({ "kenmerk": "C99" }), "niets_uit_te_leggen"),
        ("boekingen", json!({ "boekstuk": "1" }), "boekstuk_onbekend"),
        ("debiteuren", json!({ "factuur": "bestaat niet" }), "factuur_onbekend"),
    ] {
        let failure = Tool::named(tool).unwrap().answer(&opened.books, arguments.as_object().unwrap().clone()).await;
        assert_eq!(failure.unwrap_err().code, code, "{tool} {arguments}");
    }
}
