import type { EpochMs } from '#shared/units.ts';
import type { Store, TextFile } from './ports.ts';

type SettingName = 'strategy' | 'desk';

/** The settings files in force, as texts, so that every change of them is written into the account's audit. */
export class SettingsRecord {
  readonly #read = new Map<SettingName, string>();
  readonly #inForce = new Map<SettingName, string>();

  /** The file, which is remembered as it was read; one that is not there reads as empty. */
  reading(name: SettingName, file: TextFile): TextFile {
    return {
      path: file.path,
      read: () => {
        this.#read.set(name, '');
        const text = file.read();
        this.#read.set(name, text);
        return text;
      },
    };
  }

  /** What was read last holds from now on. */
  adopt(name: SettingName): void {
    this.#inForce.set(name, this.#read.get(name) ?? '');
  }

  /** Writes down what the store has not, where it can be written to. Throws a StoreError. */
  writeTo(store: Store | null, at: EpochMs): void {
    if (store === null || store.readOnly !== null) return;
    for (const [name, text] of this.#inForce) store.recordSetting({ at, who: 'desk', name, text });
  }
}
