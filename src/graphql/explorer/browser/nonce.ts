// Monaco and Radix make style elements without a nonce, and the page's policy admits none without.
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';

Document.prototype.createElement = new Proxy(Document.prototype.createElement, {
  apply(createElement, self, args) {
    const element: unknown = Reflect.apply(createElement, self, args);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  },
});
