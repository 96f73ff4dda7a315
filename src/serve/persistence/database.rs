use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use crate::serve::data::Data;
use crate::serve::store::{Change, Counters};

/// What the file holds, so that another program's file is not taken for one of ours.
const APPLICATION_ID: i64 = 0x6d_73_70_63;

/// The tables of a site in a SQLite file: one row of JSON for each thing.
#[derive(Debug)]
pub(crate) struct Database {
    connection: Connection,
    path: PathBuf,
}

impl Database {
    /// Opens a file, or makes one. Every commit waits for the disk.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Database {
            path: path.to_owned(),
            source,
        };
        let connection = Connection::open(path).map_err(failed)?;
        let set_up = |connection: &Connection| -> rusqlite::Result<i64> {
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.query_row("PRAGMA application_id", [], |row| row.get(0))
        };
        let owner = set_up(&connection).map_err(failed)?;
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(failed)?;
        if tables > 0 && owner != APPLICATION_ID {
            return Err(StoreError::Foreign {
                path: path.to_owned(),
            });
        }
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    /// What the file holds, or nothing if it is new.
    pub(crate) fn load(&self) -> Result<Option<(Data, Counters)>, StoreError> {
        let tables: i64 = self
            .connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(|source| self.failed(source))?;
        if tables == 0 {
            return Ok(None);
        }
        let data = Data {
            profile_fields: self.rows("profile_field")?,
            plans: self.rows("plan")?,
            products: self.rows("product")?,
            customers: self.rows("customer")?,
            orders: self.rows("order")?,
            subscriptions: self.rows("subscription")?,
            attachments: self.rows("attachment")?,
            memberships: self.rows("membership")?,
        };
        let counter = |name: &str| -> Result<u64, StoreError> {
            self.connection
                .query_row("SELECT value FROM counter WHERE name = ?", [name], |row| {
                    row.get::<_, i64>(0)
                })
                .map(i64::unsigned_abs)
                .map_err(|source| self.failed(source))
        };
        let counters = Counters {
            post: counter("post")?,
            meta: counter("meta")?,
            user: counter("user")?,
        };
        Ok(Some((data, counters)))
    }

    /// Fills a new file.
    pub(crate) fn fill(&mut self, data: &Data, counters: Counters) -> Result<(), StoreError> {
        let path = self.path.clone();
        let transaction = self.begin()?;
        let failed = |source| StoreError::Database {
            path: path.clone(),
            source,
        };
        transaction
            .execute_batch(&format!(
                "PRAGMA application_id = {APPLICATION_ID};
                 CREATE TABLE thing (
                     kind TEXT NOT NULL, id INTEGER NOT NULL, json TEXT NOT NULL,
                     PRIMARY KEY (kind, id)
                 ) WITHOUT ROWID;
                 CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
            ))
            .map_err(failed)?;
        put_all(
            &transaction,
            "profile_field",
            &path,
            numbered(&data.profile_fields),
        )?;
        put_all(
            &transaction,
            "plan",
            &path,
            data.plans.iter().map(|row| (row.id, row)),
        )?;
        put_all(
            &transaction,
            "product",
            &path,
            data.products.iter().map(|row| (row.id, row)),
        )?;
        put_all(
            &transaction,
            "customer",
            &path,
            data.customers.iter().map(|row| (row.id, row)),
        )?;
        put_all(
            &transaction,
            "order",
            &path,
            data.orders.iter().map(|row| (row.id, row)),
        )?;
        put_all(
            &transaction,
            "subscription",
            &path,
            data.subscriptions.iter().map(|row| (row.id, row)),
        )?;
        put_all(
            &transaction,
            "attachment",
            &path,
            data.attachments.iter().map(|id| (*id, id)),
        )?;
        put_all(
            &transaction,
            "membership",
            &path,
            data.memberships.iter().map(|row| (row.id, row)),
        )?;
        count(&transaction, counters).map_err(failed)?;
        transaction.commit().map_err(failed)
    }

    /// Writes what a request has changed, all or nothing.
    pub(crate) fn write(
        &mut self,
        changes: &[Change],
        counters: Counters,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        let transaction = self.begin()?;
        let failed = |source| StoreError::Database {
            path: path.clone(),
            source,
        };
        for change in changes {
            match change {
                Change::Member {
                    id,
                    after: Some(row),
                    ..
                } => {
                    put(&transaction, "membership", &path, *id, row)?;
                }
                Change::Customer {
                    id,
                    after: Some(row),
                    ..
                } => {
                    put(&transaction, "customer", &path, *id, row)?;
                }
                Change::Member {
                    id, after: None, ..
                } => {
                    delete(&transaction, "membership", *id).map_err(failed)?;
                }
                Change::Customer {
                    id, after: None, ..
                } => {
                    delete(&transaction, "customer", *id).map_err(failed)?;
                }
            }
        }
        count(&transaction, counters).map_err(failed)?;
        transaction.commit().map_err(failed)
    }

    fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        let path = self.path.clone();
        self.connection
            .transaction()
            .map_err(|source| StoreError::Database { path, source })
    }

    fn rows<T: DeserializeOwned>(&self, kind: &str) -> Result<Vec<T>, StoreError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self
                .connection
                .prepare("SELECT json FROM thing WHERE kind = ? ORDER BY id")?;
            let rows = statement.query_map([kind], |row| row.get(0))?;
            rows.collect()
        };
        read()
            .map_err(|source| self.failed(source))?
            .iter()
            .map(|json| {
                serde_json::from_str(json).map_err(|source| StoreError::Row {
                    path: self.path.clone(),
                    source,
                })
            })
            .collect()
    }

    fn failed(&self, source: rusqlite::Error) -> StoreError {
        StoreError::Database {
            path: self.path.clone(),
            source,
        }
    }
}

fn numbered<T>(rows: &[T]) -> impl Iterator<Item = (u64, &T)> {
    (0..).zip(rows)
}

fn put_all<'r, T: Serialize + 'r>(
    transaction: &Transaction<'_>,
    kind: &str,
    path: &Path,
    rows: impl Iterator<Item = (u64, &'r T)>,
) -> Result<(), StoreError> {
    for (id, row) in rows {
        put(transaction, kind, path, id, row)?;
    }
    Ok(())
}

fn put(
    transaction: &Transaction<'_>,
    kind: &str,
    path: &Path,
    id: u64,
    row: &impl Serialize,
) -> Result<(), StoreError> {
    let json = serde_json::to_string(row).map_err(|source| StoreError::Row {
        path: path.to_owned(),
        source,
    })?;
    let mut statement = transaction
        .prepare_cached("INSERT OR REPLACE INTO thing (kind, id, json) VALUES (?, ?, ?)")
        .map_err(|source| StoreError::Database {
            path: path.to_owned(),
            source,
        })?;
    statement
        .execute(params![kind, id.cast_signed(), json])
        .map_err(|source| StoreError::Database {
            path: path.to_owned(),
            source,
        })?;
    Ok(())
}

fn delete(transaction: &Transaction<'_>, kind: &str, id: u64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM thing WHERE kind = ? AND id = ?")?
        .execute(params![kind, id.cast_signed()])?;
    Ok(())
}

fn count(transaction: &Transaction<'_>, counters: Counters) -> rusqlite::Result<()> {
    let mut statement =
        transaction.prepare_cached("INSERT OR REPLACE INTO counter (name, value) VALUES (?, ?)")?;
    for (name, value) in [
        ("post", counters.post),
        ("meta", counters.meta),
        ("user", counters.user),
    ] {
        statement.execute(params![name, value.cast_signed()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::options::default_instant;
    use crate::serve::store::Store;

    #[test]
    fn what_was_written_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("site.sqlite");
        let data = Data::seeded(default_instant());
        let mut store = Store::new(data.clone());
        let mut database = Database::open(&path).unwrap();
        assert!(database.load().unwrap().is_none());
        database.fill(&data, store.counters()).unwrap();
        let mut row = store.members.get(60).cloned().unwrap();
        row.id = store.next_post_id();
        store.put_member(row.clone());
        store.remove_member(61);
        database
            .write(&store.take_changes(), store.counters())
            .unwrap();
        drop(database);
        let (read, counters) = Database::open(&path).unwrap().load().unwrap().unwrap();
        assert_eq!(counters, store.counters());
        assert_eq!(read.plans, data.plans);
        assert!(read.memberships.contains(&row));
        assert!(read.memberships.iter().all(|row| row.id != 61));
    }

    #[test]
    fn another_program_s_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("other.sqlite");
        let other = Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE x (y)").unwrap();
        drop(other);
        assert!(matches!(
            Database::open(&path),
            Err(StoreError::Foreign { .. })
        ));
        std::fs::write(
            folder.path().join("text"),
            "not a database, but long enough to look at",
        )
        .unwrap();
        let text = Database::open(&folder.path().join("text"));
        assert!(matches!(text, Err(StoreError::Database { .. })));
    }
}
