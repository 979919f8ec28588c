/* SPDX-License-Identifier: MIT */
/*
 * Rust: an atomic variable is loaded and then stored, which is not one operation.
 *
 * pattern: lost update
 * depth: 2
 * found: exit:1
 * events: app
 */
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

static COUNT: AtomicU32 = AtomicU32::new(0);

fn add() {
    if cfg!(fixed) {
        COUNT.fetch_add(1, SeqCst);
    } else {
        COUNT.store(COUNT.load(SeqCst) + 1, SeqCst);
    }
}

fn main() {
    let one = thread::spawn(add);
    let other = thread::spawn(add);
    one.join().unwrap();
    other.join().unwrap();
    println!("{}", COUNT.load(SeqCst));
    std::process::exit((COUNT.load(SeqCst) != 2) as i32);
}
