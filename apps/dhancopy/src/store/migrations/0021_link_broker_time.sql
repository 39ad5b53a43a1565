-- 0021_link_broker_time.sql
-- When a link was made, by the broker's clock.
-- compatible: v1, v2 and v3 statements keep working
--
-- created_at is by this machine's clock, which may be set later. What the leader did before the link was made must not change with it.

alter table links add column since_broker_ms integer; -- epoch ms; null until the engine has compared its clock with the broker's
