//! Integration tests, one binary so that linking stays cheap. Each room adds its own file here.

#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking, like the tests.
#![allow(clippy::print_stderr)] // A test that wants a tool that is not there says so.

mod agents;
mod around;
mod browser;
mod ci;
mod cli;
mod ecosystem;
mod fixtures;
mod formats;
mod forms;
mod git_history;
mod git_scan;
mod guard;
mod guard_cases;
mod hooks;
mod kinds;
mod leaks;
mod markers;
mod own;
mod readme;
mod reference;
mod rules;
mod scan;
mod sessions;
mod support;
