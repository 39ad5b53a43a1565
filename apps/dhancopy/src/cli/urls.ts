import { allowedUrl } from '@dhancopy/dhan/wire/url';
import type { Settings } from '../runtime/settings.ts';

/** @throws {UrlError} for the first address of the settings that may not be used */
export function checkUrls({ apiUrl, authUrl, orderStreamUrl, instrumentsUrl }: Settings): void {
  allowedUrl(apiUrl, ['https:', 'http:'], 'DHAN_API_URL');
  allowedUrl(authUrl, ['https:', 'http:'], 'DHAN_AUTH_URL');
  allowedUrl(orderStreamUrl, ['wss:', 'ws:'], 'DHAN_ORDER_STREAM_URL');
  allowedUrl(instrumentsUrl, ['https:', 'http:'], 'DHAN_INSTRUMENTS_URL');
}
