import { codeOptionsOf } from '../config/code.ts';
import type { SettingsInput } from '../config/settings.ts';
import type { History } from '../migration.ts';
import type { ApplicationCode } from '../reference.ts';
import { MODEL_READERS } from '../references/models.ts';
import { openWith } from '../references/open.ts';
import { symbolUses, worthAsking } from '../references/symbols.ts';
import { USE_FINDERS } from '../references/uses.ts';

/** The application's code, for a host that cannot wait. */
export function openCodeSync(histories: readonly History[], input: SettingsInput): ApplicationCode {
  const readers = { MODEL_READERS, USE_FINDERS, symbolUses, worthAsking };
  return openWith(codeOptionsOf(histories, input), readers);
}
