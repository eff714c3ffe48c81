/** What the compiler proves: a value that a port would refuse can be neither snapshot nor command. `tsc` runs these. */
import { describe, expectTypeOf, it } from 'vitest';
import type { AllCloneable, Cloneable } from './cloneable.ts';
import type { Command, Commands, Results } from './commands.ts';
import type { HostMessage, PageMessage } from './messages.ts';
import type { Snapshots } from './topics.ts';

class Person {
  readonly name = 'Erika';
  greet(): string {
    return this.name;
  }
}
declare const marker: unique symbol;

describe('a value that may cross', () => {
  it('is plain data, however deep', () => {
    interface Plain {
      readonly text: string;
      readonly list: readonly { readonly count: number | null }[];
      readonly maybe?: boolean;
    }
    expectTypeOf<Cloneable<Plain>>().toEqualTypeOf<Plain>();
  });

  it('is bytes', () => {
    expectTypeOf<Cloneable<Uint8Array | Blob>>().toEqualTypeOf<Uint8Array | Blob>();
  });

  it('is every member of a union', () => {
    type Union = { readonly status: 'a' } | { readonly status: 'b'; readonly count: number };
    expectTypeOf<Cloneable<Union>>().toEqualTypeOf<Union>();
  });
});

describe('a value that may not cross', () => {
  it('is a function', () => {
    expectTypeOf<Cloneable<() => void>>().toBeNever();
  });

  it('is a symbol', () => {
    expectTypeOf<Cloneable<symbol>>().toBeNever();
  });

  it('is a bigint, which JSON does not know', () => {
    expectTypeOf<Cloneable<bigint>>().toBeNever();
  });

  it('does not compile as a snapshot where a member is a function', () => {
    // @ts-expect-error a callback cannot cross
    expectTypeOf<AllCloneable<{ topic: { onChange: () => void } }>>().toBeObject();
  });

  it('does not compile as a snapshot where a function hides deep in a list', () => {
    // @ts-expect-error a callback cannot cross
    expectTypeOf<AllCloneable<{ topic: { items: readonly { act?: () => void }[] } }>>().toBeObject();
  });

  it('does not compile as an instance with methods, which would lose them', () => {
    // @ts-expect-error a clone has no methods
    expectTypeOf<AllCloneable<{ topic: Person }>>().toBeObject();
  });

  it('does not compile as a map, which has methods', () => {
    // @ts-expect-error a clone of it would be a map, but a snapshot is JSON
    expectTypeOf<AllCloneable<{ topic: Map<string, string> }>>().toBeObject();
  });

  it('does not compile as an error, which would lose its code', () => {
    class CodedError extends Error {
      toData(): object {
        return {};
      }
    }
    // @ts-expect-error errors cross as ErrorData
    expectTypeOf<AllCloneable<{ topic: CodedError }>>().toBeObject();
  });

  it('does not compile with a symbol as value', () => {
    // @ts-expect-error a symbol cannot cross
    expectTypeOf<AllCloneable<{ topic: { kind: symbol } }>>().toBeObject();
  });

  it('does not compile with a symbol as key: an insecure switch cannot cross', () => {
    // @ts-expect-error a symbol key is lost on the way
    expectTypeOf<AllCloneable<{ topic: { [marker]: true } }>>().toBeObject();
  });

  it('does not compile as a promise', () => {
    // @ts-expect-error only its result crosses
    expectTypeOf<AllCloneable<{ topic: Promise<string> }>>().toBeObject();
  });
});

describe('the protocol', () => {
  it('has plain snapshots', () => {
    expectTypeOf<AllCloneable<Snapshots>>().toEqualTypeOf<Snapshots>();
  });

  it('has plain commands', () => {
    expectTypeOf<AllCloneable<Commands>>().toEqualTypeOf<Commands>();
  });

  it('has plain results', () => {
    expectTypeOf<AllCloneable<Results>>().toEqualTypeOf<Results>();
  });

  it('refuses a command with a callback', () => {
    const send = {
      type: 'send',
      roomId: '!a',
      key: 'k',
      content: { msgtype: 'm.text', body: () => 'x' },
    } as const;
    // @ts-expect-error the body is text
    expectTypeOf(send).toExtend<Command>();
  });

  it('has no command that is not in the table', () => {
    // @ts-expect-error there is no such command
    expectTypeOf({ type: 'eval' } as const).toExtend<Command>();
  });

  it('has messages that are each recognised by their type', () => {
    expectTypeOf<PageMessage['type']>().toEqualTypeOf<'hello' | 'watch' | 'unwatch' | 'call' | 'bye'>();
    expectTypeOf<HostMessage['type']>().toEqualTypeOf<'welcome' | 'refused' | 'value' | 'result' | 'error'>();
  });
});
