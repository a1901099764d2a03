import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

const scalars = {
  DateTime: { input: 'string', output: 'Date' },
  URL: 'string',
  HexColorCode: 'string',
  CountryCode: 'string',
  SafeInt: 'number',
  ImageData: 'string',
};

const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'src/graphql/types.generated.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        scalars,
        enumsAsTypes: true,
        useTypeImports: true,
        inputMaybeValue: 'T | null | undefined',
        contextType: './request-context.ts#RequestContext',
        resolverTypeWrapperSignature: 'PromiseLike<T> | T',
        mappers: {
          Group: '../domain/group.ts#ViewedGroup',
          User: '../domain/user.ts#User as UserModel',
          GroupConnection: './relay/connections.ts#GroupConnectionModel',
          PageRequest: '../domain/page-request.ts#PageRequest as PageRequestModel',
          PageRequestConnection: './relay/connections.ts#PageRequestConnectionModel',
          Membership: '../domain/membership.ts#Member',
          MembershipConnection: './relay/connections.ts#MembershipConnectionModel',
          UserConnection: './relay/connections.ts#UserConnectionModel',
        },
      },
    },
    // What a team with a typed frontend generates for itself.
    'test/clients/frontend/generated/': {
      preset: 'client',
      documents: ['test/clients/frontend/*.ts'],
      // Apollo Client asks for the names of types, too: documents that are named by their hash have to hold them.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: { fragmentMasking: false, persistedDocuments: { hashAlgorithm: 'sha256' } },
      config: {
        scalars: { ...scalars, DateTime: 'string' },
        enumsAsTypes: true,
        useTypeImports: true,
        importExtension: '.ts',
        emitLegacyCommonJSImports: false,
      },
    },
  },
};

export default config;
