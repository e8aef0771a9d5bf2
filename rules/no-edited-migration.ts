import { isSameCode } from '../src/judge.ts';
import type { HistoryProblem } from '../src/migration.ts';
import { defineRule, type EndReport } from '../src/rule.ts';
import type { HistoryEnd } from '../src/step.ts';

const MESSAGES = {
  editedRefused:
    'Every database that has applied this migration fails at its next deploy: {{tool}} keeps a checksum of it, and it has changed since it was merged.',
  editedWarned:
    'A database that has applied this migration never sees the change: {{tool}} warns that it was modified, does not apply it again, and goes on. From here on that database and a new one differ.',
  editedIgnored:
    'A database that has applied this migration never sees the change: it is not applied again, and nothing says so. From here on that database and a new one differ.',
  renamedRefused:
    'Every database that has applied this migration fails at its next deploy: {{tool}} finds "{{old}}" among what it has applied, and no file of that name any more.',
  renamedIgnored:
    'A database that has applied this migration applies it a second time: it has it as "{{old}}", and knows a migration by its name.',
  deletedRefused:
    'Every database that has applied {{names}} fails at its next deploy: {{tool}} finds there what the files no longer have.',
  deletedIgnored: 'A new database is built without {{names}}, and differs from those that have applied it.',
} as const;

export default defineRule({
  meta: {
    category: 'history',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow editing, renaming or deleting a migration that is merged',
    messages: MESSAGES,
  },

  on: {
    *historyEnd(end) {
      for (const problem of end.history.problems ?? []) yield* judge(problem, end);
    },
  },
});

function* judge(problem: HistoryProblem, { history }: HistoryEnd): Iterable<EndReport<typeof MESSAGES>> {
  const { toolName: tool, habits } = history;
  const [old = ''] = problem.others;
  // Without a known tool it may be that nobody applies these files one by one.
  const at = { at: problem, ...(habits === undefined ? { depends: true } : {}) };
  const { edited = 'ignored', missing = 'ignored' } = habits ?? {};
  switch (problem.kind) {
    case 'edited': {
      const { file, text, before = '' } = problem;
      if (edited === 'ignored' && isSameCode(file, before, text)) return;
      if (edited === 'refused')
        yield { ...at, messageId: 'editedRefused', data: { tool }, advice: TAKE_BACK };
      else if (edited === 'warned') {
        yield { ...at, messageId: 'editedWarned', data: { tool }, advice: TAKE_BACK };
      } else yield { ...at, messageId: 'editedIgnored', advice: TAKE_BACK };
      return;
    }
    case 'renamed': {
      const advice = [{ title: `Give it back its name, "${old}"` }];
      yield missing === 'refused'
        ? { ...at, messageId: 'renamedRefused', data: { tool, old }, advice }
        : { ...at, messageId: 'renamedIgnored', data: { old }, advice };
      return;
    }
    case 'deleted': {
      const names = namesOf([problem.file, ...problem.others]);
      yield missing === 'refused'
        ? { ...at, messageId: 'deletedRefused', data: { tool, names }, advice: BRING_BACK }
        : { ...at, messageId: 'deletedIgnored', data: { names }, advice: BRING_BACK };
      return;
    }
    case 'out of order':
    case 'duplicate':
    case 'unlisted':
    case 'missing':
    case 'unreadable journal':
    case 'no lock file':
      return;
    default:
      problem.kind satisfies never;
  }
}

const TAKE_BACK = [
  { title: 'Take the change back' },
  { title: 'Write what should be different', place: 'own migration' },
] as const;

const BRING_BACK = [
  { title: 'Bring the files back' },
  { title: 'Reverse what they do', place: 'own migration' },
] as const;

/** The first file, and how many more there are. */
function namesOf([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return `"${first}"`;
  return `"${first}" and ${others.length.toString()} more ${others.length === 1 ? 'migration' : 'migrations'}`;
}
