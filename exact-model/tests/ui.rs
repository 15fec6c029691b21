//! Queries that cannot be right do not compile, and the compiler says why in words a user understands.

#[test]
fn wrong_queries_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
