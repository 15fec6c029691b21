use plotters::style::{Color, RGBColor};

use super::Error;
use super::canvas::{Canvas, Point};

/// How a bar is filled, so that series differ without their colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filling {
    Solid,
    Open,
    Striped,
}

impl Filling {
    /// Of a series by its number.
    pub(super) const fn of(series: usize) -> Self {
        match series % 3 {
            0 => Self::Solid,
            1 => Self::Open,
            _ => Self::Striped,
        }
    }
}

impl Canvas<'_, '_> {
    /// A bar between two corners, in any order; at least a pixel high and wide.
    pub(super) fn bar(&self, one: Point, other: Point, colour: RGBColor, filling: Filling) -> Result<(), Error> {
        let from = (one.0.min(other.0), one.1.min(other.1));
        let to = (one.0.max(other.0).max(from.0 + 1), one.1.max(other.1).max(from.1 + 1));
        if filling == Filling::Solid {
            return self.rectangle(from, to, colour.filled());
        }
        self.rectangle(from, to, self.palette.background.filled())?;
        if filling == Filling::Striped {
            for height in (from.1..to.1).skip(3).step_by(5) {
                self.line(&[(from.0, height), (to.0, height)], colour, 2)?;
            }
        }
        self.rectangle(from, to, colour.stroke_width(2))
    }
}
