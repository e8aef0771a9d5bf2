import { keyOf } from '../catalog/lookup.ts';
import type { Effect } from '../postgres/effect.ts';

/** An effect as the JSON formats show it. `blocks` counts only relations that running code may use. */
export interface EffectJson {
  readonly locks: readonly { readonly relation: string; readonly mode: string }[];
  readonly blocks: readonly ('reads' | 'writes')[];
  readonly rewrites: boolean;
  readonly scans: boolean;
}

/** A finding about a comment or a file has no effect: it shows as one that does nothing. */
export function effectJson(effect: Effect | undefined, blocks: EffectJson['blocks']): EffectJson {
  return {
    locks: (effect?.locks ?? []).map(({ relation, mode }) => ({ relation: keyOf(relation), mode })),
    blocks,
    rewrites: (effect?.rewrites ?? []).length > 0,
    scans: (effect?.scans ?? []).length > 0,
  };
}
