-- 0010_audit_chain.sql
-- The audit log shows when it was tampered with: each row of ours carries a hash over itself and the row before.
-- compatible: v1, v2 and v3 statements keep working; what they write has no hash and stands outside the chain
--
-- hash: SHA-256 in hex, see src/store/audit-chain.ts for over what. Null: written before this migration, or by another program.
alter table audit_log add column hash text;

-- One row: where the chain begins, and up to which id rows are being moved to an archive just now (null: none are).
create table audit_chain (
  id integer primary key check (id = 1),
  start_hash text not null,
  archiving_to_id integer
);
insert into audit_chain (id, start_hash) values (1, '');

create trigger audit_log_is_not_changed before update on audit_log
when old.hash is not null
begin
  select raise(abort, 'audit_log is append-only: a row of the chain is never changed');
end;

create trigger audit_log_is_not_deleted before delete on audit_log
when old.hash is not null and old.id > coalesce((select archiving_to_id from audit_chain), -1)
begin
  select raise(abort, 'audit_log is append-only: rows of the chain leave it only into an archive (dhancopy db archive)');
end;
