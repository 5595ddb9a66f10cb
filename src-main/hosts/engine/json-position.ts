/** Where a text stops being JSON: the index of the first character that cannot stand there; its length if it only ends too early. */
export function brokenAt(text: string): number {
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

/** Whether a text is the beginning of some JSON: then what is wrong with it is only its end. */
function canGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = /position (\d+)/.exec(message)?.[1];
    return message.includes('end of JSON') || (position !== undefined && Number(position) >= text.length);
  }
}
