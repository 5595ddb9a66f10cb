/** What the next start is told even where nothing can be written into the file. */
export interface MarkedStore {
  /** False = the desk that had the file last ended while something that held was not written down. */
  readonly leftClean: boolean;
  /** Whether everything that holds is written down. That it is not can be told on a full disk, too. Throws a StoreError. */
  markClean(clean: boolean): void;
}
