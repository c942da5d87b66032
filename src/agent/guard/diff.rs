//! A unified diff of two small texts.

use std::fmt::Write as _;

/// Lines of context.
const CONTEXT: usize = 3;
/// Longer middles are shown as replaced.
const MAX_LINES: usize = 2000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Op {
    Keep,
    Del,
    Add,
}

/// The diff under the names of both sides; empty where nothing changes.
#[must_use]
pub fn unified(before: Option<&str>, after: &str, label: &str) -> String {
    let old: Vec<&str> = before.unwrap_or("").split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let ops = ops(&old, &new);
    if ops.iter().all(|(op, _)| *op == Op::Keep) {
        return String::new();
    }
    let from = if before.is_some() {
        format!("a/{label}")
    } else {
        "/dev/null".to_owned()
    };
    let mut out = format!("--- {from}\n+++ b/{label}\n");
    let mut i = 0;
    while i < ops.len() {
        let Some(first) = ops.iter().skip(i).position(|(op, _)| *op != Op::Keep).map(|p| p + i) else {
            break;
        };
        let start = first.saturating_sub(CONTEXT).max(i);
        let mut end = first;
        let mut quiet = 0;
        for (at, (op, _)) in ops.iter().enumerate().skip(first) {
            quiet = if *op == Op::Keep { quiet + 1 } else { 0 };
            if quiet > 2 * CONTEXT {
                break;
            }
            if *op != Op::Keep {
                end = at + 1;
            }
        }
        let end = (end + CONTEXT).min(ops.len());
        hunk(&ops, start, end, &mut out);
        i = end;
    }
    out
}

fn hunk(ops: &[(Op, &str)], start: usize, end: usize, out: &mut String) {
    let count = |range: &[(Op, &str)], skip: Op| range.iter().filter(|(op, _)| *op != skip).count();
    let (before, here) = (
        ops.get(..start).unwrap_or_default(),
        ops.get(start..end).unwrap_or_default(),
    );
    let (o, n) = (count(before, Op::Add), count(before, Op::Del));
    let (ol, nl) = (count(here, Op::Add), count(here, Op::Del));
    let at = |first: usize, len: usize| if len == 0 { first } else { first + 1 };
    let _ = writeln!(out, "@@ -{},{ol} +{},{nl} @@", at(o, ol), at(n, nl));
    for (op, line) in here {
        let mark = match op {
            Op::Keep => ' ',
            Op::Del => '-',
            Op::Add => '+',
        };
        let _ = write!(out, "{mark}{line}");
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

fn ops<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(Op, &'a str)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(a, b)| a == b)
        .count()
        .min(old.len().min(new.len()) - head);
    let (o, n) = (
        old.get(head..old.len() - tail).unwrap_or_default(),
        new.get(head..new.len() - tail).unwrap_or_default(),
    );
    let mut out: Vec<(Op, &str)> = old.iter().take(head).map(|l| (Op::Keep, *l)).collect();
    if o.len() > MAX_LINES || n.len() > MAX_LINES {
        out.extend(o.iter().map(|l| (Op::Del, *l)));
        out.extend(n.iter().map(|l| (Op::Add, *l)));
    } else {
        middle(o, n, &mut out);
    }
    out.extend(old.iter().skip(old.len() - tail).map(|l| (Op::Keep, *l)));
    out
}

/// Longest common subsequence, by table.
fn middle<'a>(o: &[&'a str], n: &[&'a str], out: &mut Vec<(Op, &'a str)>) {
    let w = n.len() + 1;
    let mut table = vec![0_u16; (o.len() + 1) * w];
    let get = |t: &[u16], i: usize, j: usize| t.get(i * w + j).copied().unwrap_or(0);
    for i in (0..o.len()).rev() {
        for j in (0..n.len()).rev() {
            let v = if o.get(i) == n.get(j) {
                get(&table, i + 1, j + 1) + 1
            } else {
                get(&table, i + 1, j).max(get(&table, i, j + 1))
            };
            if let Some(slot) = table.get_mut(i * w + j) {
                *slot = v;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (o.get(i), n.get(j)) {
        if a == b {
            out.push((Op::Keep, a));
            i += 1;
            j += 1;
        } else if get(&table, i + 1, j) >= get(&table, i, j + 1) {
            out.push((Op::Del, a));
            i += 1;
        } else {
            out.push((Op::Add, b));
            j += 1;
        }
    }
    out.extend(o.iter().skip(i).map(|l| (Op::Del, *l)));
    out.extend(n.iter().skip(j).map(|l| (Op::Add, *l)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_reads_like_a_diff() {
        assert_eq!(unified(Some("a\n"), "a\n", "x"), "");
        assert_eq!(
            unified(None, "a\nb\n", "x"),
            "--- /dev/null\n+++ b/x\n@@ -0,0 +1,2 @@\n+a\n+b\n"
        );
        assert_eq!(
            unified(Some("1\n2\n3\n4\n5\n6\n"), "1\n2\n3\nX\n5\n6\n", "x"),
            "--- a/x\n+++ b/x\n@@ -1,6 +1,6 @@\n 1\n 2\n 3\n-4\n+X\n 5\n 6\n"
        );
        let d = unified(Some("a"), "a\nb\n", "x");
        assert!(d.contains("-a\n\\ No newline at end of file\n+a\n+b\n"), "{d}");
    }

    #[test]
    fn distant_changes_are_two_hunks() {
        let old: String = (0..40).map(|i| format!("{i}\n")).collect();
        let new = old.replace("\n5\n", "\nX\n").replace("\n30\n", "\nY\n");
        assert_eq!(unified(Some(&old), &new, "x").matches("@@ -").count(), 2);
    }
}
