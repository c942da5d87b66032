//! All that is unsafe in this program: loads of whole arrays into vectors, and calls into functions compiled for AVX2.
//!
//! Why it is sound: the processor is asked before such a function is entered, and a load reads as many bytes as the array has that
//! it is given. Each part has a twin without vectors, which other processors use, and a property test that holds them against
//! each other: [`sweep`] against `detect::literal::sweep::portable`, [`chains`] against the `blake3` crate, [`look`] against
//! `detect::blocks::Plain`.
#![allow(unsafe_code, reason = "the one module that may")]

pub(crate) mod chains;
pub(crate) mod look;
pub(crate) mod sweep;
