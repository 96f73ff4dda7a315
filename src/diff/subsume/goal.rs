use crate::diff::schema::SchemaId;

/// Whose schema speaks: it decides what undeclared properties mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Side {
    /// The side that writes values: it sends only what it declares.
    Writer,
    /// The side that reads values.
    Reader,
}

/// One demand on a value: that it satisfies a schema, or that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Literal {
    /// The schema.
    pub schema: SchemaId,
    /// Whether the value must satisfy it.
    pub holds: bool,
    /// Whose schema it is.
    pub side: Side,
}

impl Literal {
    /// A demand that the value satisfies the schema.
    #[must_use]
    pub(crate) fn holds(schema: SchemaId, side: Side) -> Self {
        Self {
            schema,
            holds: true,
            side,
        }
    }

    /// A demand that the value does not satisfy the schema.
    #[must_use]
    pub(crate) fn fails(schema: SchemaId, side: Side) -> Self {
        Self {
            schema,
            holds: false,
            side,
        }
    }

    /// Another schema of the same side, wanted the same way round.
    #[must_use]
    pub(super) fn of(self, schema: SchemaId) -> Self {
        Self { schema, ..self }
    }

    /// The opposite demand.
    #[must_use]
    pub(super) fn not(self) -> Self {
        Self {
            holds: !self.holds,
            ..self
        }
    }

    /// Whether every value satisfies it.
    pub(super) fn is_trivial(self) -> bool {
        (self.schema == SchemaId::TRUE && self.holds)
            || (self.schema == SchemaId::FALSE && !self.holds)
    }

    /// Whether no value satisfies it.
    pub(super) fn is_absurd(self) -> bool {
        (self.schema == SchemaId::TRUE && !self.holds)
            || (self.schema == SchemaId::FALSE && self.holds)
    }
}

/// Demands on one value, all of which must be met: sorted, each once, without trivial ones.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Goal(Vec<Literal>);

impl Goal {
    /// Puts demands together. `None` when they contradict one another outright.
    #[must_use]
    pub(crate) fn new(mut literals: Vec<Literal>) -> Option<Self> {
        literals.retain(|literal| !literal.is_trivial());
        literals.sort_unstable();
        literals.dedup();
        // Sorted by schema and then by polarity, so that opposites stand side by side.
        let contradicts = literals
            .windows(2)
            .any(|pair| pair[0].schema == pair[1].schema && pair[0].holds != pair[1].holds);
        if contradicts || literals.iter().any(|literal| literal.is_absurd()) {
            return None;
        }
        Some(Self(literals))
    }

    /// The demands.
    pub(super) fn literals(&self) -> &[Literal] {
        &self.0
    }
}
