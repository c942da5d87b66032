//! Where the content of a file begins and ends: what stands before and after speaks for all of it.

use memchr::memchr;

use super::Kind;
use super::comment::{BLOCKS, is_comment, opens};

/// Lines that count as the head of a prose file.
const HEAD_LINES: usize = 30;

/// Lines that count as its foot.
const FOOT_LINES: usize = 10;

/// Bytes in which head and foot are looked for.
const EDGE_BYTES: usize = 16 * 1024;

/// End of the head: so many lines of prose; in programs the comments before the first line of code.
pub(super) fn head_end(text: &[u8], kind: Kind) -> usize {
    let edge = text.get(..text.len().min(EDGE_BYTES)).unwrap_or_default();
    let limit = memchr::memchr_iter(b'\n', edge)
        .nth(HEAD_LINES - 1)
        .map_or(edge.len(), |i| i + 1);
    if kind == Kind::Prose {
        return limit;
    }
    // A licence header may be long, so the head of a program is where comments end, at most twice as far.
    let far = memchr::memchr_iter(b'\n', edge)
        .nth(2 * HEAD_LINES - 1)
        .map_or(edge.len(), |i| i + 1);
    let mut at = 0;
    let mut block: Option<&[u8]> = None;
    while at < far {
        let rest = edge.get(at..far).unwrap_or_default();
        let len = memchr(b'\n', rest).map_or(rest.len(), |i| i + 1);
        let line = rest.get(..len).unwrap_or_default().trim_ascii();
        if let Some(close) = block {
            if memchr::memmem::find(line, close).is_some() {
                block = None;
            }
        } else {
            if let Some(close) = opens(line) {
                block = Some(close);
            } else if !(line.is_empty()
                || is_comment(line)
                || BLOCKS.iter().any(|b| line.starts_with(b.0))
                || preamble(line))
            {
                break;
            }
        }
        at += len.max(1);
    }
    at.max(memchr::memchr_iter(b'\n', edge).nth(1).map_or(edge.len(), |i| i + 1))
}

/// Lines that may stand before a file's own header comment.
fn preamble(line: &[u8]) -> bool {
    [
        &b"<?"[..],
        b"#!",
        b"package ",
        b"module ",
        b"#ifndef",
        b"#define",
        b"#pragma",
        b"'use strict",
        b"\"use strict",
        b"@echo off",
        b"\xef\xbb\xbf",
        b"{",
        b"---",
        b"set ",
        b"<!DOCTYPE",
        b"<%",
        b"library ",
        b"`",
        b"IDENTIFICATION DIVISION",
    ]
    .iter()
    .any(|p| line.starts_with(p))
}

pub(super) fn foot_start(text: &[u8]) -> usize {
    let low = text.len().saturating_sub(4096);
    let tail = text.get(low..).unwrap_or_default();
    let end = tail.trim_ascii_end().len();
    let tail = tail.get(..end).unwrap_or_default();
    memchr::memrchr_iter(b'\n', tail)
        .nth(FOOT_LINES - 1)
        .map_or(low, |i| low + i + 1)
}
