use std::thread;

/// As the command line gives it to the thread that compares.
const STACK: usize = 512 * 1024 * 1024;

/// Runs where documents may nest as deep as the loader lets them.
pub fn deep(work: impl FnOnce() + Send) {
    let panicked = thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(STACK);
        worker.spawn_scoped(scope, work).unwrap().join().is_err()
    });
    assert!(!panicked, "the comparison panicked");
}
