import type { SettingsInput } from '../config/settings.ts';
import type { History } from '../migration.ts';
import type { ApplicationCode } from '../reference.ts';
import { MODEL_READERS } from '../references/models.ts';
import { openWith } from '../references/open.ts';
import { symbolUses, worthAsking } from '../references/symbols.ts';
import { USE_FINDERS } from '../references/uses.ts';

/** The application's code, for a host that cannot wait. */
export function openCodeSync(
  histories: readonly History[],
  { config, directory, cwd }: SettingsInput,
): ApplicationCode {
  const { since, deploy, references = {} } = config;
  return openWith(
    {
      ...{ cwd, histories, directory },
      ...(references === false ? {} : references),
      ...(since === undefined ? {} : { since }),
      ...(deploy === undefined ? {} : { deploy }),
    },
    { MODEL_READERS, USE_FINDERS, symbolUses, worthAsking },
  );
}
