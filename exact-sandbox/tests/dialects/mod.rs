//! One ledger as every version and many packages would write it: whatever the dialect, the same books come out.

mod archives;
mod books;
mod dialect;
mod master_data;
mod transactions;
mod version;

use std::path::PathBuf;

use exact_sandbox::books::Division;
use exact_sandbox::books::auditfile;
use proptest::prelude::*;

use books::Ledger;
use dialect::Dialect;
use version::Version;

/// Writes a file for a test and gives its path.
fn file(name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("dialect-{name}"));
    std::fs::write(&path, content).unwrap();
    path
}

fn loaded(name: &str, content: impl AsRef<[u8]>) -> (Division, Vec<String>) {
    let mut books = auditfile::load(&[file(name, content)], None).unwrap();
    assert_eq!(books.divisions.len(), 1, "{:?}", books.warnings);
    (books.divisions.remove(0), books.warnings)
}

#[test]
fn every_version_gives_the_same_trial_balance_open_items_and_accounts() {
    let ledger = Ledger::example();
    for version in Version::ALL {
        let (division, warnings) = loaded(version.name(), Dialect::plain(version).bytes(&ledger));
        ledger.assert_in(&division, version.name());
        assert_eq!(warnings, Vec::<String>::new(), "{}", version.name());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_dialect_changes_the_books(dialect in dialect::any(), ledger in books::any()) {
        let (division, _) = loaded("any", dialect.bytes(&ledger));
        ledger.assert_in(&division, &format!("{dialect:?}"));
    }
}
