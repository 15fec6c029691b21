//! The last answers, so that one can be explained without reading the books again. Kept in memory only.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::reply::Reply;

/// So many answers are kept.
const MOST: usize = 100;

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
    /// The answer.
    pub(crate) reply: Reply,
}

impl Memory {
    /// Keeps an answer and writes its mark in it.
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
        state.answers.push_back(Remembered { mark, tool, arguments, reply: reply.clone() });
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
        assert_eq!(memory.find(Some(" c1")).unwrap().reply.sentence, "een");
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
