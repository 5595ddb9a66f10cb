import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';

// Rules of the house that no tool knows. A rule that finds nothing to look at is broken, so each also says what it must have seen.

const roots = ['src-shared', 'src-main', 'src-renderer', 'scripts', 'test'];

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesUnder(path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

const files = roots.flatMap(filesUnder);
/** This file names what it looks for. */
const others = files.filter((path) => path !== 'test/tidy.test.ts');
const sources = files.filter((path) => path.startsWith('src-'));
const read = (path: string): string => readFileSync(path, 'utf8');

/** Without comments, and with strings emptied: rules about code must not trip over words. Regular expressions stay as they are. */
const codeOf = (path: string): string =>
  read(path).replace(
    /\/\*[\s\S]*?\*\/|(?<![:'"`\w\\])\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g,
    (found) => (found.startsWith('/') ? ' ' : "''"),
  );

/** `path:line: text` of every line of code that matches. */
const linesWith = (paths: readonly string[], pattern: RegExp): string[] =>
  paths.flatMap((path) =>
    codeOf(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

describe('the house', () => {
  test('is all looked at', () => {
    for (const root of roots)
      expect(
        files.some((path) => path.startsWith(`${root}/`)),
        root,
      ).toBe(true);
    expect(files.length).toBeGreaterThan(100);
  });

  test('file names are kebab-case and say what is inside', () => {
    const banned = /^(utils?|helpers?|common|types?|managers?|misc|index|shared)$/;
    const bad = files.filter((path) => {
      const name = basename(path).replace(/(\.test|\.config)?\.(ts|tsx|mjs)$/, '');
      return banned.test(name) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
    });
    expect(bad).toEqual([]);
  });

  test('no file is longer than 300 lines', () => {
    const long = files
      .filter((path) => !path.startsWith('test/'))
      .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  test('nothing is exported as default but a tool’s settings', () => {
    const found = linesWith(files, /^\s*export default\b/).filter((line) => !/\.config\.ts:/.test(line));
    expect(found).toEqual([]);
  });

  test('no promise to do it later stands in the sources', () => {
    const words = /\b(TODO|FIXME)\b/;
    expect(others.filter((path) => words.test(read(path)))).toEqual([]);
  });

  test('no checker is told to look away', () => {
    const silencers = /@ts-(ignore|expect-error|nocheck)|(ox|es)lint-disable/;
    expect(others.filter((path) => silencers.test(read(path)))).toEqual([]);
  });
});

describe('walls that imports do not show', () => {
  const engine = sources.filter((path) => path.startsWith('src-main/engine/'));

  test('the engine neither waits nor promises', () => {
    expect(engine.length).toBeGreaterThan(20);
    expect(linesWith(engine, /\b(async|await|Promise|setTimeout|queueMicrotask)\b/)).toEqual([]);
  });

  test('the environment is read by hosts only', () => {
    const outside = sources.filter((path) => !path.startsWith('src-main/hosts/'));
    expect(linesWith(outside, /\bprocess\.env\b|\bimport\.meta\.env\b/)).toEqual([]);
  });

  test('conversions of units happen at the edges only', () => {
    const edges = ['src-shared/units.ts', 'src-main/app/settings.ts', 'src-renderer/format.ts'];
    const inside = sources.filter((path) => !edges.includes(path));
    expect(linesWith(inside, /\b10_000\b|\b10000\b|\b1e4\b|\* 100\b(?![_.\d])/)).toEqual([]);
  });

  test('a relative import stays inside its own walls', () => {
    const wallOf = (path: string): string =>
      /^src-main\/[^/]+/.exec(path)?.[0] ?? path.slice(0, path.indexOf('/'));
    const climbing = sources.flatMap((path) =>
      [...read(path).matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)]
        .map((found) => posix.join(posix.dirname(path), found[1] ?? found[2] ?? ''))
        .filter((target) => wallOf(target) !== wallOf(path) && !target.startsWith('resources/'))
        .map((target) => `${path} → ${target}`),
    );
    expect(climbing).toEqual([]);
  });

  test('Electron is named in its own host only', () => {
    const importing = sources.filter((path) => /from 'electron'/.test(read(path)));
    expect(importing.length).toBeGreaterThan(0);
    expect(importing.filter((path) => !path.startsWith('src-main/hosts/electron/'))).toEqual([]);
  });
});

describe('tests', () => {
  /** Where a source's test must stand. */
  const testOf = (source: string): string =>
    source.replace(/^src-(main|shared|renderer)\//, 'test/$1/').replace(/\.tsx?$/, '.test.ts');

  /** A file of types and nothing else has nothing to run. */
  const runs = (path: string): boolean =>
    /^export (abstract )?(const|function|class|let)\b/m.test(read(path));

  test.each(['src-main/engine/', 'src-main/store/'])('every file of %s that runs has its own', (folder) => {
    const wanted = sources.filter((path) => path.startsWith(folder) && runs(path)).map(testOf);
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('stand where their source stands', () => {
    const mirrored = files.filter((path) => /^test\/(main|shared|renderer)\/.*\.test\.tsx?$/.test(path));
    const stems = sources.map((path) => path.replace(/\.tsx?$/, ''));
    const lost = mirrored.filter((path) => {
      const stem = path.replace(/^test\/(main|shared|renderer)\//, 'src-$1/').replace(/\.test\.tsx?$/, '');
      // A second file of tests adds words to the source's name; a folder may be tested as one.
      return !existsSync(stem) && !stems.some((source) => stem === source || stem.startsWith(`${source}-`));
    });
    expect(lost).toEqual([]);
  });

  test('run all: none is singled out or switched off without a word', () => {
    const tests = files.filter((path) => path.endsWith('.test.ts') || path.endsWith('.test.tsx'));
    expect(tests.length).toBeGreaterThan(20);
    // What cannot run here may be skipped under a name that says why.
    const silent = /\b(test|describe|it)\.(only|todo|skip)\((?!`[^`]*\bskipped\b)/;
    expect(linesWith(tests, silent)).toEqual([]);
  });
});

test('an engine that imports no clock and no chance has none in its projects either', () => {
  const settings = JSON.parse(read(join('src-main', 'engine', 'tsconfig.json'))) as {
    compilerOptions: Record<string, unknown>;
  };
  // The base sets lib es2024 and no types; the engine must not add to that.
  expect(Object.keys(settings.compilerOptions).toSorted()).toEqual(['outDir', 'rootDir']);
});

test('every test that the README names is there', () => {
  const named = [
    ...read('README.md').matchAll(/`((?:main|e2e|hosts|simulation|shared|renderer)\/[\w/-]+)`/g),
  ].map(([, path = '']) => `test/${path}.test.ts`);
  expect(new Set(named).size).toBeGreaterThan(40);
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
});
