/// What a chart is shown on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on nearly black.
    Dark,
}

/// How a chart looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// What it is shown on.
    pub theme: Theme,
    /// Width in pixels; drawn between 360 and 2,400.
    pub width: u32,
    /// Height in pixels; drawn between 240 and 1,600. A ranking is as high as its rows need.
    pub height: u32,
    /// Begins the ids in the document, which must differ between charts on one page. Signs that an id cannot have are
    /// left out.
    pub id: String,
}

impl Default for Style {
    fn default() -> Self {
        Self { theme: Theme::Light, width: 960, height: 480, id: "grafiek".to_owned() }
    }
}

impl Style {
    /// The default on a dark page.
    #[must_use]
    pub fn dark() -> Self {
        Self { theme: Theme::Dark, ..Self::default() }
    }

    pub(super) fn drawn_width(&self) -> i32 {
        i32::try_from(self.width.clamp(360, 2_400)).unwrap_or(960)
    }

    pub(super) fn drawn_height(&self) -> i32 {
        i32::try_from(self.height.clamp(240, 1_600)).unwrap_or(480)
    }

    pub(super) fn safe_id(&self) -> String {
        let safe: String = self.id.chars().filter(|char| char.is_ascii_alphanumeric() || *char == '-').collect();
        if safe.starts_with(|char: char| char.is_ascii_alphabetic()) { safe } else { format!("grafiek{safe}") }
    }
}
