//! Audit files as they come: bare, or packed in a zip or gzip archive.

use std::io::{self, Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::error::Fault;

/// The most bytes an archive may unpack to. No administration is larger; an archive that wants to fill the memory is.
const LARGEST: u64 = 8 << 30;

/// The files in what was read, with the names they have inside of it.
pub(super) fn unpacked(name: &str, bytes: Vec<u8>) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    match bytes.as_slice() {
        [b'P', b'K', 3, 4, ..] => zipped(name, bytes),
        [0x1f, 0x8b, ..] => {
            let content = read(MultiGzDecoder::new(bytes.as_slice()), LARGEST)?;
            Ok(vec![(name.to_owned(), content)])
        }
        _ => Ok(vec![(name.to_owned(), bytes)]),
    }
}

fn zipped(name: &str, bytes: Vec<u8>) -> Result<Vec<(String, Vec<u8>)>, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| Fault::Archive(error.into()))?;
    let mut inside = Vec::new();
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).map_err(|error| Fault::Archive(error.into()))?;
        let path = file.name().map_err(|error| Fault::Archive(error.into()))?.into_owned();
        if is_file(&path) {
            inside.push((at, path));
        }
    }
    // Some packages give their audit file no ending at all.
    if inside.iter().any(|(_, path)| is_named_audit_file(path)) {
        inside.retain(|(_, path)| is_named_audit_file(path));
    }
    let mut files = Vec::with_capacity(inside.len());
    let mut left = LARGEST;
    for (at, path) in inside {
        let file = archive.by_index(at).map_err(|error| Fault::Archive(error.into()))?;
        let content = read(file, left)?;
        left -= content.len() as u64;
        files.push((format!("{name}/{path}"), content));
    }
    if files.is_empty() { Err(Fault::EmptyArchive) } else { Ok(files) }
}

/// Folders are no files, and what a Mac adds to an archive is not what its owner put in.
fn is_file(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    !last.is_empty() && !last.starts_with('.') && !path.starts_with("__MACOSX/")
}

fn is_named_audit_file(path: &str) -> bool {
    let path = path.to_lowercase();
    [".xaf", ".xml"].iter().any(|ending| path.ends_with(ending))
}

fn read(source: impl Read, most: u64) -> Result<Vec<u8>, Fault> {
    let mut content = Vec::new();
    source.take(most + 1).read_to_end(&mut content).map_err(|error| Fault::Archive(error.into()))?;
    if content.len() as u64 > most {
        let error = io::Error::other(format!("it unpacks to more than {} GB", LARGEST >> 30));
        return Err(Fault::Archive(error.into()));
    }
    Ok(content)
}
