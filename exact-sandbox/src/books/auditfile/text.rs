//! From bytes to text: the declared encoding is often a lie.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text, and whether the file's own declaration was wrong.
pub(super) fn decode(bytes: &[u8]) -> (String, bool) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        return match encoding.decode_without_bom_handling_and_without_replacement(body) {
            Some(text) => (text.into_owned(), false),
            None => (WINDOWS_1252.decode_without_bom_handling(body).0.into_owned(), true),
        };
    }
    let encoding = match bytes {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared(bytes).unwrap_or(UTF_8),
    };
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => (text.into_owned(), false),
        None => (WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), true),
    }
}

/// The encoding in the XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned();
    let (_, rest) = head.split_once("encoding")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (label, _) = rest.get(1..)?.split_once(quote)?;
    match Encoding::for_label(label.as_bytes())? {
        // Bytes that could be searched for the declaration are not UTF-16, whatever it says.
        encoding if encoding == UTF_16LE || encoding == UTF_16BE => Some(UTF_8),
        encoding => Some(encoding),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_behind_a_utf_8_declaration_is_read_and_reported() {
        let (text, lied) = decode(b"<?xml version=\"1.0\" encoding=\"utf-8\"?><a>Caf\xe9 \x80</a>");
        assert!(text.ends_with("<a>Café €</a>"));
        assert!(lied);
    }

    #[test]
    fn utf_16_with_and_without_a_mark_is_read() {
        let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let plain = units("<?xml version=\"1.0\" encoding=\"utf-16\"?><a>é</a>");
        let marked = [&[0xff, 0xfe][..], &plain].concat();
        for bytes in [plain, marked] {
            let (text, lied) = decode(&bytes);
            assert!(text.ends_with("<a>é</a>"), "{text}");
            assert!(!lied);
        }
    }

    #[test]
    fn an_honest_declaration_is_followed() {
        let (text, lied) = decode(b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>");
        assert!(text.ends_with("<a>é</a>") && !lied);
    }
}
