/// <reference types="vite/client" />
import kern from '@kern-ux/native/dist/kern.css?raw';
import { describe, expect, it } from 'vitest';
import { tokens } from './tokens.styles.ts';

const names = (css: string, pattern: RegExp): ReadonlySet<string> =>
  new Set([...css.matchAll(pattern)].map(([, name]) => name!));

describe('the KERN tokens', () => {
  it('that the elements fall back to are all defined by the pinned version of KERN', () => {
    const used = names(tokens.cssText, /var\(\s*(--kern-[\w-]+)/gu);
    const defined = names(kern, /(--kern-[\w-]+)\s*:/gu);
    expect(used.size).toBeGreaterThan(10);
    expect([...used].filter((name) => !defined.has(name))).toEqual([]);
  });
});
