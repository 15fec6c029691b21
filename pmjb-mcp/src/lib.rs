//! wip
#![allow(dead_code)]
mod cause;
mod dutch;
mod failure;
mod period;
mod table;
