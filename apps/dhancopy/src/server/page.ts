import type { FastifyReply } from 'fastify';

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}

/** Shows one short text in a browser. Nothing is loaded, kept, framed or passed to the next page. */
export async function sendPage(reply: FastifyReply, status: number, title: string, text: string): Promise<void> {
  await reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .send(
      `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>dhancopy: ${escapeHtml(title)}</title>` +
        '<meta name="viewport" content="width=device-width"><style>body{font:1.1rem/1.5 system-ui;max-width:38rem;margin:15vh auto;padding:0 1rem}</style>' +
        `</head><body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></body></html>\n`,
    );
}
