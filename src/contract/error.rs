use thiserror::Error as ThisError;

/// Why a document cannot be used as a contract.
#[derive(Debug, ThisError)]
pub enum Error {
    /// The document has no object under `paths`.
    #[error("the document has no `paths`: is it an OpenAPI 3.1 document?")]
    NoPaths,
    /// A reference cannot be followed.
    #[error("{at}: the reference {reference} does not exist in this document")]
    Reference {
        /// JSON pointer of the place that holds the reference.
        at: String,
        /// The reference.
        reference: String,
    },
    /// A schema cannot be compiled.
    #[error("{at}: not a usable JSON Schema: {source}")]
    Schema {
        /// JSON pointer of the schema.
        at: String,
        /// What the validator says.
        #[source]
        source: Box<jsonschema::ValidationError<'static>>,
    },
    /// The schemas' references cannot be resolved inside the document.
    #[error("the document's references cannot be resolved: {0}")]
    Registry(#[from] jsonschema::ReferencingError),
}
