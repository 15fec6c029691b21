//! Words that fit the room there is.

use crate::table::clean;

/// Pixels that a character takes, about: the font of the reader is not known.
const CHARACTER: i32 = 8;

/// The text cut to a width in pixels, with an ellipsis where something is missing.
pub(super) fn fitted(text: &str, pixels: i32) -> String {
    let text = clean(text);
    let room = pixels / CHARACTER;
    if width_in_characters(&text) <= room {
        return text;
    }
    let mut used = 1;
    let fits = |char: &char| {
        used += width(*char);
        used <= room
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

/// Whether a text fits in a width in pixels.
pub(super) fn fits(text: &str, pixels: i32) -> bool {
    width_in_characters(text) * CHARACTER <= pixels
}

/// The pixels that a text takes, about.
pub(super) fn pixels(text: &str) -> i32 {
    width_in_characters(text) * CHARACTER
}

fn width_in_characters(text: &str) -> i32 {
    text.chars().map(width).fold(0, i32::saturating_add)
}

/// Characters of East Asia and pictures take the room of two.
const fn width(char: char) -> i32 {
    if matches!(char, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
    {
        2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_ends_in_an_ellipsis_and_a_short_one_is_whole() {
        assert_eq!(fitted("Molen", 40), "Molen");
        assert_eq!(fitted("Molenaar & Zonen", 48), "Molen…");
        assert_eq!(fitted("中文名字", 40), "中文…");
        assert_eq!(fitted("x", 0), "…");
    }
}
