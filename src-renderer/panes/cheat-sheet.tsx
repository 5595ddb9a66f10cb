import type { ReactNode } from 'react';
import { Dialog } from '../dialog.tsx';

const keys = [
  ['/', 'Search in the drift grid'],
  ['↑ ↓', 'Move between names; the chart follows'],
  ['Space', 'In the proposals: tick or untick the leg'],
  ['J K', 'In the proposals: next, previous leg'],
  ['A', 'In the proposals: approve what is ticked'],
  ['R', 'In the proposals: reject, with a reason'],
  ['Ctrl ⇧ K', 'Open the kill switch; nothing is cancelled before you confirm'],
  ['Esc', 'Close a dialog; it never cancels an order'],
  ['?', 'This list'],
] as const;

export function CheatSheet({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog title="Keys" onClose={onClose} testId="cheat-sheet">
      <table className="keys">
        <tbody>
          {keys.map(([key, does]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="dialog-buttons">
        <button autoFocus onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
