import type {
  Directive,
  Expression,
  ForInStatement,
  ForOfStatement,
  Statement,
  SwitchStatement,
  VariableDeclaration,
} from '@oxc-project/types';

import type { Asked } from '../../operation.ts';
import { questionOf } from './asked.ts';
import { arePostgres } from './dialect.ts';
import { areEqual } from './operators.ts';
import type { Interpreter } from './interpreter.ts';
import type { Scope } from './scope.ts';
import { constant, objectValue, oneOf, truthOf, undefinedAt, unknown, type Value } from './value.ts';
import { Text } from './text.ts';

/**
 * How a statement ended. `mayEnd`: what is around it may have ended here, by a branch that may be
 * taken; `unless`: by what is in the database, and it has not where that is found so.
 */
export type Completion =
  | {
      readonly type: 'normal';
      readonly mayEnd?: 'function' | 'turn';
      readonly unless?: readonly Asked[] | undefined;
      /** What the function may have returned here. */
      readonly returned?: readonly Value[];
    }
  | { readonly type: 'return'; readonly value: Value }
  | { readonly type: 'throw' }
  | { readonly type: 'break' }
  | { readonly type: 'continue' };

const NORMAL: Completion = { type: 'normal' };
/** Turns of a loop whose end is not known from its header. */
const MAX_TURNS = 1000;

/** Runs statements in order until one returns or throws; functions and classes are known from the start. */
export function executeStatements(
  statements: readonly (Statement | Directive)[],
  scope: Scope,
  run: Interpreter,
): Completion {
  for (const statement of statements) hoist(statement, scope, run);
  for (const [index, statement] of statements.entries()) {
    const completion = execute(statement, scope, run);
    if (completion.type !== 'normal') return completion;
    if (completion.mayEnd === undefined) continue;
    const { unless } = completion;
    const rest = run.afterExit(() => executeStatements(statements.slice(index + 1), scope, run), unless);
    return rest.type === 'return'
      ? { ...rest, value: eitherOf(completion.returned ?? [], rest.value) }
      : completion;
  }
  return NORMAL;
}

/** The result where another one may have been returned before; calls on an object of a library go on. */
function eitherOf(before: readonly Value[], value: Value): Value {
  return value.type === 'host'
    ? value
    : oneOf([...before, value], 'what is returned depends on a condition', value.span);
}

/** Declares the functions, classes and enums of a list of statements, before any of it runs. */
export function hoist(statement: Statement | Directive, scope: Scope, run: Interpreter): void {
  switch (statement.type) {
    case 'FunctionDeclaration':
      if (statement.id !== null) {
        scope.declare(statement.id.name, {
          type: 'function',
          node: statement,
          scope,
          span: run.spanOf(statement, scope),
        });
      }
      return;
    case 'ClassDeclaration':
      if (statement.id !== null) {
        scope.declare(statement.id.name, {
          type: 'class',
          node: statement,
          scope,
          span: run.spanOf(statement, scope),
        });
      }
      return;
    case 'TSEnumDeclaration':
      scope.declare(statement.id.name, () => enumOf(statement, scope, run));
      return;
    default:
      return;
  }
}

function enumOf(
  node: Extract<Statement, { type: 'TSEnumDeclaration' }>,
  scope: Scope,
  run: Interpreter,
): Value {
  const entries = new Map<string, Value>();
  let next = 0;
  for (const member of node.body.members) {
    const name =
      member.id.type === 'Identifier'
        ? member.id.name
        : member.id.type === 'Literal'
          ? member.id.value
          : undefined;
    if (name === undefined) continue;
    const value: Value =
      member.initializer === null
        ? constant(next, run.spanOf(member, scope))
        : run.evaluate(member.initializer, scope);
    if (value.type === 'constant' && typeof value.value === 'number') next = value.value + 1;
    entries.set(name, value);
  }
  return objectValue(entries, run.spanOf(node, scope));
}

// eslint-disable-next-line max-lines-per-function -- a table: a few lines for each kind of statement
function execute(statement: Statement | Directive, scope: Scope, run: Interpreter): Completion {
  if (!run.spend()) return NORMAL;
  switch (statement.type) {
    case 'ExpressionStatement':
      run.evaluate(statement.expression, scope);
      return NORMAL;
    case 'VariableDeclaration':
      declare(statement, scope, run);
      return NORMAL;
    case 'ReturnStatement': {
      const span = run.spanOf(statement, scope);
      return {
        type: 'return',
        value: statement.argument === null ? undefinedAt(span) : run.evaluate(statement.argument, scope),
      };
    }
    case 'ThrowStatement':
      run.evaluate(statement.argument, scope);
      if (!run.isConditional) run.hasThrown = true;
      return { type: 'throw' };
    case 'BreakStatement':
      return { type: 'break' };
    case 'ContinueStatement':
      return { type: 'continue' };
    case 'BlockStatement':
      return executeStatements(statement.body, scope.child(), run);
    case 'LabeledStatement':
      return execute(statement.body, scope, run);
    case 'IfStatement':
      return branch(
        run.evaluate(statement.test, scope),
        [statement.consequent, statement.alternate],
        scope,
        run,
      );
    case 'TryStatement': {
      const { hasThrown } = run;
      const completed = executeStatements(statement.block.body, scope.child(), run);
      const { handler, finalizer } = statement;
      if (handler !== null) run.hasThrown = hasThrown;
      const completion = handler !== null && completed.type === 'throw' ? NORMAL : completed;
      if (handler !== null) run.conditionally(() => executeStatements(handler.body.body, scope.child(), run));
      if (finalizer !== null) executeStatements(finalizer.body, scope.child(), run);
      return completion;
    }
    case 'SwitchStatement':
      return executeSwitch(statement, scope, run);
    case 'ForOfStatement':
    case 'ForInStatement':
      return executeForEach(statement, run.evaluate(statement.right, scope), scope, run);
    case 'ForStatement': {
      const inner = scope.child();
      if (statement.init?.type === 'VariableDeclaration') declare(statement.init, inner, run);
      else if (statement.init !== null) run.evaluate(statement.init, inner);
      return repeat(statement, inner, run);
    }
    case 'WhileStatement':
      return repeat({ test: statement.test, update: null, body: statement.body }, scope, run);
    case 'DoWhileStatement':
      return repeat({ test: null, update: null, body: statement.body }, scope, run);
    default:
      return NORMAL;
  }
}

export function declare(declaration: VariableDeclaration, scope: Scope, run: Interpreter): void {
  for (const { id, init } of declaration.declarations) {
    const value = init === null ? undefinedAt(run.spanOf(id, scope)) : run.evaluate(init, scope);
    run.bind(id, value, scope);
  }
}

/** The branch that the condition takes, or both where it is not known. */
function branch(
  test: Value,
  [yes, no]: readonly [Statement, Statement | null],
  scope: Scope,
  run: Interpreter,
): Completion {
  const truth = truthOf(test);
  if (truth === true) return execute(yes, scope, run);
  if (truth === false) return no === null ? NORMAL : execute(no, scope, run);
  const asked = questionOf(test);
  const taken = run.conditionally(() => execute(yes, scope, run), asked?.ifTrue);
  const other = no === null ? NORMAL : run.conditionally(() => execute(no, scope, run), asked?.ifFalse);
  const exits = [taken, other].map(exitOf);
  if (exits.every((exit) => exit === undefined)) return NORMAL;
  const mayEnd = exits.includes('function') ? 'function' : 'turn';
  // What comes next is reached by the other way alone.
  const returned = [taken, other].flatMap(returnedBy);
  if (exits[1] === undefined && taken.type !== 'normal')
    return { type: 'normal', mayEnd, unless: asked?.ifFalse, returned };
  if (exits[0] === undefined && other.type !== 'normal')
    return { type: 'normal', mayEnd, unless: asked?.ifTrue, returned };
  return { type: 'normal', mayEnd, returned };
}

function returnedBy(completion: Completion): readonly Value[] {
  if (completion.type === 'return') return [completion.value];
  return completion.type === 'normal' ? (completion.returned ?? []) : [];
}

/** What a branch may end. Where it throws, the migration fails, and what comes after need not be doubted. */
function exitOf(completion: Completion): 'function' | 'turn' | undefined {
  switch (completion.type) {
    case 'normal':
      return completion.mayEnd;
    case 'return':
      return 'function';
    case 'break':
    case 'continue':
      return 'turn';
    case 'throw':
      return undefined;
  }
}

/** From the first case that is the value on, until a `break`; all cases where it is not known which. */
function executeSwitch({ discriminant, cases }: SwitchStatement, scope: Scope, run: Interpreter): Completion {
  const value = run.evaluate(discriminant, scope);
  const inner = scope.child();
  const tests = cases.flatMap(({ test }) => (test === null ? [] : [run.evaluate(test, scope)]));
  const dialects = value.type === 'unknown' ? arePostgres(tests) : undefined;
  let next = 0;
  const matches = cases.map(({ test }) => {
    if (test === null) return false;
    const index = next++;
    return dialects?.[index] ?? areEqual(value, tests[index] ?? value);
  });
  const first = matches.findIndex((match) => match !== false);
  if (first >= 0 && matches[first] === undefined) {
    run.conditionally(() => {
      for (const { consequent } of cases) executeStatements(consequent, inner.child(), run);
    });
    return NORMAL;
  }
  const start = first >= 0 ? first : cases.findIndex(({ test }) => test === null);
  for (const { consequent } of start < 0 ? [] : cases.slice(start)) {
    const completion = executeStatements(consequent, inner, run);
    if (completion.type === 'break') return NORMAL;
    if (completion.type !== 'normal') return completion;
  }
  return NORMAL;
}

function executeForEach(
  statement: ForOfStatement | ForInStatement,
  over: Value,
  scope: Scope,
  run: Interpreter,
): Completion {
  const { left } = statement;
  const turn = (item: Value): Completion => {
    const inner = scope.child();
    if (left.type === 'VariableDeclaration') {
      const [declarator] = left.declarations;
      if (declarator !== undefined) run.bind(declarator.id, item, inner);
    } else if (left.type === 'Identifier') inner.assign(left.name, item);
    return execute(statement.body, inner, run);
  };
  const items = statement.type === 'ForOfStatement' ? elementsOf(over) : keysOf(over);
  let end: Completion = NORMAL;
  for (const item of items ?? []) {
    const completion = turn(item);
    if (completion.type === 'return' || completion.type === 'throw') return completion;
    if (completion.type === 'break') break;
    if (exitOf(completion) === 'function') end = { type: 'normal', mayEnd: 'function' };
  }
  if (items !== undefined) return end;
  const turned = run.conditionally(() =>
    turn(unknown('the values of a loop that are only known when it runs', over.span)),
  );
  return exitOf(turned) === 'function' ? { type: 'normal', mayEnd: 'function' } : NORMAL;
}

function elementsOf(value: Value): readonly Value[] | undefined {
  return value.type === 'array' && value.complete ? value.items : undefined;
}

function keysOf(value: Value): readonly Value[] | undefined {
  if (value.type !== 'object' || !value.complete) return undefined;
  return [...value.entries.keys()].map((key) => ({
    type: 'string',
    text: Text.of(key, value.span),
    span: value.span,
  }));
}

interface Loop {
  readonly test: Expression | null;
  readonly update: Expression | null;
  readonly body: Statement;
}

/** A loop with a condition: turn by turn while it is known to hold, once where it is not known. */
function repeat({ test, update, body }: Loop, scope: Scope, run: Interpreter): Completion {
  // Its end is decided inside, mostly by what the database answers: the first turn is all that is certain.
  if (test === null || (test.type === 'Literal' && test.value === true)) {
    const completion = execute(body, scope.child(), run);
    const isEnd = completion.type === 'throw' || exitOf(completion) === 'function';
    return isEnd ? completion : NORMAL;
  }
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const truth = truthOf(run.evaluate(test, scope));
    if (truth === false) return NORMAL;
    if (truth === undefined) {
      run.conditionally(() => execute(body, scope.child(), run));
      return NORMAL;
    }
    const completion = execute(body, scope.child(), run);
    if (completion.type === 'return' || completion.type === 'throw') return completion;
    if (completion.type === 'break') return NORMAL;
    if (update !== null) run.evaluate(update, scope);
  }
  return NORMAL;
}
