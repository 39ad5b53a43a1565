-- 0016_retention.sql
-- How long each table that grows with every message, read or request keeps its rows.
-- compatible: v1, v2 and v3 statements keep working

insert into config (key, value, data_type, category, description, updated_at) values
  ('order_events_retention_days', '365', 'integer', 'maintenance', 'Days after which rows of order_events move to an archive', unixepoch()),
  ('error_retention_days', '90', 'integer', 'maintenance', 'Days after which rows of error_log move to an archive', unixepoch()),
  ('messages_retention_days', '14', 'integer', 'maintenance', 'Days after which rows of websocket_messages, and of websocket_connections that have ended, are removed', unixepoch()),
  ('postback_retention_days', '90', 'integer', 'maintenance', 'Days after which rows of postback_events are removed', unixepoch()),
  ('requests_retention_days', '30', 'integer', 'maintenance', 'Days after which rows of rate_limit_tracking are removed', unixepoch()),
  ('snapshot_retention_days', '30', 'integer', 'maintenance', 'Days after which positions, holdings and funds keep the last snapshot of each day only', unixepoch())
on conflict (key) do nothing;
