import type { Link } from '@dhancopy/domain/link';
import { formatRatio } from '@dhancopy/domain/ratio';
import { durationText } from './duration-text.ts';

/** Each setting of a link by the name of its flag, with its value as it is written there. */
function settingTexts({ settings }: Link): Readonly<Record<string, string>> {
  const products = Object.entries(settings.products).map(([from, to]) => `${from}=${to}`);
  return {
    sizing: settings.sizing,
    ratio: formatRatio(settings.ratio),
    'below-one-lot': settings.belowOneLot,
    'copy-on': settings.copyOn,
    'fill-policy': settings.fillPolicy,
    'fill-timeout': durationText(settings.fillTimeoutMs),
    'price-band': `${settings.priceBandBps / 100}%`,
    'late-entry': durationText(settings.lateEntryMs),
    surplus: settings.surplus,
    'amo-time': settings.amoTime,
    'open-orders': settings.openOrders,
    product: products.join(' ') || 'same',
  };
}

/** `ratio 0.5 → 1, price-band 0.5% → 0.3%`; "" where nothing is different. */
export function changedWords(before: Link, after: Link): string {
  const now = settingTexts(after);
  return Object.entries(settingTexts(before))
    .filter(([name, text]) => now[name] !== text)
    .map(([name, text]) => `${name} ${text} → ${now[name] ?? ''}`)
    .join(', ');
}
