import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { takingShared, withoutFacades, withShared } from './drop-in-entry.ts';

const early = 'var t=0;function r(){t++}function e(){return t}export{r as a,e as b};';
const entry =
  'import{a as t}from"./bm-EARLY.js";import"./bm-HELPER.js";t();import("./bm-FACADE.js").then(({start:t})=>t());';

const helper = 'var n=Object.defineProperty,o=(t,e)=>{for(var r in e)n(t,r,{get:e[r],enumerable:!0})};export{o as a};';
const read = (file: string): string => (file === 'bm-HELPER.js' ? helper : early);

/** Runs a file as a page does, and writes down what it loads. */
function run(source: string, page: object): string[] {
  const loaded: string[] = [];
  const load = (file: string): Promise<never> => (loaded.push(file), new Promise(() => {}));
  runInNewContext(source.replaceAll('import(', 'load(').replaceAll('globalThis', 'page'), { load, page, Symbol });
  return loaded;
}
const sharedOf = (page: object): { b(): number } => page[Object.getOwnPropertySymbols(page)[0] as never];

describe('the entry of the drop-in', () => {
  const { entry: written, file, name } = withShared(entry, read);

  it('needs no other file to begin, and loads none that only others need', () => {
    const page = {};
    expect(run(written, page)).toEqual(['./bm-FACADE.js']);
    expect(sharedOf(page).b()).toBe(1);
  });

  it('leaves what it shares to the file that the others import', () => {
    expect(name).toBe('bm-EARLY.js');
    expect(file).toMatch(/^export const\{a,b\}=globalThis\[.*\];\n$/);
  });

  it('gives what it shares to the file that it loads', () => {
    const page = {};
    run(written, page);
    const loaded = 'import{a as x,b as y}from"./bm-EARLY.js";import{z}from"./bm-MORE.js";x();y();';
    expect(takingShared(loaded, name)).toMatch(
      /^var\{a:x,b:y\}=globalThis\[.*\];import\{z\}from"\.\/bm-MORE\.js";x\(\);y\(\);$/,
    );
    run(takingShared('import{a as x}from"./bm-EARLY.js";x();', name), page);
    expect(sharedOf(page).b()).toBe(2);
    expect(takingShared('function f(){}import{a as x}from"./bm-EARLY.js";x();', name)).toMatch(
      /^function f\(\)\{\}var\{a:x\}=.*;x\(\);$/,
    );
    expect(takingShared('import{z}from"./bm-MORE.js";', name)).toBe('import{z}from"./bm-MORE.js";');
  });

  it('is one with another of the same page', () => {
    const page = {};
    run(written, page);
    run(written, page);
    expect(sharedOf(page).b()).toBe(2);
  });

  it.each([
    ['shares nothing', 'begin();', early],
    ['shares a file that imports others', entry, `import{x}from"./other.js";${early}`],
    ['shares a file without exports', entry, 'var t=0;'],
  ])('is refused where it %s', (_, wrong, source) => {
    expect(() => withShared(wrong, () => source)).toThrow('does not share one file');
  });

  it('is refused where it imports beside it what may do something', () => {
    const acting = (file: string): string => (file === 'bm-HELPER.js' ? 'begin();export{};' : early);
    expect(() => withShared(entry, acting)).toThrow('bm-HELPER.js, which may do something');
  });

  it('loads the file of a facade in its place, by the names there', () => {
    const direct = withoutFacades(
      entry,
      () => 'import{X as t}from"./bm-MAIN.js";import"./bm-OTHER.js";export{t as start};',
    );
    expect(direct).toContain('import("./bm-MAIN.js").then(({X:t})=>t())');
  });

  it('is refused where what it loads is no facade', () => {
    expect(() => withoutFacades(entry, () => 'var t=0;export{t as start};')).toThrow('no facade');
  });
});
