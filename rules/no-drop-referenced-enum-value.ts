import { isStepOf, listed } from '../src/judge.ts';
import { usesTold } from '../src/references/report.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    readsCode: true,
    description: 'Disallow taking a value from an enum, or renaming it, while code still uses it',
    messages: {
      head: 'The code that belongs to this migration still uses {{values}} of "{{type}}", at {{places}}. From here on the enum has no such value, and whatever stores it or compares with it fails with error 22P02.',
      deployed:
        'The code that runs while this is applied still uses {{values}} of "{{type}}", at {{places}} in {{revision}}. From here on the enum has no such value, and whatever stores it or compares with it fails with error 22P02, until the last instance is replaced.',
      possible:
        'The code may still use {{values}} of "{{type}}", at {{places}}. From here on the enum has no such value, and whatever stores it or compares with it fails with error 22P02.',
    },
  },

  on: {
    *migrationEnd(end) {
      for (const step of end.steps) {
        const told = usesTold(step, end);
        const lost = (told?.subjects ?? []).filter((subject) => subject.kind === 'enumValue');
        const [first] = lost;
        if (told === undefined || first === undefined) continue;
        const { when, places, revision, evidence } = told;
        const values = listed(lost.map(({ value }) => value));
        const data = { values, type: first.type.name, places, revision };
        yield {
          messageId: when,
          data,
          advice: adviceOf(values, isStepOf(step, 'renameEnumValue')),
          at: step,
          ...evidence,
        };
      }
    },
  },
});

function adviceOf(values: string, isRename: boolean) {
  return isRename
    ? [
        { title: 'Add the new name as a value of its own, and deploy code that reads both' },
        {
          title: `Deploy code that no longer writes ${values}, and update the rows that hold it in batches`,
          place: 'later deploy' as const,
        },
      ]
    : [
        { title: `Deploy code that no longer names ${values}` },
        { title: 'Update the rows that hold it in batches', place: 'later deploy' as const },
        { title: 'Take it from the enum when no older code runs any more', place: 'later deploy' as const },
      ];
}
