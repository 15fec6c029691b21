//! The program in a terminal: answers on standard output, Dutch complaints on standard error, exit codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::Value;
use support::{TODAY, failure, program};

fn demo(arguments: &[&str]) -> (i32, String, Option<Value>) {
    failure(&[arguments, &["--json", "--demo", "--today", TODAY]].concat())
}

#[test]
fn the_demo_answers_every_question_of_the_guide() {
    let output = program().args(["demo", "--today", TODAY]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for label in [
        "G1 ", "G2 ", "G3 ", "G4 ", "G5 ", "G6 ", "G7 ", "G8 ", "G9 ", "G10, G11", "G12", "G13", "G14, G15", "G16",
        "G17",
    ] {
        assert!(text.contains(&format!("━━ {label}")), "{label}");
    }
    // The explanation reads nothing.
    assert_eq!(text.matches("aanroepen van Exact Online:").count(), text.matches("Volledig gelezen").count() + 1);
    for attach in ["claude_desktop_config.json", ".vscode/mcp.json", "ChatGPT"] {
        assert!(text.contains(attach), "{attach}");
    }
}

#[test]
fn the_same_seed_and_day_give_the_same_answer() {
    let ask = |seed: &str| {
        let arguments = ["vraag", "omzet", "--json", "--seed", seed, "--today", TODAY];
        program().args(arguments).output().unwrap().stdout
    };
    assert_eq!(ask("7"), ask("7"));
    assert_ne!(ask("7"), ask("8"));
}

#[test]
fn a_table_and_its_data_have_the_same_total() {
    let arguments = ["vraag", "btw", "--demo", "--today", TODAY];
    let table = String::from_utf8(program().args(arguments).output().unwrap().stdout).unwrap();
    let data = program().args(arguments).arg("--json").output().unwrap().stdout;
    let data: Value = serde_json::from_slice(&data).unwrap();
    let total = data["totaal"].as_str().unwrap().rsplit_once('.').unwrap();
    assert!(table.replace('.', "").contains(&format!("{},{}", total.0, total.1)), "{table}");
    // A terminal breaks the sentence at blanks.
    let on_one_line = table.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = data["antwoord"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(on_one_line.starts_with(&sentence), "{table}");
}

#[test]
fn another_administration_has_other_books_and_an_unknown_one_is_refused() {
    let all =
        program().args(["vraag", "administraties", "--json", "--demo", "--today", TODAY]).output().unwrap().stdout;
    let all: Value = serde_json::from_slice(&all).unwrap();
    let rows = all["rijen"].as_array().unwrap();
    assert!(rows.len() >= 2, "{all}");
    assert_eq!(all["aanroepen"], 1);
    let total = |row: &Value| {
        let code = row["code"].to_string();
        let output =
            program().args(["vraag", "omzet", "--json", "--demo", "--today", TODAY, "--administratie", &code]).output();
        let answer: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
        assert_eq!(answer["administratie"]["naam"], row["naam"]);
        answer["totaal"].clone()
    };
    assert_ne!(total(&rows[0]), total(&rows[1]));
    let (code, message, data) = demo(&["vraag", "omzet", "--administratie", "Bestaat Niet"]);
    assert_eq!((code, &data.unwrap()["fout"]["code"]), (1, &Value::from("administratie_onbekend")));
    assert!(message.contains(rows[0]["naam"].as_str().unwrap()), "{message}");
}

#[test]
fn every_mistake_is_told_in_dutch_with_an_exit_code_and_no_figure() {
    let cases: [(&[&str], &str); 9] = [
        (&["vraag", "omzet", "--periode", "maart 2026 t/m januari 2026"], "periode_omgekeerd"),
        (&["vraag", "omzet", "--periode", "2019"], "geen_boeken"),
        (&["vraag", "omzet", "--periode", "ooit"], "periode_onduidelijk"),
        (&["vraag", "omzet", "--periode", "2026-02-03..2026-02-04"], "geen_hele_perioden"),
        (&["vraag", "omzet", "--periode", "31-02-2026"], "datum_bestaat_niet"),
        (&["vraag", "omzet", "--per", "week"], "argument_onjuist"),
        (&["vraag", "btw", "--relatie", "Molen"], "argument_onbekend"),
        (&["vraag", "btw", "--periode", "december 2026"], "periode_in_toekomst"),
        (&["vraag", "debiteuren", "--peildatum", "2026-12-31"], "periode_in_toekomst"),
    ];
    for (arguments, expected) in cases {
        let (code, message, data) = demo(arguments);
        let data = data.unwrap_or_else(|| panic!("{arguments:?}: {message}"));
        assert_eq!((code, data["fout"]["code"].as_str()), (1, Some(expected)), "{arguments:?}");
        assert!(data.get("totaal").is_none());
        assert!(message.contains(data["fout"]["melding"].as_str().unwrap()), "{message}");
    }
}

#[test]
fn without_a_link_the_program_says_how_to_make_one() {
    let (code, message, _) = failure(&["vraag", "omzet"]);
    assert_eq!(code, 1);
    assert!(message.contains("pmjb-mcp verbind"), "{message}");
}

#[test]
fn a_missing_and_a_broken_audit_file_are_told_apart() {
    let (code, message, _) = failure(&["vraag", "omzet", "--auditfile", "/bestaat/niet.xaf"]);
    assert!(code == 1 && message.contains("bestaat niet"), "{message}");
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("kapot.xaf");
    for content in ["", "dit is geen auditbestand", "<auditfile><header>"] {
        std::fs::write(&broken, content).unwrap();
        let (code, message, _) = failure(&["vraag", "omzet", "--auditfile", broken.to_str().unwrap()]);
        assert!(code == 1 && message.contains("kapot.xaf"), "{content}: {message}");
    }
    let (code, message, _) = failure(&["demo", "--auditfile", folder.path().to_str().unwrap()]);
    assert!(code == 1 && message.contains("map"), "{message}");
}

#[test]
fn a_command_line_that_means_nothing_has_its_own_exit_code() {
    for arguments in [&["boek"][..], &["vraag"], &["vraag", "weer"], &["vraag", "omzet", "--seed", "x"], &[]] {
        let (code, message, _) = failure(arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(message.contains("pmjb-mcp --help"), "{message}");
    }
}

#[test]
fn shells_get_completions_and_man_a_manual_that_name_every_command() {
    let text = |arguments: &[&str]| {
        let output = program().args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let mut texts: Vec<_> =
        ["bash", "zsh", "fish", "powershell"].iter().map(|shell| text(&["aanvulling", shell])).collect();
    texts.push(text(&["man"]));
    for text in texts {
        for command in ["demo", "stdio", "vraag", "verbind", "status", "wissel", "installeer", "doctor", "ontkoppel"] {
            assert!(text.contains(command), "{command}");
        }
    }
}

#[test]
fn a_chart_is_drawn_under_the_answer_or_into_a_new_file() {
    let ask = |chart: &str| program().args(["vraag", "omzet", "--demo", "--today", TODAY, chart]).output().unwrap();
    let under = String::from_utf8(ask("--grafiek").stdout).unwrap();
    assert!(under.contains("Omzet per periode, boekjaar 2026 (EUR)") && under.contains('█'), "{under}");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("omzet.png");
    let option = format!("--grafiek={}", file.display());
    let written = String::from_utf8(ask(&option).stdout).unwrap();
    assert!(written.contains(&format!("Grafiek: {}", file.display())) && !written.contains('█'), "{written}");
    let png = std::fs::read(&file).unwrap();
    assert!(png.starts_with(b"\x89PNG"));

    let again = ask(&option);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8(again.stderr).unwrap().contains("het bestaat al"));
    assert_eq!(std::fs::read(&file).unwrap(), png);
}
