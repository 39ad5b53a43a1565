-- 0020_broker_controls.sql
-- The broker's own kill switch and P&L exit of an account, as they were read last.
-- compatible: v1, v2 and v3 statements keep working
--
-- They are rows of traders_control, which the seed made for this module of the broker's API. What dhancopy enforces itself and what
-- the broker enforces must not be mixed up: the first stops copies, the second stops the account.

alter table traders_control
add column enforced_by text not null default 'dhancopy' check (enforced_by in ('dhancopy', 'broker'));
alter table traders_control add column daily_profit_limit real; -- rupees; of the broker's P&L exit
alter table traders_control add column product_types text; -- JSON; the products that the broker's P&L exit closes
alter table traders_control
add column then_kill_switch integer check (then_kill_switch in (0, 1)); -- the P&L exit also turns the broker's kill switch on
