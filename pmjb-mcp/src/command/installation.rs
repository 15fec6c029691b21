//! `installeer`: writes the server into the configuration of an assistant, after showing what.

use std::fs;
use std::io::{self, BufRead as _, Write as _};
use std::path::{Path, PathBuf};

use super::say;
use crate::assistant::{Assistant, Folders};
use crate::cli::Install;
use crate::failure::Failure;

pub(crate) fn run(arguments: &Install) -> Result<(), Failure> {
    let assistant = arguments.assistent;
    let file = assistant.file(&Folders::find()?);
    let program = std::env::current_exe().map_err(|error| {
        let message = format!("Waar dit programma staat is niet te vinden ({error}).");
        Failure::new("programma_onvindbaar", message, "Voeg de server met de hand toe zoals pmjb-mcp demo laat zien.")
    })?;
    let present = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(unusable(&file, &error)),
    };
    let wanted = assistant.with_server(&present, &program, &arguments.source.words())?;
    if wanted == present {
        return say(&format!("{} staat al goed ingesteld ({}).", assistant.name(), file.display()));
    }
    say(&format!("{} wordt:\n\n{}", file.display(), changes(&present, &wanted)))?;
    if !arguments.ja && !agreed()? {
        return say("Er is niets veranderd.");
    }
    write(&file, &present, &wanted)?;
    say(&format!("{} is ingesteld. {}", assistant.name(), assistant.afterwards()))
}

/// The lines of the new text, those that are new with a plus in front.
fn changes(present: &str, wanted: &str) -> String {
    let mut old = present.lines().collect::<Vec<_>>();
    let marked = wanted.lines().map(|line| match old.iter().position(|known| *known == line) {
        Some(at) => {
            old.remove(at);
            format!("  {line}\n")
        }
        None => format!("+ {line}\n"),
    });
    marked.collect()
}

fn agreed() -> Result<bool, Failure> {
    let mut out = io::stdout().lock();
    // A question that nobody sees is answered with no.
    let _ = out.write_all("Zo opslaan? [j/N] ".as_bytes()).and_then(|()| out.flush());
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Failure::new("invoer_mislukt", format!("Er is niets te lezen ({error})."), "Geef --ja mee."))?;
    Ok(matches!(line.trim().to_lowercase().as_str(), "j" | "ja" | "y"))
}

/// Replaces the file in one step and keeps the old one beside it.
fn write(file: &Path, present: &str, wanted: &str) -> Result<(), Failure> {
    let told = |error: io::Error| unusable(file, &error);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(told)?;
    }
    if !present.is_empty() {
        fs::copy(file, beside(file, "bak")).map_err(told)?;
    }
    let new = beside(file, "new");
    fs::write(&new, wanted).map_err(told)?;
    if let Ok(known) = fs::metadata(file) {
        // A configuration may hold keys of other servers: whoever could not read it still cannot.
        fs::set_permissions(&new, known.permissions()).map_err(told)?;
    }
    fs::rename(&new, file).map_err(told)
}

fn beside(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".pmjb-{extension}"));
    name.into()
}

fn unusable(file: &Path, error: &io::Error) -> Failure {
    Failure::new(
        "configuratie_onbereikbaar",
        format!("{} is niet te lezen of te schrijven ({error}).", file.display()),
        "Controleer de rechten op dat bestand, of voeg de server met de hand toe zoals pmjb-mcp demo laat zien.",
    )
}

/// The assistants whose configuration starts this server, with the program each starts.
pub(crate) fn installed(folders: &Folders) -> Vec<(Assistant, PathBuf)> {
    let program = |assistant: Assistant| {
        let text = fs::read_to_string(assistant.file(folders)).ok()?;
        Some((assistant, assistant.program_in(&text)?))
    };
    Assistant::ALL.into_iter().filter_map(program).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_new_lines_are_marked() {
        assert_eq!(changes("{\n}\n", "{\n  \"a\": 1\n}\n"), "  {\n+   \"a\": 1\n  }\n");
    }

    #[test]
    #[cfg(unix)]
    fn the_old_file_is_kept_and_the_new_one_has_its_rights() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nieuw").join("config.json");
        write(&file, "", "{}").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        write(&file, "{}", "{ }").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "{ }");
        assert_eq!(fs::read_to_string(beside(&file, "bak")).unwrap(), "{}");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
