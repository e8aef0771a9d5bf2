import type { ToolId } from '../migration.ts';
import type { Tool } from './tool.ts';
import { diesel } from './tools/diesel.ts';
import { drizzle } from './tools/drizzle.ts';
import { plain } from './tools/plain.ts';
import { prisma } from './tools/prisma.ts';

/** The most telling layouts first: the first tool that recognises a directory has it. */
export const TOOLS: readonly Tool[] = [prisma, drizzle, diesel, plain];

export function findTool(id: ToolId): Tool | undefined {
  return TOOLS.find((tool) => tool.id === id);
}
