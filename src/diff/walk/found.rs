use std::rc::Rc;

/// What a walk of two schemas found. A schema that is used in many places is walked once: its
/// changes are shared by the walks around it and never copied, so that schemas which refer to
/// the same ones again and again stay as small as they are written.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Numbers of the changes of the schema itself.
    pub(super) own: Vec<usize>,
    /// What was found in the schemas inside it.
    pub(super) inner: Vec<Rc<Self>>,
    /// Whether one of them, however deep, may break somebody.
    pub(super) is_serious: bool,
}

impl Found {
    /// Takes in a change of the schema itself.
    pub(super) fn push(&mut self, change: usize) {
        self.own.push(change);
    }

    /// Takes in what was found in a schema inside it.
    pub(super) fn join(&mut self, inner: Rc<Self>) {
        self.is_serious |= inner.is_serious;
        if !(inner.own.is_empty() && inner.inner.is_empty()) {
            self.inner.push(inner);
        }
    }
}
