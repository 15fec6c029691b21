//! The bundle for Claude Desktop and the entry for the registry of MCP servers.
//!
//! A `.mcpb` is a zip with a manifest and the program for one platform; `server.json` says where it can be had and what
//! its checksum is.

use std::fs;
use std::io::{BufRead as _, BufReader, Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NAME: &str = "pmjb-mcp";
const TITLE: &str = "Praat met je Boekhouding";
const VERSION: &str = env!("CARGO_PKG_VERSION");
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
const DESCRIPTION: &str = "Vragen over je boekhouding in Exact Online, alleen lezen.";

/// Writes `manifest.json`, the `.mcpb` and `server.json` for a built program.
pub(crate) fn write(program: &Path, folder: &Path) -> Result<()> {
    let bytes = fs::read(program)
        .with_context(|| format!("reading {}: first `cargo build --release -p {NAME}`", program.display()))?;
    fs::create_dir_all(folder)?;
    let manifest = manifest(&tools(program)?)?;
    let manifest = serde_json::to_string_pretty(&manifest)?;
    fs::write(folder.join("manifest.json"), &manifest)?;
    let bundle = zipped(&manifest, &bytes)?;
    let name = format!("{NAME}-{VERSION}-{}-{}.mcpb", std::env::consts::OS, std::env::consts::ARCH);
    fs::write(folder.join(&name), &bundle)?;
    let server = serde_json::to_string_pretty(&registry_entry(&name, &bundle))?;
    fs::write(folder.join("server.json"), server)?;
    Ok(())
}

/// What the program itself says its tools are.
fn tools(program: &Path) -> Result<Vec<Value>> {
    let mut child = Command::new(program)
        .args(["stdio", "--demo"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("starting {}", program.display()))?;
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let question = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}});
    let mut input = child.stdin.take().context("no standard input")?;
    writeln!(input, "{question}")?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("no standard output")?).read_line(&mut line)?;
    drop(input);
    child.kill()?;
    child.wait()?;
    let answer: Value = serde_json::from_str(&line)?;
    match answer.pointer("/result/tools").and_then(Value::as_array) {
        Some(tools) if !tools.is_empty() => Ok(tools.clone()),
        _ => bail!("{} listed no tools: {line}", program.display()),
    }
}

fn manifest(tools: &[Value]) -> Result<Value> {
    let platform = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        "linux" => "linux",
        other => bail!("Claude Desktop has no bundles for {other}"),
    };
    let file = format!("server/{}", file_name());
    let listed: Vec<_> =
        tools.iter().map(|tool| json!({"name": tool["name"], "description": tool["description"]})).collect();
    Ok(json!({
        "manifest_version": "0.3",
        "name": NAME,
        "display_name": TITLE,
        "version": VERSION,
        "description": DESCRIPTION,
        "long_description": "Stel vragen over je administratie in Exact Online en krijg het bedrag dat je boekhouder zou \
            tekenen: volledig gelezen, tot op de cent, met grondslag en controle. De koppeling is alleen-lezen, bewaart geen \
            boekhoudgegevens en verloopt na 30 dagen. Koppel eerst in een terminal met `pmjb-mcp verbind`.",
        "author": {"name": TITLE, "url": REPOSITORY},
        "repository": {"type": "git", "url": REPOSITORY},
        "homepage": REPOSITORY,
        "documentation": REPOSITORY,
        "support": format!("{REPOSITORY}/issues"),
        "license": "MIT OR Apache-2.0",
        "keywords": ["exact-online", "boekhouding", "accounting", "btw"],
        "server": {
            "type": "binary",
            "entry_point": file,
            "mcp_config": {"command": format!("${{__dirname}}/{file}"), "args": ["stdio"], "env": {}},
        },
        "tools": listed,
        "tools_generated": false,
        "prompts_generated": true,
        "compatibility": {"platforms": [platform]},
    }))
}

fn file_name() -> String {
    format!("{NAME}{}", std::env::consts::EXE_SUFFIX)
}

/// The bundle, the same for the same program: no dates in it.
fn zipped(manifest: &str, program: &[u8]) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default();
    zip.start_file("manifest.json", plain)?;
    zip.write_all(manifest.as_bytes())?;
    zip.start_file(format!("server/{}", file_name()), plain.unix_permissions(0o755))?;
    zip.write_all(program)?;
    Ok(zip.finish()?.into_inner())
}

fn registry_entry(name: &str, bundle: &[u8]) -> Value {
    let sum: String = Sha256::digest(bundle).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "$schema": "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
        "name": "io.github.praat-met-je-boekhouding/pmjb-mcp",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": VERSION,
        "repository": {"url": REPOSITORY, "source": "github"},
        "packages": [{
            "registryType": "mcpb",
            "identifier": format!("{REPOSITORY}/releases/download/v{VERSION}/{name}"),
            "version": VERSION,
            "fileSha256": sum,
            "transport": {"type": "stdio"},
        }],
    })
}
