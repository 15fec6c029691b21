//! Walks an audit file record by record: one transaction in memory at a time, however large the file is.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::error::{AuditFileError, Fault};

/// An element by its local name, whatever its namespace or prefix.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    /// Line in the file where it begins, from 1.
    pub(super) line: usize,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The text of the first child with one of these names that has any.
    pub(super) fn text(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            self.children
                .iter()
                .filter(|child| child.name == *name)
                .map(Element::own_text)
                .find(|text| !text.is_empty())
        })
    }

    /// The children of that name.
    pub(super) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of every element of that name within this one, however deep.
    pub(super) fn texts_within<'a>(&'a self, name: &str) -> Vec<&'a str> {
        let within = self.children.iter().flat_map(|child| child.texts_within(name));
        let own = self.children.iter().filter(|child| child.name == name).map(Element::own_text);
        own.chain(within).filter(|text| !text.is_empty()).collect()
    }

    /// The element's own text, trimmed.
    pub(super) fn own_text(&self) -> &str {
        self.text.trim()
    }
}

/// Elements deeper than this are no bookkeeping, and taking them apart would exhaust the stack.
const DEEPEST: usize = 64;

/// Calls `visit` with every element of one of the `records`, with every element outside of them that has text, and at the
/// end of every one of the `groups`; with the names of the elements around it, outermost first.
pub(super) fn walk(
    xml: &str,
    records: &[&str],
    groups: &[&str],
    mut visit: impl FnMut(&[String], Element) -> Result<(), AuditFileError>,
) -> Result<(), AuditFileError> {
    let mut walker = Walker { xml, counted: 0, line: 1, open: Vec::new(), building: Vec::new() };
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    // "Jansen & Zn" is not XML, but there is only one way to read it.
    reader.config_mut().allow_dangling_amp = true;
    let mut root_seen = false;
    loop {
        let event = reader.read_event();
        let line = walker.line_at(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        match event {
            Ok(Event::Start(start)) => {
                let name = local_name(&start);
                if !root_seen {
                    root_seen = true;
                    if !name.eq_ignore_ascii_case("auditfile") {
                        return Err(AuditFileError::new(Fault::NotAnAuditFile(name)).at(line));
                    }
                }
                walker.begin(name, line, records);
                if walker.depth() > DEEPEST {
                    return Err(AuditFileError::new(Fault::TooDeep).at(line));
                }
            }
            Ok(Event::End(_)) => walker.end(records, groups, &mut visit)?,
            Ok(Event::Text(text)) => walker.text(&text.xml10_content()),
            Ok(Event::CData(text)) => walker.text(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => {
                if let Ok(Some(letter)) = reference.resolve_char_ref() {
                    walker.text(letter.encode_utf8(&mut [0; 4]));
                } else if let Some(text) = resolve_predefined_entity(&reference) {
                    walker.text(text);
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let fault = match walker.innermost() {
                    Some(element) if reader.buffer_position() as usize >= xml.len() => Fault::CutOff(element),
                    _ => Fault::Xml(error.to_string()),
                };
                return Err(AuditFileError::new(fault).at(line));
            }
        }
    }
    match walker.innermost() {
        Some(element) => Err(AuditFileError::new(Fault::CutOff(element)).at(walker.line)),
        None if !root_seen => Err(AuditFileError::new(Fault::Xml("there is no element in it".to_owned()))),
        None => Ok(()),
    }
}

struct Walker<'a> {
    xml: &'a str,
    counted: usize,
    line: usize,
    /// Names of the open elements outside a record.
    open: Vec<(String, Element)>,
    /// The open elements of the record being built, the record itself first.
    building: Vec<Element>,
}

impl Walker<'_> {
    fn line_at(&mut self, position: usize) -> usize {
        let position = position.min(self.xml.len()).max(self.counted);
        let passed = self.xml.as_bytes().get(self.counted..position).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = position;
        self.line
    }

    fn depth(&self) -> usize {
        self.open.len() + self.building.len()
    }

    fn innermost(&self) -> Option<String> {
        self.building
            .last()
            .map(|element| element.name.clone())
            .or_else(|| self.open.last().map(|(name, _)| name.clone()))
    }

    fn begin(&mut self, name: String, line: usize, records: &[&str]) {
        let element = Element { name: name.clone(), line, ..Element::default() };
        if !self.building.is_empty() || records.contains(&name.as_str()) {
            self.building.push(element);
        } else {
            self.open.push((name, element));
        }
    }

    fn text(&mut self, text: &str) {
        let place = match self.building.last_mut() {
            Some(element) => element,
            None => match self.open.last_mut() {
                Some((_, element)) => element,
                None => return,
            },
        };
        place.text.extend(text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')));
    }

    fn end(
        &mut self,
        records: &[&str],
        groups: &[&str],
        visit: &mut impl FnMut(&[String], Element) -> Result<(), AuditFileError>,
    ) -> Result<(), AuditFileError> {
        let done = match self.building.pop() {
            Some(element) => match self.building.last_mut() {
                Some(parent) => {
                    parent.children.push(element);
                    return Ok(());
                }
                None => element,
            },
            None => match self.open.pop() {
                Some((_, element)) => element,
                None => return Ok(()),
            },
        };
        let name = done.name.as_str();
        if done.own_text().is_empty() && !records.contains(&name) && !groups.contains(&name) {
            return Ok(());
        }
        let line = done.line;
        let around: Vec<String> = self.open.iter().map(|(name, _)| name.clone()).collect();
        visit(&around, done).map_err(|error| error.at(line))
    }
}

fn local_name(start: &BytesStart<'_>) -> String {
    String::from_utf8_lossy(start.local_name().as_ref().as_ref()).into_owned()
}
