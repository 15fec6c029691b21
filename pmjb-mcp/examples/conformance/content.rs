//! The smallest picture, sound and file that are still what they say.

use rmcp::model::{ContentBlock, ResourceContents};

/// One red point, as PNG.
pub(crate) const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
/// No sound at all, as WAV.
const SILENCE: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

pub(crate) fn image() -> ContentBlock {
    ContentBlock::image(PIXEL, "image/png")
}

pub(crate) fn audio() -> ContentBlock {
    ContentBlock::audio(SILENCE, "audio/wav")
}

pub(crate) fn embedded(uri: &str, mime_type: &str, text: &str) -> ContentBlock {
    ContentBlock::resource(ResourceContents::text(text, uri).with_mime_type(mime_type))
}
