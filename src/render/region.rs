use serde::Serialize;

/// A rectangle of a page, in thousandths of its width and height from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Region {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Region {
    /// The edge on the right.
    pub fn right(&self) -> u32 {
        self.x + self.width
    }

    /// The edge below.
    pub fn bottom(&self) -> u32 {
        self.y + self.height
    }

    /// The smallest rectangle that holds both.
    pub fn around(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (
            self.right().max(other.right()),
            self.bottom().max(other.bottom()),
        );
        Self {
            x,
            y,
            width: right - x,
            height: bottom - y,
        }
    }
}
