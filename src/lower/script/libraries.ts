import { kysely } from './kysely.ts';
import { mikroOrm } from './mikro-orm.ts';
import type { Library } from './library.ts';
import { sequelize } from './sequelize.ts';
import { typeorm } from './typeorm.ts';

/** The most telling first. */
export const LIBRARIES: readonly Library[] = [typeorm, kysely, mikroOrm, sequelize];
