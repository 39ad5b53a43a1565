-- 0002_v2_words.sql
-- Triggers that keep v1's and v2's words true beside v3's, so that their statements may still read and write.
-- compatible: v1, v2 and v3 statements keep working
--
-- positions.quantity is net_qty, positions.avg_price the average of the open side: sell_avg when short, else buy_avg.
-- A statement writes one vocabulary; the trigger writes the other. Where both were given and differ, v3's wins.
-- total_pl is new in v3: where a statement leaves it out, it is realized_pl + unrealized_pl.

create trigger positions_words_insert after insert on positions
when new.quantity <> new.net_qty
  or new.avg_price <> iif(new.net_qty < 0, new.sell_avg, new.buy_avg)
  or (new.total_pl = 0 and coalesce(new.realized_pl, 0) + coalesce(new.unrealized_pl, 0) <> 0)
begin
  update positions
  set
    net_qty = iif(new.net_qty = 0, new.quantity, new.net_qty),
    quantity = iif(new.net_qty = 0, new.quantity, new.net_qty),
    -- No average in v3's words means that the statement spoke v1's or v2's.
    buy_avg = iif(
      coalesce(new.buy_avg, 0) = 0 and coalesce(new.sell_avg, 0) = 0 and max(new.quantity, new.net_qty) > 0,
      new.avg_price,
      new.buy_avg
    ),
    sell_avg = iif(
      coalesce(new.buy_avg, 0) = 0 and coalesce(new.sell_avg, 0) = 0 and min(new.quantity, new.net_qty) < 0,
      new.avg_price,
      new.sell_avg
    ),
    avg_price = case
      when coalesce(new.buy_avg, 0) = 0 and coalesce(new.sell_avg, 0) = 0 then new.avg_price
      when iif(new.net_qty = 0, new.quantity, new.net_qty) < 0 then coalesce(new.sell_avg, 0)
      else coalesce(new.buy_avg, 0)
    end,
    total_pl = iif(
      coalesce(new.total_pl, 0) = 0,
      coalesce(new.realized_pl, 0) + coalesce(new.unrealized_pl, 0),
      new.total_pl
    )
  where rowid = new.rowid;
end;

-- An update in v1's or v2's words. A flat position (0) has no open side, so its average changes neither of v3's.
create trigger positions_words_update_v2 after update of quantity, avg_price on positions
when (new.quantity <> old.quantity or new.avg_price <> old.avg_price)
  and new.net_qty = old.net_qty
  and new.buy_avg is old.buy_avg
  and new.sell_avg is old.sell_avg
begin
  update positions
  set
    net_qty = new.quantity,
    buy_avg = iif(new.quantity > 0, new.avg_price, new.buy_avg),
    sell_avg = iif(new.quantity < 0, new.avg_price, new.sell_avg)
  where rowid = new.rowid;
end;

-- An update in v3's words.
create trigger positions_words_update_v3 after update of net_qty, buy_avg, sell_avg on positions
when new.quantity <> new.net_qty
  or (new.net_qty <> 0 and new.avg_price <> coalesce(iif(new.net_qty < 0, new.sell_avg, new.buy_avg), 0))
begin
  update positions
  set
    quantity = new.net_qty,
    avg_price = case
      when new.net_qty < 0 then coalesce(new.sell_avg, 0)
      when new.net_qty > 0 then coalesce(new.buy_avg, 0)
      else new.avg_price
    end
  where rowid = new.rowid;
end;

create trigger positions_total_pl after update of realized_pl, unrealized_pl on positions
when new.total_pl is old.total_pl
begin
  update positions
  set total_pl = coalesce(new.realized_pl, 0) + coalesce(new.unrealized_pl, 0)
  where rowid = new.rowid;
end;

-- A v1 or v2 trade says neither side nor product; its order does.
create trigger trades_from_order after insert on trades
when new.side = '' or new.product = '' or new.security_id = '' or new.exchange_segment = ''
begin
  update trades
  set
    side = iif(new.side = '', o.side, new.side),
    product = iif(new.product = '', o.product, new.product),
    security_id = iif(new.security_id = '', o.security_id, new.security_id),
    exchange_segment = iif(new.exchange_segment = '', o.exchange_segment, new.exchange_segment),
    account_id = coalesce(new.account_id, o.account_id)
  from orders as o
  where trades.rowid = new.rowid and o.id = new.order_id;
end;
