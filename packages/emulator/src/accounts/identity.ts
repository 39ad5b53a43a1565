/** The broker's data about the account owner: the profile, and the credentials of the login. */
export interface Identity {
  /** Unique client code. */
  readonly ucc: string;
  /** Six digits, for the TOTP login. */
  readonly pin: string;
  /** Base32 secret of the authenticator. */
  readonly totpSecret: string;
  /** Power of attorney at the depository. Without it a sale from holdings needs an approval of the day. */
  readonly ddpi: boolean;
  /** The paid plan for market data. */
  readonly dataPlan: boolean;
}
