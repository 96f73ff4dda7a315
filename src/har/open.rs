use std::fs::File;
use std::io::{self, Seek};
use std::path::Path;

use super::attachments::Attachments;
use super::{Reader, order};
use crate::input;

/// Bytes of a recording that is brought into the order of time, for which it is held as a whole.
const SORTED: u64 = 256 << 20;

/// Opens a recording that the user named: a regular file, or a stream of the shell.
///
/// Entries come in the order in which their requests were sent, whatever their order in the file.
///
/// # Errors
///
/// As [`input::open_named`].
pub(crate) fn open(path: &Path) -> io::Result<Reader<File>> {
    let mut file = input::open_named(path)?;
    let metadata = file.metadata()?;
    // A stream can be read only once.
    let is_shuffled = metadata.is_file() && metadata.len() <= SORTED && {
        let is_shuffled = !order::is_chronological(&mut file)?;
        file.rewind()?;
        is_shuffled
    };
    let reader = Reader::new(file).with_attachments(Attachments::beside(path));
    Ok(if is_shuffled { reader.sorted() } else { reader })
}
