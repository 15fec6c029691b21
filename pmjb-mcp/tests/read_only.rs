//! The product reads: the code that writes is not in it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::process::Command;

/// The features with which `package` gets exact-client, as cargo resolves them for it alone.
fn client_features(package: &str, extra: &[&str]) -> String {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let asked =
        ["tree", "--manifest-path", manifest, "--offline", "--locked", "--prefix", "none", "--format", "{p}|{f}"];
    let told = Command::new(env!("CARGO")).args(asked).args(["-e", "normal,build", "-p", package]).args(extra).output();
    let told = told.unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let text = String::from_utf8(told.stdout).unwrap();
    let line = text.lines().find(|line| line.starts_with("exact-client v")).unwrap();
    line.split('|').nth(1).unwrap().trim_end_matches(" (*)").to_owned()
}

#[test]
fn the_product_has_no_way_to_write_whatever_its_features() {
    for extra in [&[][..], &["--all-features"]] {
        let features = client_features("pmjb-mcp", extra);
        assert!(!features.split(',').any(|feature| feature == "write"), "{features}");
    }
}

#[test]
fn the_question_to_cargo_would_have_found_it() {
    let features = client_features("exact-client", &["--features", "exact-client/write"]);
    assert!(features.split(',').any(|feature| feature == "write"), "{features}");
}
