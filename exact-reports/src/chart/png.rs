use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::Error;

/// How many pixels for one of the drawing, so that words stay sharp.
const DENSITY: u32 = 2;

/// The drawing as PNG.
pub(super) fn rendered(svg: &str) -> Result<Vec<u8>, Error> {
    let mut options = Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    let tree = Tree::from_str(svg, &options).map_err(Error::of)?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width() * DENSITY, size.height() * DENSITY).ok_or_else(too_large)?;
    resvg::render(&tree, Transform::from_scale(2.0, 2.0), &mut pixels.as_mut());
    pixels.encode_png().map_err(Error::of)
}

fn too_large() -> Error {
    Error::of(std::io::Error::other("no memory for a picture of that size"))
}
