/**
 * Why a leader order was not copied, not copied in full, or is no longer copied. The set is closed, so that nothing is skipped
 * silently.
 * The text is the meaning for the operator. Details (the broker's text, the numbers) are added where the reason is recorded.
 */
export const REASONS = {
  // Decided before anything is sent.
  OWN_ORDER: 'dhancopy placed this order itself, so it is not copied',
  LEADER_REJECTED: "the broker rejected the leader's own order",
  LEADER_CANCELED: 'the leader cancelled the order before a copy was placed',
  LEADER_EXPIRED: "the leader's order expired before a copy was placed",
  LINK_REDUCING: 'the link is paused: only exits are copied',
  LINK_HALTED: 'the link is halted: nothing is copied',
  ACCOUNT_REDUCING: 'the account of the leader or the follower is paused: only exits are copied',
  ACCOUNT_HALTED: 'the account of the leader or the follower is halted: nothing is sent',
  KILL_SWITCH: 'the kill switch is on: only exits are copied',
  TRADING_PAUSED: 'copying is paused: only exits are copied',
  DISK_FULL: 'the disk of this machine is full: only exits are copied',
  TRADING_HALTED: 'all trading is halted: nothing is sent',
  UNKNOWN_INSTRUMENT: 'the instrument is not in the instrument table, so the order is refused',
  UNSUPPORTED_SEGMENT:
    'the exchange segment cannot be copied (Dhan stopped currency derivatives; indices do not trade)',
  UNSUPPORTED_PRODUCT:
    'the product cannot be copied (cover and bracket orders are legacy), or does not fit the segment',
  SUPER_ORDER: 'super orders are not copied yet: without its stop and target an entry would be unprotected',
  CHILD_LEG: 'a leg of a super, bracket or cover order follows its parent, which is not copied',
  BEFORE_LINK:
    'the order was open when the link was made, or was placed in the same second, and the link is set to skip the entries of such orders',
  BELOW_ONE_LOT: "the follower's share is below one lot",
  NOTHING_COPIED: 'this is an exit, and the link holds nothing of that instrument to exit',
  CAPITAL_UNKNOWN: 'the capital of the leader or the follower is unknown, so the size cannot be calculated',
  LATE_ENTRY: 'the leader filled this entry too long ago',
  RISK_DAILY_LOSS: 'the account has reached its daily loss limit: only exits are copied until tomorrow',
  RISK_ORDER_VALUE: "the value of the copy is above the account's limit for one order",
  RISK_POSITION_SIZE: "the copy would bring the position in this contract above the account's limit",
  POSITION_DOUBT: 'the account does not match what was copied, for an unknown reason: entries wait for the operator',
  // The result at the follower.
  TAKEN_BACK: 'the leader closed it before the copy had filled, so the copy was made smaller or cancelled',
  REJECTED: "the broker rejected the follower's order",
  REFUSED: "the broker refused the follower's order",
  ABSENT: 'the broker did not answer, and repeated look-ups found no such order; it was not sent again',
  FOLLOWER_DETACHED: 'the follower cancelled or edited the copy, so it is left to the follower',
  IOC_REST: 'the exchange cancelled the part of an immediate-or-cancel copy that did not fill at once',
  REPLACED_TOO_OFTEN:
    'the copy was replaced repeatedly, and nothing the leader did explains it: it was stopped, and the operator must check it',
  RELEASED:
    'the follower, or the broker for the follower, had already closed the copied units: none were left to trade',
  DAY_ENDED: 'the day ended without a report of the copy: its result was taken from what the account holds',
  COPY_EXPIRED: 'the copy expired at the broker',
  LINK_REMOVED: 'the link was removed before the copy had ended, so its resting part was cancelled',
  FLATTENED: 'the operator closed what this link had copied',
  FILL_TIMEOUT: "the copy still rested long after the leader's fill, so it was cancelled, as the link is set",
  SURPLUS_KEPT: "the copy filled more than the leader's order, and the link keeps the surplus",
  // Normal ends.
  FILLED: 'copied and filled',
  CANCELED_WITH_LEADER: 'the leader cancelled the order, so the unfilled part of the copy was cancelled',
  EXITED_AHEAD: 'the copies closed the position before the leader did',
} as const;

export type ReasonCode = keyof typeof REASONS;

export function isReason(text: string): text is ReasonCode {
  return Object.hasOwn(REASONS, text);
}
