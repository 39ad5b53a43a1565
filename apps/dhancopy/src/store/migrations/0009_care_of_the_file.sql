-- 0009_care_of_the_file.sql
-- What was kept aside when an older file was taken over, what was moved to archives, how large the file was and when it was cared for.
-- compatible: v1, v2 and v3 statements keep working
--
-- Times are epoch seconds.

-- One row per older file that this one was made from.
create table file_migrations (
  id integer primary key autoincrement,
  source text not null,
  source_version integer not null,
  -- Rows that were taken over, and rows that could not be: see migration_leftovers.
  rows_taken integer not null,
  rows_kept_aside integer not null,
  finished_at integer not null
);

-- Rows of an older file that have no place here as they are. Never emptied by the program.
create table migration_leftovers (
  id integer primary key autoincrement,
  source_table text not null,
  source_rowid integer not null,
  -- JSON object, column by column. Sealed by the vault where is_sealed is 1, bound to source_table:source_rowid.
  row text not null,
  is_sealed integer not null default 0 check (is_sealed in (0, 1)),
  why text not null,
  -- 1: the row is in its table, and is kept here for the columns that this schema does not have.
  was_taken integer not null default 0 check (was_taken in (0, 1)),
  kept_at integer not null
);
create index idx_migration_leftovers_source on migration_leftovers (source_table, source_rowid);

-- One row per table, archive file and run. Ids as text: those of trades are the exchange's.
create table archives (
  id integer primary key autoincrement,
  -- Within the data folder.
  file text not null,
  table_name text not null,
  from_id text not null,
  to_id text not null,
  from_ts integer not null,
  to_ts integer not null,
  rows integer not null,
  created_at integer not null
);
create index idx_archives_table on archives (table_name, from_ts);

-- What "db stats" compares with.
create table size_reports (
  id integer primary key autoincrement,
  taken_at integer not null,
  file_bytes integer not null,
  free_bytes integer not null,
  -- JSON: bytes by table, its indexes included.
  tables text not null
);

-- Daily, weekly and monthly care. finished_at null: broken off.
create table maintenance_runs (
  id integer primary key autoincrement,
  task text not null,
  started_at integer not null,
  finished_at integer,
  outcome text check (outcome in ('DONE', 'FAILED')),
  detail text
);
create index idx_maintenance_runs_task on maintenance_runs (task, started_at);

insert into config (key, value, data_type, category, description, updated_at) values
  ('audit_retention_days', '90', 'integer', 'maintenance', 'Days after which rows of audit_log move to an archive', unixepoch()),
  ('trades_retention_days', '365', 'integer', 'maintenance', 'Days after which rows of trades move to an archive', unixepoch()),
  ('maintenance_enabled', 'true', 'boolean', 'maintenance', 'Care for the database while the market is closed', unixepoch());
