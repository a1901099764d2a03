/** The address of the schema, which is served as it stands there. */
export const SCHEMA_FILE = new URL('../../schema.graphql', import.meta.url);
