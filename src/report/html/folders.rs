//! The tree as a picture and, beside it, the same as a table: how much an agent could read where, and the worst of it.

use std::collections::{BTreeMap, BinaryHeap, HashMap};

use super::super::Report;
use super::super::text::{escape, shorten_middle, width};
use super::super::words::{bytes, thousands};
use super::escape::Text;
use super::put;
use super::treemap::{Rect, layout};
use crate::exposure::Folder;
use crate::exposure::folders::{Found, in_tree};
use crate::finding::Severity;

/// Cells of the picture, and rows of the table.
const CELLS: usize = 140;
/// A folder below this share of the whole stands within the one that it lies in, unless something bad was found in it.
const SMALL: f64 = 0.003;
/// A cell with a shorter side has a dot besides, where something was found in it.
const TINY: f64 = 5.0;
/// Radius of such a dot.
const DOT: f64 = 5.0;

/// A part of the tree: a folder with all that is in it, or what is left of one whose folders stand apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// The folder (`a/b/`; the root is the empty path).
    path: String,
    /// Whether folders within it are cells of their own.
    split: bool,
    holds: Folder,
    found: Found,
}

/// The cells, which share the tree among them, and the folders that were split.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) cells: Vec<Cell>,
    /// Cells of each split folder: folders in it, and its own cell last.
    inside: BTreeMap<String, Vec<Inside>>,
    all: Folder,
}

#[derive(Debug, Clone)]
enum Inside {
    Cell(usize),
    Folder(String, u64),
}

impl Tree {
    /// Splits the largest and the worst folders until there are enough cells.
    pub(super) fn of(report: &Report) -> Self {
        let folders = &report.coverage.folders;
        let Some(all) = folders.get("").copied().filter(|f| f.bytes > 0) else {
            return Self::default();
        };
        let found = crate::exposure::folders::found(&report.findings);
        let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
        for path in folders.keys().filter(|p| !p.is_empty()) {
            children.entry(parent(path)).or_default().push(path);
        }
        let bad = |path: &str| found.get(path).is_some_and(|f| f.worst >= Some(Severity::High));
        let share = |path: &str| folders.get(path).map_or(0, |f| f.bytes) as f64 / all.bytes as f64;
        let worth = |path: &str| share(path) >= SMALL || bad(path);
        let order = |path: &str| {
            (
                (share(path).max(if bad(path) { 0.01 } else { 0.0 }) * 1e9) as u64,
                std::cmp::Reverse(path.to_owned()),
            )
        };
        let mut queue = BinaryHeap::from([order("")]);
        let mut split: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut cells = 1;
        while let Some((_, std::cmp::Reverse(path))) = queue.pop() {
            let mut apart: Vec<&str> = children
                .get(path.as_str())
                .into_iter()
                .flatten()
                .copied()
                .filter(|c| worth(c))
                .collect();
            apart.sort_unstable();
            if apart.is_empty() || cells + apart.len() > CELLS {
                continue;
            }
            cells += apart.len();
            queue.extend(apart.iter().map(|c| order(c)));
            split.insert(path, apart.into_iter().map(str::to_owned).collect());
        }
        let mut tree = Self { all, ..Self::default() };
        tree.add("", &split, folders);
        tree.blame(report);
        tree
    }

    /// Makes the cells of a folder.
    fn add(&mut self, path: &str, split: &BTreeMap<String, Vec<String>>, folders: &HashMap<String, Folder>) -> Inside {
        let mut holds = folders.get(path).copied().unwrap_or_default();
        let whole = holds.bytes;
        let Some(apart) = split.get(path) else {
            self.cells.push(Cell {
                path: path.to_owned(),
                split: false,
                holds,
                found: Found::default(),
            });
            return Inside::Cell(self.cells.len() - 1);
        };
        let mut inside = Vec::new();
        for child in apart {
            inside.push(self.add(child, split, folders));
            let c = folders.get(child).copied().unwrap_or_default();
            // A saved report may hold any numbers.
            holds.files = holds.files.saturating_sub(c.files);
            holds.bytes = holds.bytes.saturating_sub(c.bytes);
        }
        self.cells.push(Cell {
            path: path.to_owned(),
            split: true,
            holds,
            found: Found::default(),
        });
        inside.push(Inside::Cell(self.cells.len() - 1));
        self.inside.insert(path.to_owned(), inside);
        Inside::Folder(path.to_owned(), whole)
    }

    /// Gives each finding to the cell that it lies in.
    fn blame(&mut self, report: &Report) {
        let at: HashMap<String, usize> = self
            .cells
            .iter()
            .enumerate()
            .map(|(i, c)| (c.path.clone(), i))
            .collect();
        for f in report.findings.iter().filter(|f| in_tree(f)) {
            let path = &f.location.path;
            let ends = path.match_indices('/').map(|(i, _)| i + 1).rev().chain([0]);
            let cell = ends.into_iter().find_map(|end| at.get(&path[..end]));
            if let Some(cell) = cell.and_then(|i| self.cells.get_mut(*i)) {
                cell.found.worst = cell.found.worst.max(Some(f.severity));
                cell.found.findings += 1;
            }
        }
    }

    /// Where each cell lies, and the outlines of split folders, outermost first.
    fn place(&self, bounds: Rect) -> (Vec<(usize, Rect)>, Vec<Rect>) {
        let (mut cells, mut groups) = (Vec::new(), Vec::new());
        let mut todo = vec![(String::new(), bounds)];
        if self.inside.is_empty() {
            cells.extend((0..self.cells.len()).map(|i| (i, bounds)));
        }
        while let Some((path, rect)) = todo.pop() {
            let Some(inside) = self.inside.get(&path) else {
                continue;
            };
            groups.push(rect);
            let weights: Vec<f64> = inside
                .iter()
                .map(|i| match i {
                    Inside::Cell(c) => self.cells[*c].holds.bytes as f64,
                    Inside::Folder(_, whole) => *whole as f64,
                })
                .collect();
            for (i, r) in inside.iter().zip(layout(&weights, rect)) {
                match i {
                    Inside::Cell(c) => cells.push((*c, r)),
                    Inside::Folder(path, _) => todo.push((path.clone(), r)),
                }
            }
        }
        cells.sort_by_key(|(i, _)| *i);
        (cells, groups)
    }

    fn share(&self, cell: &Cell) -> f64 {
        (cell.holds.bytes as f64 / self.all.bytes.max(1) as f64).min(1.0)
    }
}

fn parent(path: &str) -> &str {
    let inner = path.strip_suffix('/').unwrap_or(path);
    inner.rfind('/').map_or("", |at| &path[..=at])
}

impl Cell {
    fn worst(&self) -> &'static str {
        self.found.worst.map_or("none", Severity::name)
    }

    /// The name in table and picture.
    fn name(&self) -> String {
        match (self.path.is_empty(), self.split) {
            (true, true) => "files at the root".to_owned(),
            (true, false) => "the whole tree".to_owned(),
            (false, true) => format!("{} (the rest)", self.path),
            (false, false) => self.path.clone(),
        }
    }
}

/// The section.
pub(super) fn write(page: &mut String, tree: &Tree) {
    if tree.cells.is_empty() {
        return;
    }
    put!(
        page,
        "<section id=\"tree\" aria-labelledby=\"h-tree\">\n<h2 id=\"h-tree\">The tree: what an agent could read, and the worst of it</h2>\n\
         <p class=\"note\">Area is readable bytes, {} in {} files; colour is the worst finding, a dot a folder too small to be seen. The table says the same.</p>\n\
         <ul class=\"legend\" aria-label=\"Colours\">",
        bytes(tree.all.bytes),
        thousands(tree.all.files)
    );
    for s in Severity::ALL.into_iter().rev().map(Severity::name).chain(["none"]) {
        put!(
            page,
            "<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"t-{s}\" width=\"12\" height=\"12\" rx=\"2\"/></svg>{}</li>",
            if s == "none" { "nothing found" } else { s }
        );
    }
    put!(page, "</ul>\n");
    picture(page, tree, "broad", 1100.0, 420.0);
    picture(page, tree, "narrow", 360.0, 460.0);
    table(page, tree);
    put!(page, "</section>\n");
}

fn picture(page: &mut String, tree: &Tree, name: &str, w: f64, h: f64) {
    let bounds = Rect { x: 0.0, y: 0.0, w, h };
    let (cells, groups) = tree.place(bounds);
    let mut dots: Vec<(&Cell, Rect)> = Vec::new();
    put!(
        page,
        "<svg class=\"map {name}\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-label=\"Treemap of the folders; the table below says the same\">\n"
    );
    for (i, r) in cells {
        let cell = &tree.cells[i];
        if r.w.min(r.h) < TINY {
            if cell.found.worst.is_some() {
                dots.push((cell, r));
            }
            if r.w < 0.5 || r.h < 0.5 {
                continue;
            }
        }
        put!(
            page,
            "<g class=\"t-{}\" data-path=\"{}\">{}<rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\"/>",
            cell.worst(),
            Text(&cell.path),
            hint(cell),
            r.x,
            r.y,
            r.w,
            r.h
        );
        label(page, cell, r);
        put!(page, "</g>\n");
    }
    outlines_and_dots(page, &groups, dots, bounds);
    put!(page, "</svg>\n");
}

/// Borders of split folders; and what is bad but too small to be seen, the worst on top.
fn outlines_and_dots(page: &mut String, groups: &[Rect], mut dots: Vec<(&Cell, Rect)>, bounds: Rect) {
    for r in groups.iter().skip(1).filter(|r| r.w.min(r.h) >= 6.0 * TINY) {
        put!(
            page,
            "<rect class=\"group\" x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\"/>\n",
            r.x,
            r.y,
            r.w,
            r.h
        );
    }
    dots.sort_by(|a, b| a.0.found.cmp(&b.0.found).then(a.0.path.cmp(&b.0.path)));
    for (cell, r) in dots {
        put!(
            page,
            "<g class=\"t-{}\" data-path=\"{}\">{}<circle cx=\"{:.2}\" cy=\"{:.2}\" r=\"{DOT}\"/></g>\n",
            cell.worst(),
            Text(&cell.path),
            hint(cell),
            (r.x + r.w / 2.0).clamp(DOT + 1.0, bounds.w - DOT - 1.0),
            (r.y + r.h / 2.0).clamp(DOT + 1.0, bounds.h - DOT - 1.0)
        );
    }
}

/// What a pointer at rest says.
fn hint(cell: &Cell) -> String {
    format!(
        "<title>{}: {}, {} found</title>",
        Text(&cell.name()),
        bytes(cell.holds.bytes),
        thousands(cell.found.findings)
    )
}

/// Name and size, as far as they fit.
fn label(page: &mut String, cell: &Cell, r: Rect) {
    /// Width of a letter and height of a line, at 12 units a letter.
    const LETTER: f64 = 6.9;
    const LINE: f64 = 15.0;
    let room = ((r.w - 10.0) / LETTER) as usize;
    if r.h < LINE + 4.0 || room < 3 {
        return;
    }
    let name = cell.name();
    let short = name.get(parent(&cell.path).len()..).unwrap_or(&name);
    let last = cell.path.get(parent(&cell.path).len()..).unwrap_or(short);
    let fits = |t: &&str| !t.is_empty() && width(&escape(t)) <= room;
    let Some(text) = [&name, short, last]
        .into_iter()
        .find(fits)
        .or(Some(last).filter(|l| room >= 6 && !l.is_empty()))
    else {
        return;
    };
    put!(
        page,
        "<text x=\"{:.2}\" y=\"{:.2}\">{}</text>",
        r.x + 5.0,
        r.y + LINE,
        Text(&shorten_middle(&escape(text), room))
    );
    let size = bytes(cell.holds.bytes);
    if r.h >= 2.0 * LINE + 4.0 && size.len() <= room {
        put!(
            page,
            "<text class=\"size\" x=\"{:.2}\" y=\"{:.2}\">{size}</text>",
            r.x + 5.0,
            r.y + 2.0 * LINE
        );
    }
}

fn table(page: &mut String, tree: &Tree) {
    let mut cells: Vec<&Cell> = tree
        .cells
        .iter()
        .filter(|c| c.holds.files > 0 || c.found.findings > 0)
        .collect();
    cells.sort_by(|a, b| {
        b.found
            .cmp(&a.found)
            .then(b.holds.bytes.cmp(&a.holds.bytes))
            .then(a.path.cmp(&b.path))
    });
    put!(
        page,
        "<div class=\"wide tall\" role=\"region\" aria-label=\"The tree as a table\" tabindex=\"0\"><table id=\"folders\">\n<thead><tr><th scope=\"col\">Folder</th><th scope=\"col\">Worst</th><th scope=\"col\" class=\"num\">Findings</th><th scope=\"col\" class=\"num\">Files</th><th scope=\"col\" class=\"num\">Readable</th><th scope=\"col\" class=\"num\">Share</th></tr></thead>\n<tbody>\n"
    );
    for c in cells {
        let worst = c.worst();
        put!(
            page,
            "<tr><th scope=\"row\" data-path=\"{}\"><code class=\"path\">{}</code></th><td class=\"s-{worst}\">{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td><td class=\"num\">{}</td><td class=\"num\">{:.1}%</td></tr>\n",
            Text(&c.path),
            Text(&c.name()),
            if worst == "none" { "–" } else { worst },
            thousands(c.found.findings),
            thousands(c.holds.files),
            bytes(c.holds.bytes),
            tree.share(c) * 100.0
        );
    }
    put!(page, "</tbody></table></div>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{self, finding};

    fn report(folders: &[(&str, u64, u64)]) -> Report {
        let mut r = sample::report();
        r.findings = vec![
            finding("r", Severity::Critical, "some-value-or-other", "config/x.env", 1),
            finding("r", Severity::Low, "some-value-or-else", "src/deep/er/y", 1),
            finding("r", Severity::Medium, "some-value-or-more", "z", 1),
        ];
        r.coverage.folders = folders
            .iter()
            .map(|(p, files, bytes)| {
                (
                    (*p).to_owned(),
                    Folder {
                        files: *files,
                        bytes: *bytes,
                    },
                )
            })
            .collect();
        r
    }

    #[test]
    fn cells_share_the_tree_and_the_findings() {
        let r = report(&[
            ("", 100, 1_000_000),
            ("config/", 1, 10),
            ("src/", 90, 900_000),
            ("src/deep/", 40, 400_000),
            ("src/deep/er/", 1, 5),
        ]);
        let tree = Tree::of(&r);
        let sum: u64 = tree.cells.iter().map(|c| c.holds.bytes).sum();
        assert_eq!(sum, 1_000_000);
        let of = |name: &str| {
            let c = tree
                .cells
                .iter()
                .find(|c| c.name() == name)
                .unwrap_or_else(|| panic!("{name}: {tree:?}"));
            (c.holds.bytes, c.worst(), c.found.findings)
        };
        assert_eq!(of("config/"), (10, "critical", 1), "small, but bad");
        assert_eq!(of("src/deep/"), (400_000, "low", 1));
        assert_eq!(of("src/ (the rest)"), (500_000, "none", 0));
        assert_eq!(of("files at the root"), (99_990, "medium", 1));
        let bounds = Rect {
            x: 0.0,
            y: 0.0,
            w: 1000.0,
            h: 1000.0,
        };
        for (i, r) in tree.place(bounds).0 {
            let share = tree.cells[i].holds.bytes as f64 / 1e6;
            assert!((r.w * r.h / 1e6 - share).abs() < 1e-9, "{:?}", tree.cells[i]);
        }
    }

    #[test]
    fn any_numbers_of_a_saved_report_do() {
        for folders in [
            &[("", 1, 10), ("a/", 9, u64::MAX), ("a/b/", 1, u64::MAX)][..],
            &[("a/", 1, 1)],
            &[("", 0, 0)],
            &[("", 1, 1)],
            &[("", 1, 9), ("no-slash", 1, 9), ("/", 1, 9), ("x//", 1, 9)],
        ] {
            let tree = Tree::of(&report(folders));
            let mut page = String::new();
            write(&mut page, &tree);
            assert!(!page.contains("NaN") && !page.contains("\"inf\""), "{page}");
        }
    }

    #[test]
    fn many_folders_are_a_few_cells() {
        let mut list: Vec<(String, u64, u64)> = (0..400).map(|i| (format!("d{i}/"), 1, 1_000)).collect();
        list.push((String::new(), 400, 400_000));
        let list: Vec<(&str, u64, u64)> = list.iter().map(|(p, f, b)| (p.as_str(), *f, *b)).collect();
        let tree = Tree::of(&report(&list));
        assert!(tree.cells.len() <= CELLS);
    }
}
