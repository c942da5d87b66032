//! The progress line on standard error: files, bytes, throughput. Only on a terminal, only when a scan takes a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use spillage::scan::Progress;

use super::output::can_draw;

/// How long a scan may take before anything is drawn.
const PATIENCE: Duration = Duration::from_millis(400);

/// A line that follows a scan until it is dropped.
pub(super) struct Line {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// Starts to follow, where somebody can see it.
    pub(super) fn follow(progress: &Arc<Progress>, wanted: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        if !wanted || !can_draw() {
            return Self { done, thread: None };
        }
        let (seen, progress) = (Arc::clone(&done), Arc::clone(progress));
        let thread = std::thread::spawn(move || {
            std::thread::park_timeout(PATIENCE);
            if seen.load(Ordering::Relaxed) {
                return;
            }
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bytes} ({bytes_per_sec})") {
                bar.set_style(style);
            }
            while !seen.load(Ordering::Relaxed) {
                bar.set_position(progress.bytes.load(Ordering::Relaxed));
                bar.set_message(format!("{} files,", progress.files.load(Ordering::Relaxed)));
                bar.tick();
                std::thread::park_timeout(Duration::from_millis(100));
            }
            bar.finish_and_clear();
        });
        Self {
            done,
            thread: Some(thread),
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(t) = self.thread.take() {
            t.thread().unpark();
            let _ = t.join();
        }
    }
}
