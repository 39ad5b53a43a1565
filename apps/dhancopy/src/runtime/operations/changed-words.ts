import type { Link } from '@dhancopy/domain/link';
import { formatRatio } from '@dhancopy/domain/ratio';
import { storedLinkSettings } from '../link-settings.ts';
import { flagName, valueText } from './field.ts';

/** Each setting of a link by the name of its flag, with its value as it is written there. */
function settingTexts({ settings }: Link): Readonly<Record<string, string>> {
  const values = new Map<string, unknown>(Object.entries(settings));
  const texts = Object.entries(storedLinkSettings.shape).map(
    ([key, field]) => [flagName(key, field), valueText(field, values.get(key))] as const,
  );
  return { sizing: settings.sizing, ratio: formatRatio(settings.ratio), ...Object.fromEntries(texts) };
}

/** `ratio 0.5 → 1, price-band 0.5% → 0.3%`; "" where nothing is different. */
export function changedWords(before: Link, after: Link): string {
  const now = settingTexts(after);
  return Object.entries(settingTexts(before))
    .filter(([name, text]) => now[name] !== text)
    .map(([name, text]) => `${name} ${text} → ${now[name] ?? ''}`)
    .join(', ');
}
