-- 0007_config_changes.sql
-- Every change of the configuration: which version, who, when, the value before and after.
-- compatible: v1, v2 and v3 statements keep working, and are recorded too
--
-- The triggers see every statement, whoever sends it; they cannot know who that is, so they say 'sql' and the store puts
-- the name in within the same transaction. What the system notes for itself (last_…_ts) is not configuration.

create table config_changes (
  id integer primary key autoincrement,
  key text not null,
  -- Counts from 1 for each key.
  version integer not null,
  -- Null: there was no such row, or there is none any more. Sealed where the row was sensitive, bound to config.value of its key.
  old_value text,
  new_value text,
  old_is_sensitive integer check (old_is_sensitive in (0, 1)),
  new_is_sensitive integer check (new_is_sensitive in (0, 1)),
  changed_by text not null,
  -- Epoch seconds.
  changed_at integer not null,
  unique (key, version)
);
create index idx_config_changes_time on config_changes (changed_at);

insert into config_changes (key, version, new_value, new_is_sensitive, changed_by, changed_at)
select key, 1, value, coalesce(is_sensitive, 0), 'dhancopy', updated_at
from config
where key not glob 'last_*_ts';

-- A replace deletes without a word: what the row was before is what its last version says.
create trigger config_changes_insert after insert on config
when new.key not glob 'last_*_ts'
begin
  insert into config_changes
    (key, version, old_value, new_value, old_is_sensitive, new_is_sensitive, changed_by, changed_at)
  select
    new.key,
    1 + coalesce(before.version, 0),
    before.new_value,
    new.value,
    before.new_is_sensitive,
    coalesce(new.is_sensitive, 0),
    'sql',
    unixepoch()
  from (select 1)
  left join config_changes as before on before.key = new.key
    and before.version = (select max(version) from config_changes where key = new.key)
  where before.id is null
    or before.new_value is not new.value
    or before.new_is_sensitive is not coalesce(new.is_sensitive, 0);
end;

create trigger config_changes_update after update on config
when new.key not glob 'last_*_ts'
  and (new.value is not old.value or new.is_sensitive is not old.is_sensitive or new.key <> old.key)
begin
  insert into config_changes
    (key, version, old_value, new_value, old_is_sensitive, new_is_sensitive, changed_by, changed_at)
  select
    new.key,
    1 + coalesce(max(version), 0),
    old.value,
    new.value,
    coalesce(old.is_sensitive, 0),
    coalesce(new.is_sensitive, 0),
    'sql',
    unixepoch()
  from config_changes
  where key = new.key;
end;

create trigger config_changes_delete after delete on config
when old.key not glob 'last_*_ts'
begin
  insert into config_changes (key, version, old_value, old_is_sensitive, changed_by, changed_at)
  select old.key, 1 + coalesce(max(version), 0), old.value, coalesce(old.is_sensitive, 0), 'sql', unixepoch()
  from config_changes
  where key = old.key;
end;
