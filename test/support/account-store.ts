import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '#app/ports.ts';
import { accountId } from '#shared/ids.ts';
import { openStoreFolder } from '#store/store-folder.ts';

/** A practice account's file in a folder of its own. */
export function accountStore(): { readonly store: Store; end(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'driftdesk-'));
  const stores = openStoreFolder(folder);
  const store = stores.open('practice', accountId('DU1234567'));
  return {
    store,
    end() {
      store.close();
      stores.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
