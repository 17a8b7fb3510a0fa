/** Tags that programs set for programs, folded: MLflow's and labbook's own. */
import { Fragment } from "react";
import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { counted } from "./counted.js";
import "./system_tags.css";

type TagRecord = Readonly<Record<string, string>>;

/** Those that people set, and the others. */
export function tagsApart(tags: TagRecord): { readonly own: TagRecord; readonly system: TagRecord } {
  const isSystem = ([key]: readonly [string, string]): boolean => /^(mlflow|labbook)\./.test(key);
  const all = Object.entries(tags);
  return {
    own: Object.fromEntries(all.filter((tag) => !isSystem(tag))),
    system: Object.fromEntries(all.filter(isSystem)),
  };
}

export function SystemTags({ tags }: { readonly tags: TagRecord }) {
  const all = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  if (all.length === 0) return null;
  return (
    <Disclosure className="react-aria-Disclosure system-tags">
      <Heading level={3}>
        <Button slot="trigger" className="react-aria-Button quiet">
          {counted(all.length, "system tag")}
        </Button>
      </Heading>
      <DisclosurePanel>
        <dl>
          {all.map(([key, value]) => (
            <Fragment key={key}>
              <dt className="mono">{key}</dt>
              <dd className="mono">{value}</dd>
            </Fragment>
          ))}
        </dl>
      </DisclosurePanel>
    </Disclosure>
  );
}
