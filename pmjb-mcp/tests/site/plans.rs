//! Questions of a month, by plan.

use super::*;

const PLANS: &str = "plans_url = \"https://hoster.example/abonnement\"
questions_per_month = 2
[plans.kantoor]
name = \"Kantoor\"
questions_per_month = 3
members = 4
team = true";

#[tokio::test]
async fn a_month_has_the_questions_of_the_plan_and_the_hoster_gives_another() {
    let exact = exact_sandbox::Sandbox::builder().today("2026-11-20".parse().unwrap()).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hoster = Hoster::new(folder.path(), free_port(), &exact).configured(PLANS);
    let site = Site::start(hoster.serving());
    let mut browser = Browser::new();
    let token = token(&mut browser, &site.base).await;
    let year = json!({ "periode": "2025" });
    for _ in 0..2 {
        assert_eq!(ask(&site.base, &token, "omzet", &year).await.0, StatusCode::OK);
    }
    let (status, answer) = ask(&site.base, &token, "omzet", &year).await;
    let told = answer["antwoord"].as_str().unwrap();
    assert_eq!((status, &answer["fout"]["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("vragen_op")));
    for part in ["De 2 vragen", "Gratis", "Vanaf 01-12-2026", "https://hoster.example/abonnement"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(ask(&site.base, &token, "administraties", &json!({})).await.0, StatusCode::OK, "looking up is free");
    let all = hoster.manages(&["bezoekers"]).unwrap();
    let who = all.lines().nth(1).unwrap().split('\t').next().unwrap().to_owned();
    assert!(all.contains("Gratis\t2\t2026-12-20"), "{all}");
    assert!(hoster.manages(&["abonnement", &who, "goud"]).unwrap_err().contains("gratis en kantoor"));
    assert!(hoster.manages(&["abonnement", "niemand"]).unwrap_err().contains("geen bezoeker"));
    assert!(hoster.manages(&["abonnement", &who, "kantoor"]).unwrap().contains("Kantoor"));
    assert!(hoster.manages(&["abonnement", &who]).unwrap().contains("Kantoor"));
    assert_eq!(ask(&site.base, &token, "omzet", &year).await.0, StatusCode::OK);
    assert_eq!(ask(&site.base, &token, "omzet", &year).await.0, StatusCode::TOO_MANY_REQUESTS);
    let dashboard = browser.open(&format!("{}/dashboard", site.base)).await.text;
    assert!(dashboard.contains("3 van 3") && dashboard.contains("Kantoor"), "{dashboard}");
}

#[tokio::test]
async fn a_member_of_a_team_asks_on_from_the_questions_of_the_team() {
    let exact = members::clients().await;
    let folder = tempfile::tempdir().unwrap();
    let hoster = Hoster::new(folder.path(), free_port(), &exact).configured(PLANS);
    let site = Site::start(hoster.serving());
    let mut anna = members::connected(&site.base, "anna").await;
    let mut cora = members::connected(&site.base, "cora").await;
    members::invited(&mut anna, &mut cora, &site.base).await;
    let token = token(&mut cora, &site.base).await;
    let year = json!({ "periode": "2025" });
    let ask = || ask(&site.base, &token, "omzet", &year);
    assert_eq!((ask().await.0, ask().await.0, ask().await.0), (OK, OK, StatusCode::TOO_MANY_REQUESTS));
    hoster.manages(&["abonnement", "anna gebruiker", "kantoor"]).unwrap();
    assert_eq!((ask().await.0, ask().await.0, ask().await.0), (OK, OK, OK));
    assert_eq!(ask().await.0, StatusCode::TOO_MANY_REQUESTS);
}

const OK: StatusCode = StatusCode::OK;
