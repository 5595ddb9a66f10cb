/** Days that once went wrong, and what each of them showed. They are run again with every test. */
export const onceFailed: readonly { readonly seed: number; readonly showed: string }[] = [
  { seed: 11, showed: 'a bust execution of 0 shares ended every connection while it was being read' },
  { seed: 22, showed: 'a commission that never came was not asked for' },
  { seed: 40, showed: 'an order and its cancel that were never answered stayed as they were all day' },
  {
    seed: 46,
    showed: 'a late PreSubmitted after a cancel left the order unresolved for the rest of the day',
  },
];
