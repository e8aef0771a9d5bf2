import type { ApplicationCode, Search, Subject } from '../reference.ts';

const NOT_LOOKED_AT: Search = { references: [], deployed: [], moments: [], unread: [], isConclusive: false };

/**
 * An application's code that is opened once it is known that something asks for it. Until then
 * nothing is known of any subject.
 */
export class DeferredCode implements ApplicationCode {
  #code: ApplicationCode | undefined;

  open(code: ApplicationCode): void {
    this.#code = code;
  }

  expect(subjects: readonly Subject[]): void {
    this.#code?.expect(subjects);
  }

  search(subject: Subject): Search {
    return this.#code?.search(subject) ?? NOT_LOOKED_AT;
  }
}
