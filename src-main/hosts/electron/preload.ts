import { contextBridge, ipcRenderer } from 'electron';
import { channel } from './channel.ts';

// One pipe and nothing else: what may be asked is the contract's business, so this file never changes.

contextBridge.exposeInMainWorld('driftdesk', {
  send: (message: unknown): void => ipcRenderer.send(channel, message),
  onMessage(listener: (message: unknown) => void): () => void {
    const receive = (_event: unknown, message: unknown): void => listener(message);
    ipcRenderer.on(channel, receive);
    return () => ipcRenderer.off(channel, receive);
  },
});
