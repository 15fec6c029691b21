//! Words of the books as data: one line, and nothing in it that steers the reader.

/// The text on one line without control characters and without marks that turn or hide what follows them.
///
/// Tabs and line ends become a space, runs of blanks become one.
pub(crate) fn clean(text: &str) -> String {
    let shown = text.chars().map(|char| if is_break(char) { ' ' } else { char });
    let kept: String = shown.filter(|char| !char.is_control() && !is_invisible(*char)).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_break(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Marks of direction, zero-width characters and the byte order mark: with them a name can look like another one.
fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_reader_is_taken_out_and_lines_become_one() {
        assert_eq!(clean("Jan\r\n\tde  Vries\u{1b}[31m"), "Jan de Vries[31m");
        assert_eq!(clean("fac\u{202e}123\u{200b}\u{feff}\0"), "fac123");
        assert_eq!(clean("Café Ĳsbrand € 5"), "Café Ĳsbrand € 5");
    }
}
