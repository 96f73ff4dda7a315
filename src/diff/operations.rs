use std::ops::Deref;
use std::sync::Arc;

/// The operations that a change touches. Many changes touch the same ones: they share the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operations(Arc<[Arc<str>]>);

impl Deref for Operations {
    type Target = [Arc<str>];

    fn deref(&self) -> &[Arc<str>] {
        &self.0
    }
}

impl FromIterator<Arc<str>> for Operations {
    fn from_iter<I: IntoIterator<Item = Arc<str>>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

impl<'o> IntoIterator for &'o Operations {
    type Item = &'o Arc<str>;
    type IntoIter = std::slice::Iter<'o, Arc<str>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
