/** The "Usage Examples" of the seed, word for word. Tests run them; they must keep working on every database of ours. */
export const SEED_EXAMPLES = {
  /** "Check Active Orders" */
  activeOrders: `SELECT * FROM v_active_orders
WHERE account_type = 'leader'
ORDER BY created_at DESC;`,
  /** "Get Latest Positions with P&L" */
  latestPositions: `SELECT
    security_id,
    net_qty,
    realized_pl,
    unrealized_pl,
    total_pl
FROM v_latest_positions
WHERE account_type = 'follower'
AND net_qty != 0;`,
  /** "Check Risk Violations (Last 24 Hours)" */
  riskViolations: `SELECT
    violation_type,
    actual_value,
    limit_value,
    action_taken,
    datetime(violated_at, 'unixepoch') as violated_time
FROM risk_violations
WHERE violated_at > (strftime('%s', 'now') - 86400)
ORDER BY violated_at DESC;`,
  /** "Monitor WebSocket Health" */
  websocketHealth: `SELECT
    account_type,
    status,
    seconds_since_heartbeat,
    connect_attempts
FROM v_active_websocket_connections;`,
  /** "Recent Errors Summary" */
  recentErrors: `SELECT * FROM v_recent_errors
ORDER BY error_count DESC, last_occurred DESC;`,
} as const;
