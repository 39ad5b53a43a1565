-- 0015_postback_secrets.sql
-- The secret part of a postback address is sealed, and looked up by its hash; a post that comes twice names the first.
-- compatible: v1, v2 and v3 statements keep working
--
-- SQL has no seal: the addresses of earlier builds are sealed when the file is opened with its key. See store/updates/path-secrets.ts.

alter table postback_configs add column path_secret text; -- sealed; with webhook_url it is the whole address
alter table postback_configs add column path_hash text; -- SHA-256 of the secret, in hex; null: nothing is received at this address

alter table postback_events add column body_hash text; -- SHA-256 of the body as it came, in hex
alter table postback_events add column double_of integer; -- the event that had the same body first; a double is not applied

create index idx_postback_events_body on postback_events (account_id, body_hash) where body_hash is not null;
