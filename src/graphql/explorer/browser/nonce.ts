// Gives each style element the page's nonce: Monaco and Radix make them without one, which the page's policy forbids.
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';

Document.prototype.createElement = new Proxy(Document.prototype.createElement, {
  apply(createElement, self, args) {
    const element: unknown = Reflect.apply(createElement, self, args);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  },
});
