// @ts-check
const SCRIPT = 'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';
const PATIENCE_MS = 5_000;

const toGraphiql = () => location.replace('?graphiql');
const late = setTimeout(toGraphiql, PATIENCE_MS);

const script = document.createElement('script');
script.src = SCRIPT;
script.onerror = toGraphiql;
script.onload = () => {
  clearTimeout(late);
  const EmbeddedSandbox = Reflect.get(globalThis, 'EmbeddedSandbox');
  new EmbeddedSandbox({
    target: '#sandbox',
    initialEndpoint: location.origin + location.pathname,
    endpointIsEditable: false,
    allowDynamicStyles: false,
    runTelemetry: false,
  });
};
document.head.append(script);
