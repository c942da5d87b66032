//! Integration tests, one binary so that linking stays cheap. Each room adds its own file here.

mod git_history;
mod rules;
mod scan;
mod support;
