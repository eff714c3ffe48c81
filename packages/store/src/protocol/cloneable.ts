/** The type-level proof that a value survives the structured clone of a MessagePort. */

type Primitive = string | number | boolean | null | undefined;

/** `T` where every part of it may cross a port as plain data; `never` at the first function, class or symbol. */
export type Cloneable<T> = T extends Primitive | Uint8Array | ArrayBuffer | Blob
  ? T
  : T extends (...parameters: never) => unknown
    ? never
    : T extends symbol
      ? never
      : T extends readonly (infer Item)[]
        ? readonly Cloneable<Item>[]
        : T extends object
          ? { readonly [Key in keyof T]: Key extends symbol ? never : Cloneable<T[Key]> }
          : never;

/** Compiles only if every member of `Table` is plain data. */
export type AllCloneable<Table extends { [Key in keyof Table]: Cloneable<Table[Key]> }> = Table;
