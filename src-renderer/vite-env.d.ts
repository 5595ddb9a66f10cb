import 'react';

declare module 'react' {
  // Custom properties carry sizes from the layout into the style sheet.
  interface CSSProperties {
    readonly [name: `--${string}`]: string;
  }
}
