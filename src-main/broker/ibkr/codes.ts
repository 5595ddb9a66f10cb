import { assert } from '#shared/assert.ts';
import { connectionCodes, dataCodes, fateOf, orderCodes, type CodeMeaning } from './code-table.ts';

// Texts may be localised and reworded, so the number decides wherever it can. An unknown code about an order is never guessed at.

const table = new Map<number, CodeMeaning>();
for (const [codes, level, order, meaning, advice, fate] of [
  ...connectionCodes,
  ...orderCodes,
  ...dataCodes,
]) {
  for (const code of codes) {
    const [first, last] = typeof code === 'number' ? [code, code] : code;
    for (let each = first; each <= last; each++) {
      assert(!table.has(each), `code ${each} is listed twice`);
      const [sent, alive] = fate ?? fateOf[order];
      table.set(each, { level, order, meaning, sent, alive, advice });
    }
  }
}

const unknown: CodeMeaning = {
  level: 'warning',
  order: 'odd',
  meaning: '',
  sent: 'unknown',
  alive: 'unknown',
  advice: 'Look at the order in TWS.',
};

export function meaningOf(code: number): CodeMeaning {
  return table.get(code) ?? unknown;
}

/** The meaning in plain words with what to do, followed by what the TWS wrote. */
export function explain(code: number, text: string): string {
  return compose(code, text, '');
}

/** The same, and what it means for the order that it is about. `acknowledged` = the TWS took this order before. */
export function explainOrder(code: number, text: string, acknowledged: boolean): string {
  const { sent, alive } = meaningOf(code);
  return compose(code, text, fateWords(sent, alive, acknowledged));
}

function compose(code: number, text: string, fate: string): string {
  if (isReadOnly(code, text)) return readOnlyAdvice;
  const { meaning, advice } = meaningOf(code);
  const said = text.trim();
  if (meaning === '')
    return joined(said === '' ? `TWS code ${code}` : said, fate === '' ? '' : `${fate} ${advice}`);
  return joined(meaning, fate, advice, said === '' ? '' : `(TWS: ${said})`);
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

function fateWords(sent: CodeMeaning['sent'], alive: CodeMeaning['alive'], acknowledged: boolean): string {
  if (alive === 'if-changed')
    return acknowledged ? 'The order may still work as it was.' : 'The order is dead.';
  if (alive === 'unknown' || alive === 'none' || sent === 'unknown')
    return 'Whether the order lives is not known.';
  if (alive === 'no') return sent === 'yes' ? '' : 'The order is dead.';
  return sent === 'no' ? 'It has not gone to the market.' : '';
}

export const readOnlyAdvice =
  'The API of this TWS is read-only, so it takes no orders. Untick Configure → API → Settings → Read-Only API in TWS, then connect again.';

/** 321 covers many refusals; only its text tells read-only, so this knows the English one. */
export function isReadOnly(code: number, text: string): boolean {
  return code === 321 && /read-?only/i.test(text);
}

type HistoryRefusal = 'no-data' | 'pacing' | 'refused';

/** 162 has one code for everything; the text decides, and an unknown text is a refusal. */
export function historyRefusal(text: string): HistoryRefusal {
  if (/returned no data|no data of type/i.test(text)) return 'no-data';
  return /pacing/i.test(text) ? 'pacing' : 'refused';
}
