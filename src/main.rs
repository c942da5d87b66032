//! The `spillage` command.

fn main() {}
