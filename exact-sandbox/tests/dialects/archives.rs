//! Files that come packed, and files that are parts of one.

use std::io::Write as _;

use exact_sandbox::books::auditfile;
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::books::Ledger;
use super::dialect::Dialect;
use super::version::Version;
use super::{file, loaded};

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn example() -> Vec<u8> {
    Dialect::plain(Version::V32).bytes(&Ledger::example())
}

#[test]
fn an_audit_file_in_a_zip_or_gzip_archive_is_unpacked() {
    let plain = example();
    let beside: &[(&str, &[u8])] =
        &[("leesmij.txt", b"Hierbij de auditfile."), ("__MACOSX/._2024.xaf", b"x"), ("map/2024.XAF", &plain)];
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&plain).unwrap();
    let gzip = gzip.finish().unwrap();
    for (name, content) in
        [("2024.zip", zipped(beside)), ("2024-bare.zip", zipped(&[("auditfile", &plain)])), ("2024.xaf.gz", gzip)]
    {
        let (division, warnings) = loaded(name, content);
        Ledger::example().assert_in(&division, name);
        assert_eq!(warnings, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn two_years_in_one_archive_are_one_administration() {
    let first = String::from_utf8(example()).unwrap();
    let second = first.replace("2024", "2025").replace("2025-02-29", "2025-02-28");
    let archive = zipped(&[("2024.xaf", first.as_bytes()), ("2025.xaf", second.as_bytes())]);
    let books = auditfile::load(&[file("two-years.zip", archive)], None).unwrap();
    assert_eq!(books.divisions.len(), 1);
    assert_eq!(books.today.to_string(), "2025-12-31");
    let years: std::collections::BTreeSet<i16> = books.divisions[0].periods.iter().map(|period| period.year).collect();
    assert_eq!(years.into_iter().collect::<Vec<_>>(), [2024, 2025]);
}

#[test]
fn an_archive_that_cannot_be_unpacked_or_holds_nothing_is_refused_by_its_name() {
    let mut damaged = zipped(&[("2024.xaf", &example())]);
    damaged.truncate(damaged.len() / 2);
    let cut_gzip = [0x1f, 0x8b, 8, 0, 0].to_vec();
    for (name, content, reason) in [
        ("damaged.zip", damaged, "cannot be unpacked"),
        ("cut.gz", cut_gzip, "cannot be unpacked"),
        ("nothing.zip", zipped(&[("__MACOSX/x.xaf", b"x")]), "without files"),
    ] {
        let error = auditfile::load(&[file(name, content)], None).unwrap_err().to_string();
        assert!(error.contains(reason) && error.contains(name), "{error}");
    }
}

/// A file as packages split it: the first part has the accounts, the others only what was booked.
fn split(text: &str, says_whose: bool) -> [String; 2] {
    let start = text.find("<journal>").unwrap();
    let middle = start + text[start..].find("</journal>").unwrap() + "</journal>".len();
    let end = text.find("</transactions>").unwrap();
    let first = format!("{}{}", &text[..middle], &text[end..]);
    let header = if says_whose {
        let from = text.find("<header>").unwrap();
        let until = text.find("</header>").unwrap() + "</header>".len();
        &text[from..until]
    } else {
        ""
    };
    let rest = &text[middle..end];
    let second = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><!-- Vervolgbestand 2 van 2 --><auditfile>{header}<company><transactions>\
         {rest}</transactions></company></auditfile>"
    );
    [first, second]
}

#[test]
fn a_split_file_is_put_together_whatever_its_continuation_says_of_itself() {
    let text = String::from_utf8(example()).unwrap().replace("\r\n\t", "");
    for says_whose in [true, false] {
        let [first, second] = split(&text, says_whose);
        let (first, second) = (file("split_1.xaf", first), file("split_2.xaf", second));
        for paths in [[&first, &second], [&second, &first]] {
            let books = auditfile::load(&paths.map(Clone::clone), None);
            if !says_whose && paths[0] == &second {
                // Nothing came before it that it could go on from.
                assert!(books.unwrap_err().to_string().contains("no ledger accounts"));
                continue;
            }
            let books = books.unwrap();
            Ledger::example().assert_in(&books.divisions[0], "split");
            assert!(books.warnings.iter().any(|warning| warning.contains("vervolg")), "{:?}", books.warnings);
        }
    }
}
