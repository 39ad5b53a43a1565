-- 0004_mapping_journal.sql
-- Copies that were decided on and whose rows of copy_mappings are not written yet.
-- compatible: v1, v2 and v3 queries keep working
--
-- A thousand of them are one row here, so that a leader's order need not wait for a thousand rows and their indexes.
-- Emptied a moment later, or when the file is next opened. Source: docs/decisions/0009-the-mapping-journal.md

-- rows is a JSON array of whole rows of copy_mappings, their state as an object.
create table mapping_journal (
  id integer primary key,
  rows text not null
);
