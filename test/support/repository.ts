import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { onTestFinished } from 'vitest';

import type { Files } from './project.ts';

const IDENTITY = [
  '-c',
  'user.name=Test',
  '-c',
  'user.email=test@example.com',
  '-c',
  'protocol.file.allow=always',
];

/** A real git repository in a directory that is gone when the test is over. */
export interface Repository {
  readonly cwd: string;
  /** Runs git and returns what it prints; throws where it fails. */
  readonly git: (...args: readonly string[]) => string;
  readonly write: (files: Files) => void;
  /** Writes the files and commits all that has changed; returns the commit. */
  readonly commit: (files: Files) => string;
  /** A clone of it, as CI services make them. */
  readonly clone: (...options: readonly string[]) => Repository;
}

/** A repository on the branch `main`, without a commit. */
export function createRepository(): Repository {
  const repository = repositoryAt(temporaryDirectory());
  repository.git('init', '-q', '-b', 'main');
  return repository;
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'ddlint-git-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

function repositoryAt(cwd: string): Repository {
  const git = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('git', [...IDENTITY, ...args], { cwd, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  const write = (files: Files): void => {
    for (const [name, content] of Object.entries(files)) {
      const target = path.join(cwd, name);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  };
  return {
    cwd,
    git,
    write,
    commit: (files) => {
      write(files);
      git('add', '-A');
      git('commit', '-q', '-m', 'Change');
      return git('rev-parse', 'HEAD');
    },
    clone: (...options) => {
      const target = temporaryDirectory();
      git('clone', '-q', ...options, `file://${cwd}`, target);
      return repositoryAt(target);
    },
  };
}
