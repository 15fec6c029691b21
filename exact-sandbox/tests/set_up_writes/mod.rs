//! VAT codes and journals, written.

use reqwest::Method;
use serde_json::{Value, json};

use super::desk;

#[tokio::test]
async fn a_vat_code_is_made_changed_from_today_on_and_kept_while_it_is_used() {
    let desk = desk().await;
    let pay = desk.account("1500");
    let body = json!({ "Code": "77", "Description": "Proeftarief", "Percentage": 0.05, "Type": "E",
        "VATTransactionType": "S", "GLToPay": pay, "LegalText": "Artikel nul" });
    let made = desk.send(Method::POST, "vat/VATCodes", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json()["d"]["ID"].as_str().unwrap().to_owned();
    let code = desk.one("vat/VATCodes", &id).await;
    assert_eq!(
        (&code["Code"], &code["Percentage"], &code["GLToPayCode"]),
        (&json!("77 "), &json!(0.05), &json!("1500"))
    );
    assert_eq!(code["LegalText"], "Artikel nul");
    assert_eq!(desk.send(Method::POST, "vat/VATCodes", &body).await.status, 500);
    let path = format!("vat/VATCodes(guid'{id}')");
    assert_eq!(desk.send(Method::PUT, &path, &json!({ "Percentage": 0.06 })).await.status, 204);
    let percentages = desk.read(&format!("{path}/VATPercentages")).await;
    let fractions: Vec<&Value> = percentages.iter().map(|one| &one["Percentage"]).collect();
    assert!(fractions.len() == 2 && fractions.contains(&&json!(0.05)) && fractions.contains(&&json!(0.06)));
    assert_eq!(desk.one("vat/VATCodes", &id).await["Percentage"], json!(0.06));
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 204);
    let used =
        desk.division.entries.iter().flat_map(|entry| &entry.lines).find_map(|line| line.vat_code.clone()).unwrap();
    let used = desk.division.vat_codes.iter().find(|one| one.code == used).unwrap().id;
    let kept = desk.send(Method::DELETE, &format!("vat/VATCodes(guid'{used}')"), &json!({})).await;
    assert!(kept.status == 500 && kept.message().contains("Used in"), "{}", kept.text);
}

#[tokio::test]
async fn a_journal_is_made_takes_an_entry_and_is_kept_from_then_on() {
    let desk = desk().await;
    let wrong = desk.send(Method::POST, "financial/Journals", &json!({ "Code": "Z5", "Type": 5 })).await;
    assert_eq!(wrong.status, 500, "{}", wrong.text);
    let body = json!({ "Code": "Z5", "Description": "Correcties", "Type": 90 });
    let made = desk.send(Method::POST, "financial/Journals", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let id = made.json()["d"]["ID"].as_str().unwrap().to_owned();
    let path = format!("financial/Journals(guid'{id}')");
    assert_eq!(desk.send(Method::PUT, &path, &json!({ "Description": "Rechtzettingen" })).await.status, 204);
    let journal = desk.one("financial/Journals", &id).await;
    assert_eq!((&journal["Type"], &journal["Description"]), (&json!(90), &json!("Rechtzettingen")));
    let line = |account: &str, amount: i32| json!({ "GLAccount": desk.account(account), "AmountFC": amount });
    let entry = json!({ "JournalCode": "Z5", "GeneralJournalEntryLines": [line("1100", 5), line("4000", -5)] });
    let booked = desk.send(Method::POST, "generaljournalentry/GeneralJournalEntries", &entry).await;
    assert_eq!(booked.status, 201, "{}", booked.text);
    assert_eq!(desk.send(Method::PUT, &path, &json!({ "Type": 12 })).await.status, 500);
    assert_eq!(desk.send(Method::DELETE, &path, &json!({})).await.status, 500);
}
