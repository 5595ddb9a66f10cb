import { type IpcMainEvent, type WebContents, ipcMain } from 'electron';
import type { ServerPipe } from '#shared/contract/wire.ts';
import { channel, pageOrigin } from './channel.ts';

/**
 * A WebContents as Pipes, one after the other: each page that is loaded into it gets its own at its first message, because event numbers
 * start at 1 for every page. Only the window's own top frame is heard.
 */
export function servePages(contents: WebContents, connect: (pipe: ServerPipe) => void): void {
  let page: Page | null = null;
  const endPage = (): void => {
    page?.close();
    page = null;
  };
  const receive = (event: IpcMainEvent, message: unknown): void => {
    if (event.sender !== contents || !isOwnFrame(event)) return;
    if (page === null) {
      page = createPage(contents);
      connect(page.pipe);
    }
    page.receive(message);
  };
  ipcMain.on(channel, receive);
  contents.on('did-navigate', endPage);
  contents.on('render-process-gone', endPage);
  contents.on('destroyed', () => {
    endPage();
    ipcMain.off(channel, receive);
  });
}

const isOwnFrame = ({ senderFrame }: IpcMainEvent): boolean =>
  senderFrame !== null && senderFrame.parent === null && senderFrame.url.startsWith(`${pageOrigin}/`);

interface Page {
  readonly pipe: ServerPipe;
  receive(message: unknown): void;
  close(): void;
}

function createPage(contents: WebContents): Page {
  const listeners = new Set<(message: unknown) => void>();
  const closers = new Set<() => void>();
  let open = true;
  return {
    pipe: {
      send(message) {
        if (open && !contents.isDestroyed()) contents.send(channel, message);
      },
      onMessage(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onClose(listener) {
        closers.add(listener);
        return () => closers.delete(listener);
      },
    },
    receive(message) {
      for (const tell of listeners) tell(message);
    },
    close() {
      open = false;
      for (const tell of closers) tell();
      closers.clear();
      listeners.clear();
    },
  };
}
