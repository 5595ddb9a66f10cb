import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { recall, remember } from './preferences.ts';

export interface Split {
  /** Size of the part that the handle sizes, in px. */
  readonly size: number;
  readonly handle: ReactNode;
}

interface SplitOptions {
  readonly name: string;
  readonly label: string;
  readonly first: number;
  readonly least: number;
  readonly most: () => number;
  /** Which edge of the sized part the handle is: it grows when the pointer goes away from it. */
  readonly edge: 'left' | 'top' | 'bottom';
}

const keyStep = 16;

/** A border that can be dragged, or moved by arrow keys; remembered on this screen. */
export function useSplit({ name, label, first, least, most, edge }: SplitOptions): Split {
  const [size, setSize] = useState(() => {
    const kept = recall(`split.${name}`);
    return typeof kept === 'number' ? kept : first;
  });
  const vertical = edge === 'left';
  const growth = edge === 'bottom' ? 1 : -1;
  const fits = (wanted: number): number => Math.round(Math.min(Math.max(wanted, least), most()));
  const change = (wanted: number): void => {
    const next = fits(wanted);
    setSize(next);
    remember(`split.${name}`, next);
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const handle = event.currentTarget;
    const from = vertical ? event.clientX : event.clientY;
    const move = (at: globalThis.PointerEvent): void =>
      change(size + growth * ((vertical ? at.clientX : at.clientY) - from));
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', move);
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  const press = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = vertical
      ? { ArrowLeft: -1, ArrowRight: 1 }
      : { ArrowUp: -1, ArrowDown: 1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    change(size + growth * step * keyStep);
  };
  return {
    size: fits(size),
    handle: (
      <div
        className={vertical ? 'split split-vertical' : 'split split-horizontal'}
        role="separator"
        aria-orientation={vertical ? 'vertical' : 'horizontal'}
        aria-label={label}
        aria-valuenow={fits(size)}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={press}
      />
    ),
  };
}
