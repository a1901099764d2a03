/** Thrown while an operation is compiled, where it holds something that only graphql-js executes. */
export class NotCompilable extends Error {}
