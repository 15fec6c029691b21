//! The project's own tools: `cargo xtask import FILE`, `cargo xtask generate [--check]` and `cargo xtask bundle`.

mod bundle;
mod catalogue;
mod emit;
mod fixups;
mod naming;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

const USAGE: &str = "usage: cargo xtask import FILE       split a catalogue into exact-model/catalogue/
       cargo xtask generate          write exact-model/src/generated/
       cargo xtask generate --check  fail when that is not what the catalogue gives
       cargo xtask bundle [PROGRAM]      write target/bundle/: the .mcpb of a built pmjb-mcp, and server.json";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../exact-model");
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    match arguments.as_slice() {
        ["import", file] => catalogue::import(Path::new(file), &model.join("catalogue")),
        ["generate"] => write(&generated(&model)?, &model.join("src/generated")),
        ["generate", "--check"] => check(&generated(&model)?, &model.join("src/generated")),
        ["bundle"] => bundle::write(&target.join("release/pmjb-mcp"), &target.join("bundle")),
        ["bundle", program] => bundle::write(Path::new(program), &target.join("bundle")),
        _ => bail!("{USAGE}"),
    }
}

/// Every generated file: path below `src/generated`, and text.
type Files = Vec<(PathBuf, String)>;

fn generated(model: &Path) -> Result<Files> {
    let catalogue = catalogue::read(&model.join("catalogue"))?;
    let words = words::Words::read(model, &catalogue)?;
    emit::files(&catalogue, &catalogue::nested_types(&model.join("catalogue"))?, &words)
}

fn write(files: &Files, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

fn check(files: &Files, folder: &Path) -> Result<()> {
    for (path, text) in files {
        let path = folder.join(path);
        if fs::read_to_string(&path).unwrap_or_default() != *text {
            bail!("{} is not current: run `cargo xtask generate`", path.display());
        }
    }
    let mut present = Vec::new();
    for folder in [folder.to_owned(), folder.join("catalogue"), folder.join("services")] {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_file() {
                present.push(path);
            }
        }
    }
    if let Some(stray) = present.iter().find(|path| !files.iter().any(|(known, _)| folder.join(known) == **path)) {
        bail!("{} is not generated any more: run `cargo xtask generate`", stray.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_output_is_what_the_catalogue_gives() {
        let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../exact-model");
        check(&generated(&model).unwrap(), &model.join("src/generated")).unwrap();
    }
}
