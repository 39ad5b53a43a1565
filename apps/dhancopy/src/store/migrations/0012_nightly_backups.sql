-- 0012_nightly_backups.sql
-- Where the nightly backup goes, and how many of them stay.
-- compatible: v1, v2 and v3 statements keep working

insert into config (key, value, data_type, category, description, updated_at) values
  ('backups_kept', '7', 'integer', 'maintenance', 'Nightly backups that are kept; 0: none is made', unixepoch()),
  ('backup_folder', '', 'string', 'maintenance', 'Where nightly backups go, an absolute path; empty: backups/ in the data folder', unixepoch());
