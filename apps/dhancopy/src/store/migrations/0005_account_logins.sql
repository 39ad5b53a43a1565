-- 0005_account_logins.sql
-- How an account gets its next token without a person pasting one.
-- compatible: v1, v2 and v3 queries keep working

-- secret is sealed by the vault, bound to account_id: PIN and TOTP secret, or key and secret of an API key or partner, as JSON.
-- An account without a row has tokens made by hand at web.dhan.co.
create table account_logins (
  account_id text primary key references accounts (account_id),
  method text not null check (method in ('totp', 'api_key', 'partner')),
  secret text not null,
  created_at integer not null,
  updated_at integer not null
);
