use plotters::style::RGBColor;

use super::Theme;

/// The colours of a theme. Words have a contrast of at least 4.5 with the background, marks of at least 3; a grid tells
/// nothing by itself and is faint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    pub(super) background: RGBColor,
    pub(super) words: RGBColor,
    pub(super) axis: RGBColor,
    pub(super) grid: RGBColor,
    marks: [RGBColor; 3],
}

impl Palette {
    pub(super) const fn of(theme: Theme) -> Self {
        match theme {
            Theme::Light => Self {
                background: RGBColor(0xff, 0xff, 0xff),
                words: RGBColor(0x1f, 0x23, 0x28),
                axis: RGBColor(0x57, 0x60, 0x6a),
                grid: RGBColor(0xe2, 0xe6, 0xea),
                marks: [RGBColor(0x0b, 0x5c, 0xad), RGBColor(0xa8, 0x48, 0x00), RGBColor(0x1a, 0x7f, 0x37)],
            },
            Theme::Dark => Self {
                background: RGBColor(0x16, 0x1b, 0x22),
                words: RGBColor(0xe6, 0xed, 0xf3),
                axis: RGBColor(0x9a, 0xa4, 0xae),
                grid: RGBColor(0x30, 0x36, 0x3d),
                marks: [RGBColor(0x6c, 0xb6, 0xff), RGBColor(0xff, 0xb3, 0x5c), RGBColor(0x6b, 0xd9, 0x8a)],
            },
        }
    }

    /// The colour of a series by its number.
    pub(super) fn mark(&self, at: usize) -> RGBColor {
        self.marks.iter().cycle().nth(at).copied().unwrap_or(self.words)
    }
}
