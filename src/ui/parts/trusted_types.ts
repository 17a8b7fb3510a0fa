/** What the page's policy asks before a string becomes markup or the address of a script (Trusted Types). */

interface Rules {
  createHTML(text: string): string;
  /** null: refused. */
  createScriptURL(url: string): string | null;
}

const rules: Rules = {
  // Libraries write no more than nothing and entities (`&times;`): what else comes is shown as the text that it is.
  createHTML: (text) => text.replaceAll("<", "&lt;"),
  createScriptURL: (url) => (new URL(url, document.baseURI).origin === location.origin ? url : null),
};

/** Call it before anything is drawn. Elements are made of strings by the sanitiser only, which has a policy of its own. */
export function guardMarkup(): void {
  const { trustedTypes } = window as { readonly trustedTypes?: { createPolicy(name: string, rules: Rules): unknown } };
  trustedTypes?.createPolicy("default", rules);
}
