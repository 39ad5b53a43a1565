/** Yearly, close to the yield of short government bills. */
const rate = 0.065;

export interface OptionCase {
  readonly isCall: boolean;
  readonly spot: number;
  readonly strike: number;
  /** In years of 365 days; above 0. */
  readonly years: number;
}

export interface Greeks {
  readonly delta: number;
  /** Per day. */
  readonly theta: number;
  readonly gamma: number;
  /** Per point of volatility. */
  readonly vega: number;
}

/** Fair price of a European option. @param volatility - yearly, 0.15 for 15 % */
export function optionPrice({ isCall, spot, strike, years }: OptionCase, volatility: number): number {
  const { d1, d2 } = distances({ spot, strike, years }, volatility);
  const discounted = strike * Math.exp(-rate * years);
  return isCall ? spot * normal(d1) - discounted * normal(d2) : discounted * normal(-d2) - spot * normal(-d1);
}

/** The volatility at which the fair price is the given one; null when no volatility gives it. */
export function impliedVolatility(option: OptionCase, price: number): number | null {
  let [low, high] = [0.001, 5];
  if (price <= optionPrice(option, low) || price >= optionPrice(option, high)) return null;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (optionPrice(option, middle) < price) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function greeksOf(option: OptionCase, volatility: number): Greeks {
  const { isCall, spot, strike, years } = option;
  const { d1, d2 } = distances(option, volatility);
  const density = Math.exp((-d1 * d1) / 2) / Math.sqrt(2 * Math.PI);
  const decay = (-spot * density * volatility) / (2 * Math.sqrt(years));
  const carry = rate * strike * Math.exp(-rate * years) * normal(isCall ? d2 : -d2);
  return {
    delta: isCall ? normal(d1) : normal(d1) - 1,
    theta: (isCall ? decay - carry : decay + carry) / 365,
    gamma: density / (spot * volatility * Math.sqrt(years)),
    vega: (spot * density * Math.sqrt(years)) / 100,
  };
}

function distances(
  { spot, strike, years }: Omit<OptionCase, 'isCall'>,
  volatility: number,
): { d1: number; d2: number } {
  const spread = volatility * Math.sqrt(years);
  const d1 = (Math.log(spot / strike) + (rate + (volatility * volatility) / 2) * years) / spread;
  return { d1, d2: d1 - spread };
}

/** Cumulative normal distribution; Abramowitz and Stegun 26.2.17, error below 1e-7. */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x >= 0 ? 1 - tail : tail;
}
