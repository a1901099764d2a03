// The files of the workers that Monaco asks for by label, beside the page's script.
const files: Readonly<Record<string, string>> = { json: 'json.worker.js', graphql: 'graphql.worker.js' };

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker(_id: string, label: string) {
      return new Worker(new URL(`./${files[label] ?? 'editor.worker.js'}`, import.meta.url), { type: 'module' });
    },
  },
});
