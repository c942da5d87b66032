//! Items that a source hands over one by one, or that threads fetch for themselves, examined on all threads in bounded
//! memory: git objects, staged blobs, what lies around the tree, transcripts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};

use super::examine::Memory;
use super::{Deadline, ScanOptions, Tally};

/// A batch goes to a thread when it holds this much.
const BATCH_BYTES: usize = 1 << 20;
const BATCH_ITEMS: usize = 256;

/// Runs `work` for every number below `count` on all threads, in no particular order.
pub(super) fn spread(
    options: &ScanOptions<'_>,
    count: usize,
    work: impl Fn(usize, &mut Memory, &mut Tally) + Sync,
) -> Tally {
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Tally::default());
    let run = || {
        let mut memory = Memory::default();
        let mut tally = Tally::default();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= count {
                break;
            }
            work(n, &mut memory, &mut tally);
        }
        total.lock().unwrap_or_else(PoisonError::into_inner).add(tally);
    };
    std::thread::scope(|scope| {
        for _ in 1..options.threads.min(count) {
            scope.spawn(run);
        }
        run();
    });
    total.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `produce` on this thread and `work` on all others. `produce` hands over each item with its size and waits while
/// the threads are busy. Results are added up in no particular order; the tally is sorted when it is finished.
pub(super) fn stream<T: Send>(
    options: &ScanOptions<'_>,
    deadline: Deadline,
    produce: impl FnOnce(&mut dyn FnMut(T, usize)),
    work: impl Fn(T, &mut Memory, &mut Tally) + Sync,
) -> Tally {
    let threads = options.threads.max(1);
    let (send, receive) = sync_channel::<Vec<(T, usize)>>(threads * 2);
    let receive = Mutex::new(receive);
    let total = Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut memory = Memory::default();
                let mut tally = Tally::default();
                loop {
                    let next = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(batch) = next else { break };
                    for (item, size) in batch {
                        tally.files += 1;
                        tally.readable += size as u64;
                        if deadline.passed() {
                            tally.cut += size as u64;
                            continue;
                        }
                        tally.examined += size as u64;
                        work(item, &mut memory, &mut tally);
                        if let Some(p) = options.progress {
                            p.files.fetch_add(1, Ordering::Relaxed);
                            p.bytes.fetch_add(size as u64, Ordering::Relaxed);
                        }
                    }
                }
                total.lock().unwrap_or_else(PoisonError::into_inner).add(tally);
            });
        }
        let mut batch = Vec::new();
        let mut held = 0;
        produce(&mut |item, size| {
            batch.push((item, size));
            held += size;
            if held >= BATCH_BYTES || batch.len() >= BATCH_ITEMS {
                held = 0;
                // The threads live until the channel closes; a thread that panicked is seen by the scope.
                let _ = send.send(std::mem::take(&mut batch));
            }
        });
        let _ = send.send(batch);
        drop(send);
    });
    total.into_inner().unwrap_or_else(PoisonError::into_inner)
}
