/** Nothing of the broker is nested deeper than five. What is nested thousands deep exhausts the stack of whoever walks through it later. */
const DEPTH_MAX = 200;
/** Characters. A shorter text is not nested deep enough to do harm, and is not searched. */
const SHORT = 4_000;

/** @returns undefined for a text that is no JSON, or is nested too deep */
export function readJson(text: string): unknown {
  try {
    return text.length > SHORT && isTooDeep(text) ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (isInText) {
      if (letter === '\\') at += 1;
      else if (letter === '"') isInText = false;
    } else if (letter === '"') isInText = true;
    else if (letter === '{' || letter === '[') depth += 1;
    else if (letter === '}' || letter === ']') depth -= 1;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}
