/* SPDX-License-Identifier: MIT */
/*
 * Rust: threads count in a static variable in unsafe code.
 *
 * pattern: lost update in one instruction
 * depth: 2
 * found: exit:1
 * events: app
 */
use std::sync::Mutex;
use std::thread;

static LOCK: Mutex<()> = Mutex::new(());
static mut COUNT: i32 = 0;

fn add() {
    let _guard = if cfg!(fixed) { Some(LOCK.lock().unwrap()) } else { None };
    unsafe { COUNT += 1 }
}

fn main() {
    let one = thread::spawn(add);
    let other = thread::spawn(add);
    one.join().unwrap();
    other.join().unwrap();
    let count = unsafe { COUNT };
    println!("{}", count);
    std::process::exit((count != 2) as i32);
}
