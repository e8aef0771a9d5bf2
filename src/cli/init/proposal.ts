/** What `ddlint init` has to say of one part of the set-up: the configuration, the hook, the gate. */
export type Proposal = Written | Advised | Done;

/** A file that it writes, or adds to, where that is accepted. */
export interface Written {
  readonly kind: 'write';
  /** What is gained, as an imperative sentence without its full stop. */
  readonly title: string;
  /** Absolute. */
  readonly file: string;
  /** What people are shown of it: the new file, or the lines that are added. */
  readonly shown: string;
  /** The whole file as it will be. */
  readonly content: string;
  readonly isNew: boolean;
  readonly isExecutable?: true;
}

/** What only a person can add, such as to a file that is code. */
export interface Advised {
  readonly kind: 'advise';
  /** As `Written.title`. */
  readonly title: string;
  /** Code or commands, without indentation. */
  readonly shown: string;
}

/** Part of the set-up that is there. */
export interface Done {
  readonly kind: 'done';
  /** A full sentence. */
  readonly title: string;
}
