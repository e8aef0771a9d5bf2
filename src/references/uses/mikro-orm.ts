import { entityFinder } from './entities.ts';
import type { Level } from './keys.ts';

const FIND: readonly Level[] = ['fields', 'mixed'];

/** Calls of MikroORM's entity managers, repositories and query builders. */
export const mikroOrm = entityFinder({
  orm: 'mikro-orm',
  methods: {
    find: FIND,
    findOne: FIND,
    findOneOrFail: FIND,
    findAndCount: FIND,
    findByCursor: FIND,
    findAll: ['mixed'],
    count: FIND,
    create: ['fields'],
    insert: ['fields'],
    insertMany: ['fields'],
    nativeInsert: ['fields'],
    nativeUpdate: ['fields', 'fields'],
    nativeDelete: ['fields'],
    upsert: FIND,
    upsertMany: FIND,
    getReference: ['fields'],
  },
  inserts: new Set(['create', 'insert', 'insertMany', 'nativeInsert', 'upsert', 'upsertMany']),
  shape: {
    options: new Map<string, Level>(
      [
        'where',
        'orderBy',
        'fields',
        'exclude',
        'populate',
        'populateWhere',
        'groupBy',
        'having',
        'onConflictFields',
      ].map((key) => [key, 'fields'] as const),
    ),
    operators: new Map<string, Level>(['$and', '$or', '$not'].map((key) => [key, 'fields'] as const)),
  },
  repositories: new Set(['EntityRepository', 'SqlEntityRepository', 'Repository']),
  getters: new Set(['getRepository']),
});
