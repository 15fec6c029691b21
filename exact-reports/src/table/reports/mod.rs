//! The tables of every report.
