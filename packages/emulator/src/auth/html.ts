import type { FastifyInstance } from 'fastify';

/** Bodies of HTML forms, as an object of text fields. Any other body is ignored, whatever its content type. */
export function registerForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _text, parsed) => {
    parsed(null, null);
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, text, parsed) => {
    parsed(null, Object.fromEntries(new URLSearchParams(String(text))));
  });
}

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (char) => entities[char] ?? char);
}

/** A page of the emulator that stands for a page of a third party. The page says so. */
export function page(title: string, body: string): string {
  return [
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
    `<title>${escapeHtml(title)} (emulator)</title></head><body><h1>${escapeHtml(title)}</h1>`,
    `<p>This page belongs to the emulator. Nothing leaves this machine.</p>${body}</body></html>`,
  ].join('');
}
