//! From bytes to text: the declared encoding is often a lie.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How the bytes of a file were not what the file says they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Garbled {
    /// They were windows-1252.
    Windows1252,
    /// This many letters were damaged; the rest is as declared.
    Letters(usize),
}

/// The text, and what was wrong with the bytes. Sound UTF-8 is not copied: files are as large as memory allows.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Garbled>) {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, bytes.get(mark..).unwrap_or_default()),
        None => match bytes {
            [b'<', 0, ..] => (UTF_16LE, bytes),
            [0, b'<', ..] => (UTF_16BE, bytes),
            _ => (declared(bytes).unwrap_or(UTF_8), bytes),
        },
    };
    match encoding.decode_without_bom_handling_and_without_replacement(body) {
        Some(text) => (text, None),
        None if encoding == UTF_8 => repaired(body),
        None => (encoding.decode_without_bom_handling(body).0, Some(Garbled::Letters(1))),
    }
}

/// Bytes that are not the UTF-8 they claim to be: mostly another encoding, but when most letters outside ASCII are fine,
/// some package cut a long name in the middle of a letter.
fn repaired(bytes: &[u8]) -> (Cow<'_, str>, Option<Garbled>) {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    if sound > broken {
        return (String::from_utf8_lossy(bytes), Some(Garbled::Letters(broken)));
    }
    (WINDOWS_1252.decode_without_bom_handling(bytes).0, Some(Garbled::Windows1252))
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
        let (text, garbled) = decode(b"<?xml version=\"1.0\" encoding=\"utf-8\"?><a>Caf\xe9 \x80</a>");
        assert!(text.ends_with("<a>Café €</a>"));
        assert_eq!(garbled, Some(Garbled::Windows1252));
    }

    #[test]
    fn a_letter_cut_in_half_leaves_the_others_whole() {
        let (text, garbled) = decode(b"<a>Caf\xc3\xa9 Zo\xc3\xab Andr\xc3</a>");
        assert!(text.starts_with("<a>Café Zoë Andr"));
        assert_eq!(garbled, Some(Garbled::Letters(1)));
    }

    #[test]
    fn utf_16_with_and_without_a_mark_is_read() {
        let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let plain = units("<?xml version=\"1.0\" encoding=\"utf-16\"?><a>é</a>");
        let marked = [&[0xff, 0xfe][..], &plain].concat();
        for bytes in [plain, marked] {
            let (text, garbled) = decode(&bytes);
            assert!(text.ends_with("<a>é</a>"), "{text}");
            assert_eq!(garbled, None);
        }
    }

    #[test]
    fn an_honest_declaration_is_followed() {
        let (text, garbled) = decode(b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>");
        assert!(text.ends_with("<a>é</a>") && garbled.is_none());
    }
}
