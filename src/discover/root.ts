import type { Directory } from './directory.ts';
import type { Listing, Tool } from './tool.ts';
import { TOOLS } from './tools.ts';

/** A folder that a tool takes its migrations from. */
export interface Root {
  readonly tool: Tool;
  readonly directory: Directory;
}

const recognised = new WeakMap<Directory, Tool | null>();
const listings = new WeakMap<Directory, Map<Tool, Listing>>();
const applied = new WeakMap<Listing, ReadonlySet<string>>();

/** The tool whose history is rooted at the directory. */
export function recognise(directory: Directory): Tool | undefined {
  const known = recognised.get(directory);
  if (known !== undefined) return known ?? undefined;
  const tool = TOOLS.find((candidate) => candidate.recognises(directory));
  recognised.set(directory, tool ?? null);
  return tool;
}

/** What the tool would apply, worked out once. */
export function listOf({ tool, directory }: Root): Listing {
  const known = listings.get(directory) ?? new Map<Tool, Listing>();
  listings.set(directory, known);
  const listing = known.get(tool) ?? tool.list(directory);
  known.set(tool, listing);
  return listing;
}

/** Whether the file (relative to the working directory) is a migration of the root, up or down. */
export function applies(root: Root, file: string): boolean {
  const listing = listOf(root);
  const files =
    applied.get(listing) ??
    new Set(listing.units.flatMap(({ up, down }) => (down === undefined ? [up.file] : [up.file, down.file])));
  applied.set(listing, files);
  return files.has(file);
}
