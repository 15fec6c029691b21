//! What people wrote about the catalogue: descriptions, and names for codes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::catalogue::{Endpoint, Property};
use crate::naming;

/// Descriptions and code lists, by name.
pub(crate) struct Words {
    properties: BTreeMap<String, String>,
    overrides: BTreeMap<String, String>,
    entities: BTreeMap<String, String>,
    uses: BTreeMap<String, String>,
    pub(crate) lists: BTreeMap<String, List>,
    pages: PathBuf,
}

/// A code list.
pub(crate) struct List {
    pub(crate) kind: Kind,
    pub(crate) entries: Vec<Entry>,
}

/// How the codes of a list are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
}

/// A line of a code list.
pub(crate) struct Entry {
    pub(crate) code: String,
    pub(crate) variant: String,
    pub(crate) english: String,
    pub(crate) dutch: Option<String>,
}

impl Words {
    pub(crate) fn read(model: &Path, catalogue: &BTreeMap<String, Vec<Endpoint>>) -> Result<Self> {
        let folder = model.join("descriptions");
        let mut lists: BTreeMap<String, List> = BTreeMap::new();
        for line in lines(&folder.join("codes.tsv"))? {
            let [list, code, variant, english, rest @ ..] = line.as_slice() else {
                bail!("codes.tsv has a line of {} parts: {line:?}", line.len())
            };
            let dutch = rest.first().filter(|dutch| !dutch.is_empty()).cloned();
            let entry = Entry { code: code.clone(), variant: variant.clone(), english: english.clone(), dutch };
            let list = lists.entry(list.clone()).or_insert_with(|| List { kind: Kind::Number, entries: Vec::new() });
            list.entries.push(entry);
        }
        let uses = pairs(&folder.join("lists.tsv"))?;
        for endpoint in catalogue.values().flatten() {
            for property in endpoint.properties.iter().filter(|property| property.edm.as_deref() == Some("Edm.String"))
            {
                let list = uses.get(&format!("{}.{}", endpoint.id, property.name)).and_then(|list| lists.get_mut(list));
                if let Some(list) = list {
                    list.kind = Kind::Text;
                }
            }
        }
        let words = Self {
            properties: pairs(&folder.join("properties.tsv"))?,
            overrides: pairs(&folder.join("overrides.tsv"))?,
            entities: pairs(&folder.join("entities.tsv"))?,
            uses,
            lists,
            pages: model.join("pages"),
        };
        match words.uses.values().find(|list| !words.lists.contains_key(*list)) {
            Some(list) => bail!("lists.tsv names {list}, which codes.tsv does not have"),
            None => Ok(words),
        }
    }

    /// What a property means.
    pub(crate) fn property(&self, entity: &str, property: &str) -> String {
        let known = self.overrides.get(&format!("{entity}.{property}")).or_else(|| self.properties.get(property));
        known.cloned().unwrap_or_else(|| format!("{}.", naming::words(property)))
    }

    /// What a row of an endpoint is.
    pub(crate) fn entity(&self, id: &str) -> String {
        self.entities.get(id).cloned().unwrap_or_else(|| format!("A row of `{id}`."))
    }

    /// The hand-written page about an entity, from `exact-model/src/generated/services`; `None` where there is none.
    pub(crate) fn page(&self, service: &str, entity: &str) -> Option<String> {
        let file = format!("{service}/{}.md", naming::snake(entity));
        self.pages.join(&file).is_file().then(|| format!("../../../pages/{file}"))
    }

    /// The list whose codes a property has.
    pub(crate) fn list_of(&self, id: &str, property: &Property) -> Result<Option<&str>> {
        let Some(name) = self.uses.get(&format!("{id}.{}", property.name)) else { return Ok(None) };
        let list = self.lists.get(name).with_context(|| format!("there is no list {name}"))?;
        let kind = match property.edm.as_deref() {
            Some("Edm.String") => Kind::Text,
            Some("Edm.Byte" | "Edm.Int16" | "Edm.Int32") => Kind::Number,
            other => bail!("{id}.{} of type {other:?} cannot have a code list", property.name),
        };
        if list.kind != kind {
            bail!("{id}.{} is {kind:?}, its list {name} is not", property.name);
        }
        match property.values.iter().find(|(code, _)| !list.entries.iter().any(|entry| entry.code == *code)) {
            Some((code, _)) => bail!("{id}.{} may be {code}, which its list {name} lacks", property.name),
            None => Ok(Some(name)),
        }
    }

    /// The properties that use a list, as `Entity.Property`.
    pub(crate) fn users<'a>(&'a self, list: &'a str) -> impl Iterator<Item = &'a str> {
        self.uses.iter().filter(move |(_, used)| *used == list).map(|(user, _)| user.rsplit('/').next().unwrap_or(user))
    }
}

fn lines(path: &Path) -> Result<Vec<Vec<String>>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(text.lines().filter(|line| !line.is_empty()).map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

fn pairs(path: &Path) -> Result<BTreeMap<String, String>> {
    let mut pairs = BTreeMap::new();
    for line in lines(path)? {
        let [name, text] = line.as_slice() else { bail!("{} has a line that is no pair: {line:?}", path.display()) };
        if pairs.insert(name.clone(), text.clone()).is_some() {
            bail!("{} has {name} twice", path.display());
        }
    }
    Ok(pairs)
}
