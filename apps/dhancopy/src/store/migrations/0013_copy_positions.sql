-- 0013_copy_positions.sql
-- What each link should hold and holds, what is a follower's own, and copied units that left a link without an order of ours.
-- compatible: v1, v2 and v3 statements keep working
--
-- copied_positions is read once more at the next start of the engine, and emptied then. Source: docs/decisions/0017-copy-positions.md

-- One row for each link, asset and product of the leader. Units are negative when short.
create table copy_positions (
  link_id integer not null references links (id),
  asset text not null, -- isin:INE… for delivery, otherwise <exchange segment>:<security id>
  product text not null, -- the leader's
  exchange_segment text not null, -- of the newest contract traded for it
  security_id text not null,
  follower_product text not null,
  held_qty integer not null, -- what our orders have filled, less what was released
  doubt text, -- why entries wait for the operator; null when they do not
  state text not null, -- JSON, the engine's
  updated_at integer not null,
  primary key (link_id, asset, product)
) without rowid;

-- What a follower holds that no link copied. Units are negative when short.
create table own_positions (
  account_id text not null references accounts (account_id),
  asset text not null,
  product text not null,
  units integer, -- null until the account was read once
  state text not null, -- JSON, the engine's
  updated_at integer not null,
  primary key (account_id, asset, product)
) without rowid;

-- Copied units that left a link without an order of ours.
create table position_releases (
  id integer primary key,
  link_id integer not null references links (id),
  account_id text not null, -- the follower
  asset text not null,
  product text not null, -- the leader's
  units integer not null, -- held before and not after; negative when short
  reason text not null,
  price real, -- rupees of one unit, null when unknown
  released_at integer not null
);
create index idx_position_releases_time on position_releases (released_at);
