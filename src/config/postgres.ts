import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { PostgresVersion } from '../postgres/effect.ts';
import { POSTGRES_VERSIONS } from './schema.ts';

/**
 * The day after which a major version gets no more fixes.
 * https://www.postgresql.org/support/versioning/
 */
const END_OF_SUPPORT: Readonly<Record<PostgresVersion, string>> = {
  12: '2024-11-21',
  13: '2025-11-13',
  14: '2026-11-12',
  15: '2027-11-11',
  16: '2028-11-09',
  17: '2029-11-08',
  18: '2030-11-14',
};

/** The oldest major version that still gets fixes: what is safe there is safe on all newer ones. */
export function oldestSupported(today: Date): PostgresVersion {
  const date = today.toISOString().slice(0, 10);
  return POSTGRES_VERSIONS.find((version) => END_OF_SUPPORT[version] >= date) ?? 18;
}

const COMPOSE_FILE = /^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/;
const CI_FILES = ['.gitlab-ci.yml', '.circleci/config.yml', '.woodpecker.yml', 'bitbucket-pipelines.yml'];
/** `postgres:16`, `bitnami/postgresql:15.4`, `postgis/postgis:16-3.4`, `pgvector/pgvector:pg17`, `timescale/timescaledb:2.1-pg14`. */
const IMAGE =
  /\bimage:\s*["']?(?:[\w.-]+(?::\d+)?\/)*(?:postgres(?:ql)?|postgis|pgvector|timescaledb(?:-ha)?):(\S+)/g;
const VERSION_OF_TAG = /(?:^|pg)(\d{1,2})(?![\d])/g;

/**
 * The major version that the repository's own compose files name, else its CI files: the oldest
 * where there are several. Undefined where none is named.
 */
export function inferPostgres(directory: string): PostgresVersion | undefined {
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    const names = list(at);
    const compose = names.filter((name) => COMPOSE_FILE.test(name)).map((name) => path.join(at, name));
    const found = oldestOf(compose) ?? oldestOf(ciFiles(at, names));
    if (found !== undefined) return found;
    if (names.includes('.git') || path.dirname(at) === at) return undefined;
  }
}

function ciFiles(directory: string, names: readonly string[]): readonly string[] {
  const workflows = path.join(directory, '.github', 'workflows');
  return [
    ...CI_FILES.filter((file) => names.includes(file.split('/')[0] ?? file)),
    ...(names.includes('.github') ? list(workflows).filter((name) => /\.ya?ml$/.test(name)) : []).map(
      (name) => path.join('.github', 'workflows', name),
    ),
  ].map((file) => path.join(directory, file));
}

function oldestOf(files: readonly string[]): PostgresVersion | undefined {
  const versions = files.flatMap((file) =>
    [...read(file).matchAll(IMAGE)].map(([, tag = '']) => majorOf(tag)),
  );
  return POSTGRES_VERSIONS.find((version) => versions.includes(version));
}

/** `16-3.4` and `pg16` are 16; a version newer than all we know is taken for the newest. */
function majorOf(tag: string): number | undefined {
  const matches = [...tag.matchAll(VERSION_OF_TAG)].map(([, digits]) => Number(digits));
  const major = tag.includes('pg') ? matches.at(-1) : matches[0];
  return major === undefined ? undefined : Math.min(major, 18);
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
