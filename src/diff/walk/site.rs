use crate::diff::schema::{Direction, Wire};

/// Where in an operation the walk stands.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// `GET /members/{id}`; empty for the document itself.
    pub(super) operation: String,
    /// `request body application/json`.
    pub(super) part: String,
    /// `$.items[*].name`; empty outside schemas.
    pub(super) path: String,
    /// Who writes the values.
    pub(super) direction: Direction,
    /// How they travel.
    pub(super) wire: Wire,
}

impl Site {
    pub(super) fn document() -> Self {
        Self {
            operation: String::new(),
            part: String::new(),
            path: String::new(),
            direction: Direction::Request,
            wire: Wire::Json,
        }
    }

    pub(super) fn operation(operation: String, direction: Direction) -> Self {
        Self {
            operation,
            direction,
            ..Self::document()
        }
    }

    pub(super) fn part(&self, part: impl Into<String>) -> Self {
        Self {
            part: part.into(),
            ..self.clone()
        }
    }

    pub(super) fn turned(&self) -> Self {
        Self {
            direction: self.direction.turned(),
            ..self.clone()
        }
    }

    pub(super) fn schema(&self, wire: Wire) -> Self {
        Self {
            path: "$".to_owned(),
            wire,
            ..self.clone()
        }
    }

    pub(super) fn step(&self, step: &str, wire: Wire) -> Self {
        Self {
            path: format!("{}{step}", self.path),
            wire,
            ..self.clone()
        }
    }

    /// The place as people read it.
    pub(super) fn place(&self) -> String {
        match (self.part.is_empty(), self.path.is_empty()) {
            (true, _) => self.path.clone(),
            (false, true) => self.part.clone(),
            (false, false) => format!("{} {}", self.part, self.path),
        }
    }
}
