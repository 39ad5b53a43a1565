/**
 * Why a leader order was not copied, not copied in full, or not any more: a closed set, so that nothing is skipped silently.
 * The text is the meaning for a person; details (the broker's words, the numbers) are added where the reason is recorded.
 */
export const REASONS = {
  // Decided before anything is sent.
  OWN_ORDER: 'this order was placed by dhancopy itself and is not copied again',
  LEADER_REJECTED: "the broker rejected the leader's own order",
  LEADER_CANCELED: 'the leader cancelled his order before a copy was placed',
  LEADER_EXPIRED: "the leader's order expired before a copy was placed",
  LINK_REDUCING: 'the link is paused: only exits are copied',
  LINK_HALTED: 'the link is halted: nothing is copied',
  ACCOUNT_REDUCING: 'the follower account is close-only: only exits are copied',
  ACCOUNT_HALTED: 'the follower account is halted: nothing is sent',
  KILL_SWITCH: 'the kill switch is on: only exits are copied',
  TRADING_HALTED: 'all trading is halted: nothing is sent',
  UNKNOWN_INSTRUMENT: 'the instrument is not in the instrument table; it is refused rather than guessed',
  UNSUPPORTED_SEGMENT:
    'the exchange segment cannot be copied (Dhan stopped currency derivatives; indices do not trade)',
  UNSUPPORTED_PRODUCT:
    'the product cannot be copied (cover and bracket orders are legacy), or does not fit the segment',
  SUPER_ORDER: 'super orders are not copied yet: without its stop and target an entry would be unprotected',
  CHILD_LEG: 'a leg of a super, bracket or cover order follows its parent, which is not copied',
  BELOW_ONE_LOT: "the follower's share is below one lot",
  NOTHING_COPIED: 'an exit, and this link holds nothing of that instrument to sell',
  CAPITAL_UNKNOWN: 'the capital of the leader or the follower is not known, so no share can be worked out',
  LATE_ENTRY: 'the leader had filled this entry too long ago',
  RISK_DAILY_LOSS: 'the account has lost what it may lose in a day: only exits are copied until tomorrow',
  RISK_ORDER_VALUE: 'the copy would be worth more than the account allows for one order',
  RISK_POSITION_SIZE: 'the copy would bring the position in this contract above what the account allows',
  POSITION_DOUBT: 'the account contradicts what was copied and nothing explains it: entries wait for the operator',
  // What became of it at the follower.
  TAKEN_BACK: 'the leader was out before the copy had filled: the resting copy was taken back instead',
  REJECTED: "the broker rejected the follower's order",
  REFUSED: "the broker refused the follower's order",
  ABSENT: 'the broker gave no answer and, looked up again and again, has no such order; it was not sent again',
  FOLLOWER_DETACHED: 'the follower cancelled or edited the copy himself; it is left to him',
  IOC_REST: 'what an immediate-or-cancel copy could not fill at once was cancelled by the exchange',
  REPLACED_TOO_OFTEN:
    'the copy was replaced again and again and nothing the leader did explains it: it was stopped, and the operator must look',
  RELEASED:
    'the follower, or the broker for him, had closed the copied units before: nothing of them was left to trade',
  DAY_ENDED: 'the day ended before the copy was reported: it was settled by what the account holds',
  COPY_EXPIRED: 'the copy expired at the broker',
  FILL_TIMEOUT: "the copy still rested long after the leader's fill and was cancelled, as the link says",
  SURPLUS_KEPT: "the copy filled more than the leader's order in the end, and the link keeps the surplus",
  // Good ends.
  FILLED: 'copied and filled',
  CANCELED_WITH_LEADER: 'the leader cancelled; what had not filled was cancelled',
  EXITED_AHEAD: 'the copies had closed the position before the leader did',
} as const;

export type ReasonCode = keyof typeof REASONS;
