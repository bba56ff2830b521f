// The shape of a catalogue: a translation must have exactly the keys of the Chinese original, or it does not compile.

export type SameKeys<Catalogue> = {
  readonly [Key in keyof Catalogue]: Catalogue[Key] extends string ? string : SameKeys<Catalogue[Key]>;
};
