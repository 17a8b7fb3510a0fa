/** Which pieces of code look how: editors and static code share it; the colours are in `code_classes.css`, by the theme's variables. */
import { type Tag, tags } from "@lezer/highlight";
import "./code_classes.css";

export const codeClasses: readonly { readonly tag: readonly Tag[]; readonly class: string }[] = [
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], class: "code-keyword" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: "code-string" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], class: "code-number" },
  { tag: [tags.comment, tags.meta], class: "code-comment" },
  { tag: [tags.typeName, tags.className, tags.namespace], class: "code-type" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], class: "code-function" },
  { tag: [tags.propertyName, tags.attributeName], class: "code-property" },
  { tag: [tags.heading], class: "code-heading" },
  { tag: [tags.link], class: "code-link" },
];
