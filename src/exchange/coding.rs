use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

/// Bytes that the decoder of Brotli reads at once.
const BUFFER: usize = 4096;

/// What came of undoing a content coding (RFC 9110, section 8.4.1).
#[derive(Debug)]
pub(crate) enum Undone {
    /// All of it.
    Whole(Vec<u8>),
    /// The start, up to the limit.
    TooLarge(Vec<u8>),
    /// What came before it breaks, and how.
    Broken(Vec<u8>, io::Error),
    /// No coding of that name is known.
    Unknown,
}

/// Undoes one content coding, up to `cap` bytes. Its name is in lower case.
pub(crate) fn undo(coding: &str, bytes: &[u8], cap: usize) -> Undone {
    match coding {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(bytes), cap),
        "deflate" if is_zlib(bytes) => read(ZlibDecoder::new(bytes), cap),
        "deflate" => read(DeflateDecoder::new(bytes), cap),
        "br" => read(Decompressor::new(bytes, BUFFER), cap),
        _ => Undone::Unknown,
    }
}

fn read(decoder: impl Read, cap: usize) -> Undone {
    let limit = u64::try_from(cap).unwrap_or(u64::MAX).saturating_add(1);
    let mut got = Vec::new();
    match decoder.take(limit).read_to_end(&mut got) {
        Ok(_) if got.len() > cap => {
            got.truncate(cap);
            Undone::TooLarge(got)
        }
        Ok(_) => Undone::Whole(got),
        Err(error) => Undone::Broken(got, error),
    }
}

/// `deflate` means the zlib format (RFC 9110, section 8.4.1.2), but some servers send the bare
/// stream. The first two bytes tell (RFC 1950, section 2.2).
fn is_zlib(bytes: &[u8]) -> bool {
    match bytes {
        [first, second, ..] => {
            first & 0x0F == 8 && u16::from_be_bytes([*first, *second]).is_multiple_of(31)
        }
        _ => false,
    }
}
