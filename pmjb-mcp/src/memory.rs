//! What explains the last answers, so that no books are read again for it. Kept in memory only, and without the rows.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use rmcp::model::JsonObject;
use serde_json::Value;

use crate::reply::{Ground, Reply, Trace};

/// So many answers are kept.
const MOST: usize = 50;

/// Recent answers, the last one at the back.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    given: u64,
    answers: VecDeque<Remembered>,
}

/// An answer that was given.
#[derive(Debug, Clone)]
pub(crate) struct Remembered {
    /// What it is called: `C1`, `C2`, …
    pub(crate) mark: String,
    /// The tool that gave it.
    pub(crate) tool: &'static str,
    /// What was asked of it.
    pub(crate) arguments: Value,
    /// The answer in words.
    pub(crate) sentence: String,
    /// What is told of it once: its period, basis, controls and calls.
    pub(crate) facts: JsonObject,
    /// Every account of the figure.
    pub(crate) accounts: Vec<String>,
    /// Where it can be traced to.
    pub(crate) trace: Option<Trace>,
    /// What it rests on.
    pub(crate) ground: Option<Ground>,
}

impl Memory {
    /// Keeps what explains an answer, and writes its mark in it. Its trace is for whoever asks on, and moves here.
    pub(crate) fn keep(&self, tool: &'static str, arguments: Value, reply: &mut Reply) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.given += 1;
        let mark = format!("C{}", state.given);
        if let Value::Object(data) = &mut reply.structured {
            data.insert("kenmerk".to_owned(), Value::String(mark.clone()));
        }
        reply.notes.push(format!("Kenmerk van dit antwoord: {mark}."));
        if state.answers.len() == MOST {
            state.answers.pop_front();
        }
        let explains = |(name, value): &(&String, &Value)| name.as_str() == "controles" || !value.is_array();
        let facts = reply.structured.as_object().into_iter().flatten().filter(explains);
        state.answers.push_back(Remembered {
            mark,
            tool,
            arguments,
            sentence: reply.sentence.clone(),
            facts: facts.map(|(name, value)| (name.clone(), value.clone())).collect(),
            accounts: std::mem::take(&mut reply.accounts),
            trace: reply.trace.take(),
            ground: reply.ground.take(),
        });
    }

    /// The answer of that mark, or the last one.
    pub(crate) fn find(&self, mark: Option<&str>) -> Option<Remembered> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match mark {
            None => state.answers.back().cloned(),
            Some(mark) => {
                state.answers.iter().rev().find(|answer| answer.mark.eq_ignore_ascii_case(mark.trim())).cloned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reply(sentence: &str) -> Reply {
        Reply { structured: json!({}), ..Reply::said(sentence.to_owned()) }
    }

    #[test]
    fn an_answer_is_found_by_its_mark_and_the_last_one_without() {
        let memory = Memory::default();
        assert!(memory.find(None).is_none());
        let (mut first, mut second) = (reply("een"), reply("twee"));
        memory.keep("omzet", json!({}), &mut first);
        memory.keep("btw", json!({}), &mut second);
        assert_eq!(first.structured["kenmerk"], "C1");
        assert_eq!(memory.find(Some(" c1")).unwrap().sentence, "een");
        assert_eq!(memory.find(None).unwrap().tool, "btw");
        assert!(memory.find(Some("C9")).is_none());
    }

    #[test]
    fn it_does_not_grow_without_end() {
        let memory = Memory::default();
        for _ in 0..MOST * 3 {
            memory.keep("omzet", json!({}), &mut reply("x"));
        }
        assert_eq!(memory.0.lock().unwrap().answers.len(), MOST);
        assert!(memory.find(Some("C1")).is_none());
    }
}
