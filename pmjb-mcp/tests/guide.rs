//! What the guide for owners shows is what the program says.

#[test]
fn every_capture_in_the_guide_is_what_the_program_says() {
    trycmd::TestCases::new().case("gids/*.md");
}
