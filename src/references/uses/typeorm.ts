import { entityFinder } from './entities.ts';
import type { Level, Shape } from './keys.ts';

/** What each argument of a repository's method is. */
const METHODS: Readonly<Record<string, readonly Level[]>> = {
  find: ['mixed'],
  findOne: ['mixed'],
  findOneOrFail: ['mixed'],
  findAndCount: ['mixed'],
  findBy: ['fields'],
  findOneBy: ['fields'],
  findOneByOrFail: ['fields'],
  findAndCountBy: ['fields'],
  count: ['mixed'],
  countBy: ['fields'],
  exist: ['mixed'],
  exists: ['mixed'],
  existsBy: ['fields'],
  sum: ['fields', 'fields'],
  average: ['fields', 'fields'],
  minimum: ['fields', 'fields'],
  maximum: ['fields', 'fields'],
  save: ['fields'],
  insert: ['fields'],
  create: ['fields'],
  preload: ['fields'],
  merge: ['fields', 'fields', 'fields'],
  update: ['fields', 'fields'],
  upsert: ['fields', 'mixed'],
  delete: ['fields'],
  softDelete: ['fields'],
  restore: ['fields'],
  remove: ['fields'],
  increment: ['fields', 'fields'],
  decrement: ['fields', 'fields'],
};

const INSERTS: ReadonlySet<string> = new Set(['insert', 'save', 'upsert']);

const SHAPE: Shape = {
  options: new Map<string, Level>([
    ...['where', 'select', 'order', 'relations', 'conflictPaths', 'groupBy'].map(
      (key) => [key, 'fields'] as const,
    ),
  ]),
  operators: new Map<string, Level>(),
};

const REPOSITORIES: ReadonlySet<string> = new Set([
  'Repository',
  'TreeRepository',
  'MongoRepository',
  'BaseRepository',
]);
const GETTERS: ReadonlySet<string> = new Set(['getRepository', 'getTreeRepository', 'getCustomRepository']);

/** Calls of TypeORM's repositories, entity managers and query builders. */
export const typeorm = entityFinder({
  orm: 'typeorm',
  methods: METHODS,
  inserts: INSERTS,
  shape: SHAPE,
  repositories: REPOSITORIES,
  getters: GETTERS,
});
