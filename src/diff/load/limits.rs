use thiserror::Error;

use super::mend::Mended;
use super::node::Twice;

/// Nesting that a document may have. Real ones stay below 60.
pub(super) const DEPTH: usize = 400;
/// Values that a document may hold.
pub(super) const NODES: usize = 8_000_000;
/// Values that anchors and aliases may copy. Honest ones repeat a few hundred.
pub(super) const COPIES: usize = 1_000_000;
/// Bytes that one file may have.
pub(super) const BYTES: usize = 128 * 1024 * 1024;
/// Bytes that all files of a document may have together.
pub(super) const ALL_BYTES: usize = 2 * BYTES;
/// Files that one document may consist of.
pub(super) const FILES: usize = 100_000;

/// What is left of the limits while a document is read, and what was noted on the way.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    nodes: usize,
    copies: usize,
    depth: usize,
    bytes: usize,
    /// Members that were given more than once so far.
    pub(super) twice: Vec<Twice>,
    /// Lines of the file that was read last which are not YAML, and how they are read.
    pub(super) mended: Vec<Mended>,
    /// Whether some dynamic reference of the file that was read last is taken for a plain one.
    pub(super) is_unbound: bool,
}

/// A document that is larger than any honest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Exceeded {
    #[error("values are nested more than {DEPTH} deep")]
    Depth,
    #[error("the document holds more than {NODES} values")]
    Nodes,
    #[error("the anchors and aliases of the document copy more than {COPIES} values")]
    Copies,
    #[error("the files of the document hold more than {ALL_BYTES} bytes together")]
    Bytes,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            nodes: NODES,
            copies: COPIES,
            depth: DEPTH,
            bytes: ALL_BYTES,
            twice: Vec::new(),
            mended: Vec::new(),
            is_unbound: false,
        }
    }
}

impl Budget {
    pub(super) fn node(&mut self) -> Result<(), Exceeded> {
        self.nodes = self.nodes.checked_sub(1).ok_or(Exceeded::Nodes)?;
        Ok(())
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<(), Exceeded> {
        self.bytes = self.bytes.checked_sub(count).ok_or(Exceeded::Bytes)?;
        Ok(())
    }

    pub(super) fn copies(&mut self, count: usize) -> Result<(), Exceeded> {
        self.copies = self.copies.checked_sub(count).ok_or(Exceeded::Copies)?;
        Ok(())
    }

    pub(super) fn enter(&mut self) -> Result<(), Exceeded> {
        self.depth = self.depth.checked_sub(1).ok_or(Exceeded::Depth)?;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth += 1;
    }
}
