import { z } from 'zod';
import { ConnectionSection } from './connection-settings.ts';
import type { TextFile } from './ports.ts';
import { SafetySection } from './safety/settings.ts';
import { ReconcileSection } from './reconcile-settings.ts';
import { parseJson, wordsOf } from './settings.ts';

// The workstation's own settings (`desk.json`), in the units that traders write, become house units here and nowhere else. What belongs to
// a strategy stands in its file instead.

const DeskFile = z.strictObject({
  version: z.literal(1).default(1),
  safety: SafetySection,
  connection: ConnectionSection,
  reconcile: ReconcileSection,
});
export type DeskSettings = z.output<typeof DeskFile>;

export const defaultDeskSettings: DeskSettings = DeskFile.parse({});

type ReadDeskSettings =
  | { readonly settings: DeskSettings; readonly error: null }
  | { readonly settings: null; readonly error: string };

/** Never throws: what is wrong is said in words that name the file, the line or the key. */
export function readDeskSettings(file: TextFile): ReadDeskSettings {
  const wrong = (why: string): ReadDeskSettings => ({
    settings: null,
    error: `Desk settings ${file.path}: ${why}`,
  });
  let text: string;
  try {
    text = file.read();
  } catch (error) {
    if (isMissing(error)) return { settings: defaultDeskSettings, error: null };
    return wrong(error instanceof Error ? error.message : String(error));
  }
  const json = parseJson(text);
  if ('error' in json) return wrong(json.error);
  const parsed = DeskFile.safeParse(json.value);
  return parsed.success ? { settings: parsed.data, error: null } : wrong(wordsOf(parsed.error));
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
