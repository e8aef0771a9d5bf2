const FREE = 0;
const CLAIMED = 1;
const READ = 2;
const FAILED = 3;

/** Which of two threads reads what: an entry in shared memory for each migration. */
export class Claims {
  /** What the other thread is to be given. */
  readonly shared: Int32Array;

  constructor(shared: Int32Array) {
    this.shared = shared;
  }

  static of(count: number): Claims {
    return new Claims(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * count)));
  }

  /** Whether it is now the caller's to read: nobody had begun with it. */
  claim(place: number): boolean {
    return Atomics.compareExchange(this.shared, place, FREE, CLAIMED) === FREE;
  }

  /** To be called once what was claimed is read and handed over, or cannot be. */
  settle(place: number, isRead: boolean): void {
    Atomics.store(this.shared, place, isRead ? READ : FAILED);
    Atomics.notify(this.shared, place);
  }

  isSettled(place: number): boolean {
    const state = Atomics.load(this.shared, place);
    return state === READ || state === FAILED;
  }

  /** Waits for whoever has claimed it, so many milliseconds at most. */
  wait(place: number, patience: number): void {
    Atomics.wait(this.shared, place, CLAIMED, patience);
  }
}
