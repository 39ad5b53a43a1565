-- 0006_instrument_syncs.sql
-- What each synchronisation of the broker's list changed, and an index for the contracts on an underlying.
-- compatible: v1, v2 and v3 statements keep working

-- One row per list that was written into instruments. Times are epoch seconds.
create table instrument_syncs (
  id integer primary key autoincrement,
  source text not null,
  -- Null: the list of every segment.
  exchange_segment text,
  started_at integer not null,
  -- Null: not written to its end. Each row of instruments is the old or the new one, whole.
  finished_at integer,
  rows_before integer not null,
  rows_after integer not null,
  added integer not null,
  changed integer not null,
  removed integer not null,
  -- Gone from the list, and kept because a copy holds them.
  kept integer not null default 0,
  -- JSON: per segment, and the rows of the file that were left out.
  segments text not null,
  left_out text not null
);

-- Changes of contracts that were there before and are there now, field by field. tick_size is rupees.
create table instrument_changes (
  id integer primary key autoincrement,
  sync_id integer not null references instrument_syncs (id) on delete cascade,
  exchange_segment text not null,
  security_id text not null,
  trading_symbol text,
  field text not null check (
    field in ('lot_size', 'tick_size', 'freeze_qty', 'trading_symbol', 'expiry_date', 'listing')
  ),
  old_value text,
  new_value text,
  -- JSON: the followers that had an open copy or a copied position in it.
  held_by text
);
create index idx_instrument_changes_sync on instrument_changes (sync_id, exchange_segment, security_id);
create index idx_instrument_changes_security on instrument_changes (security_id, exchange_segment);

-- All expiries of an underlying, all strikes of an expiry, one contract.
create index idx_instruments_chain on instruments (symbol, expiry_date, strike_price, option_type)
where expiry_date is not null;

-- Where the time of the last synchronisation was kept before.
insert into instrument_syncs
  (source, started_at, finished_at, rows_before, rows_after, added, changed, removed, segments, left_out)
select
  'an earlier version',
  cast(value as integer) / 1000,
  cast(value as integer) / 1000,
  0,
  (select count(*) from instruments),
  0,
  0,
  0,
  '{}',
  '{"reasons":{},"samples":[]}'
from config
where key = 'instruments_synced_ms';
delete from config where key = 'instruments_synced_ms';
