/// Where an instance of a finding was seen, as far as it takes to tell what else shows there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// Numbers of the exchanges that it takes to see it, sorted.
    pub numbers: Vec<usize>,
    /// Which list the last of them asks for, whatever the page; none for anything else.
    pub list: Option<u64>,
}

/// How many sights of one finding are kept; what was seen more often is judged by these.
pub(super) const KEPT: usize = 512;
