import './nonce.ts';
import './workers.ts';
import { GraphiQL } from 'graphiql';
import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createFetcher } from './fetcher.ts';
import { keptToken, TokenField } from './token-field.tsx';
import 'graphiql/style.css';
import './graphiql.css';

const FIRST_OPERATION = `# Makes a group, with the token above.
# Ctrl+Enter runs it.

mutation CreateGroup {
  createGroup(input: {
    name: "Gardeners"
    privacy: PUBLIC
  }) {
    group {
      id
      name
      slug
      privacy
      createdBy {
        username
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}
`;

function Page() {
  const [token, setToken] = useState(keptToken);
  // Another token makes another fetcher, and with it GraphiQL asks for the schema again.
  const fetcher = useMemo(() => createFetcher(token), [token]);
  return (
    <GraphiQL fetcher={fetcher} defaultQuery={FIRST_OPERATION} shouldPersistHeaders={false} schemaDescription>
      <GraphiQL.Logo>
        <TokenField token={token} onToken={setToken} />
        <a href="?sandbox">Apollo Sandbox</a>
      </GraphiQL.Logo>
    </GraphiQL>
  );
}

const root = document.getElementById('graphiql');
if (root === null) throw new Error('the page has no place for GraphiQL');
createRoot(root).render(<Page />);
