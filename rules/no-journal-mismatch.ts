import { listed } from '../src/judge.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'history',
    severity: 'error',
    preset: 'recommended',
    description: "Disallow files that the migration tool's own journal does not agree with",
    messages: {
      unlisted:
        'This migration is never applied: {{tool}} applies what its journal lists, and the journal does not list it.',
      missing:
        'No database can be migrated: the journal of {{tool}} lists {{names}}, and there is no such file.',
      unreadable:
        'No database can be migrated: {{tool}} reads from this journal what it is to apply, and it is no valid JSON, as after a merge with conflicts.',
      noLockFile:
        'Nothing keeps these migrations from being applied to another kind of database than they were written for: {{tool}} checks that by this file, and it is missing.',
    },
  },

  on: {
    *historyEnd({ history: { problems = [], toolName: tool } }) {
      for (const problem of problems) {
        if (problem.kind === 'unlisted') {
          const advice = [
            {
              title:
                'Generate the migration anew, so that it is listed, or delete the file if it is a leftover',
            },
          ];
          yield { at: problem, messageId: 'unlisted', data: { tool }, advice };
        } else if (problem.kind === 'missing') {
          const advice = [{ title: 'Bring the files back, or take their entries out of the journal' }];
          yield { at: problem, messageId: 'missing', data: { tool, names: listed(problem.others) }, advice };
        } else if (problem.kind === 'unreadable journal') {
          const advice = [
            { title: 'Resolve the conflict so that all entries stay, in the order of their dates' },
          ];
          yield { at: problem, messageId: 'unreadable', data: { tool }, advice };
        } else if (problem.kind === 'no lock file') {
          const advice = [{ title: `Commit "${problem.file}", which ${tool} writes beside the migrations` }];
          yield { at: problem, messageId: 'noLockFile', data: { tool }, advice, depends: true };
        }
      }
    },
  },
});
