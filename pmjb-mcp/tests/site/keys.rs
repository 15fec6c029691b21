//! The key that secrets are encrypted under, and the database it is for.

use super::*;

const NEW_KEY: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

#[tokio::test]
async fn after_a_rotation_the_old_key_can_go_and_every_link_still_works() {
    let exact = exact_sandbox::Sandbox::builder().today("2026-11-20".parse().unwrap()).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hoster = Hoster::new(folder.path(), free_port(), &exact);
    let mut browser = Browser::new();
    let (token, base) = {
        let site = Site::start(hoster.serving());
        (token(&mut browser, &site.base).await, site.base.clone())
    };
    let hoster = hoster.secret("PMJB_KEY", NEW_KEY);
    let told = hoster.manages(&["sleutel"]).unwrap_err();
    assert!(told.contains("PMJB_KEY=NIEUW,OUD"), "without the old key nothing can be sealed anew: {told}");
    let hoster = hoster.secret("PMJB_KEY", &format!("{NEW_KEY},{KEY}"));
    {
        let _site = Site::start(hoster.serving());
        assert_eq!(ask(&base, &token, "omzet", &json!({ "periode": "2025" })).await.0, StatusCode::OK);
        assert!(hoster.manages(&["controleer"]).unwrap().contains("met een oudere: "));
        // While it serves.
        hoster.manages(&["sleutel"]).unwrap();
        assert!(hoster.manages(&["controleer"]).unwrap().contains("oudere mogen weg"));
    }
    let hoster = hoster.secret("PMJB_KEY", NEW_KEY);
    let _site = Site::start(hoster.serving());
    let (status, answer) = ask(&base, &token, "omzet", &json!({ "periode": "2025" })).await;
    assert_eq!((status, &answer["volledig"]), (StatusCode::OK, &json!(true)), "{answer}");
    assert!(browser.open(&format!("{base}/dashboard")).await.text.contains("Je koppeling"));
}

#[tokio::test]
async fn a_back_up_made_while_it_serves_holds_every_link_and_overwrites_nothing() {
    let exact = exact_sandbox::Sandbox::builder().today("2026-11-20".parse().unwrap()).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let hoster = Hoster::new(folder.path(), free_port(), &exact);
    let copy = folder.path().join("kopie.db");
    let mut browser = Browser::new();
    let (token, base) = {
        let site = Site::start(hoster.serving());
        let token = token(&mut browser, &site.base).await;
        hoster.manages(&["backup", copy.to_str().unwrap()]).unwrap();
        assert!(hoster.manages(&["backup", copy.to_str().unwrap()]).unwrap_err().contains("bestaat al"));
        (token, site.base.clone())
    };
    std::fs::remove_dir_all(folder.path().join("data")).unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::copy(&copy, folder.path().join("data/pmjb.db")).unwrap();
    assert!(hoster.manages(&["controleer"]).unwrap().contains("De database is heel"));
    let _site = Site::start(hoster.serving());
    assert_eq!(ask(&base, &token, "omzet", &json!({ "periode": "2025" })).await.0, StatusCode::OK);
}
