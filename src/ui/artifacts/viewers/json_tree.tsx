/** A value of JSON as lists that fold. What is folded is not drawn, however deep it is. */
import { useState } from "react";
import { ChevronDown, ChevronRight } from "lucide-react";
import { Button } from "react-aria-components";
import { CopyButton } from "../../parts/copy_button.js";
import { counted } from "../../parts/counted.js";
import { jsonText } from "./json_value.js";

/** Members shown at once, characters of a text shown, levels open at first. */
const shownMembers = 100;
const shownCharacters = 300;
const openLevels = 2;

export function JsonTree({ value, label }: { readonly value: unknown; readonly label: string }) {
  return (
    <ul className="artifacts-json" aria-label={label}>
      <Member name={null} value={value} path="$" level={0} />
    </ul>
  );
}

interface MemberProps {
  /** null: the whole value. */
  readonly name: string | number | null;
  readonly value: unknown;
  /** As JSONPath writes it. */
  readonly path: string;
  readonly level: number;
}

function Member(props: MemberProps) {
  return typeof props.value === "object" && props.value !== null ? (
    <Branch {...props} value={props.value} />
  ) : (
    <Leaf {...props} />
  );
}

function Branch({ name, value, path, level }: MemberProps & { readonly value: object }) {
  const [open, setOpen] = useState(level < openLevels);
  const [shown, setShown] = useState(shownMembers);
  const isList = Array.isArray(value);
  const keys: readonly (string | number)[] = isList ? [...value.keys()] : Object.keys(value);
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <li>
      <div className="artifacts-json-line">
        <Button
          className="artifacts-json-fold"
          aria-expanded={open}
          onPress={() => setOpen(!open)}
          isDisabled={keys.length === 0}
        >
          <Icon aria-hidden size={14} />
          {name !== null && <span className="artifacts-json-name">{name}</span>}
          <span className="muted">{countOf(keys.length, isList)}</span>
        </Button>
        <Copies path={path} value={value} />
      </div>
      {open && keys.length > 0 && (
        <ul className="artifacts-json-inside" aria-label={String(name ?? "members")}>
          {keys.slice(0, shown).map((key) => (
            <Member
              key={key}
              name={key}
              value={(value as Readonly<Record<string, unknown>>)[key]}
              path={pathBelow(path, key)}
              level={level + 1}
            />
          ))}
          {keys.length > shown && (
            <li>
              <Button onPress={() => setShown(shown * 10)}>
                Show more: {shown.toLocaleString("en-US")} of {keys.length.toLocaleString("en-US")} are shown
              </Button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function countOf(count: number, isList: boolean): string {
  return counted(count, isList ? "item" : "key");
}

function Leaf({ name, value, path }: MemberProps) {
  const [whole, setWhole] = useState(false);
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  const long = text.length > shownCharacters;
  return (
    <li className="artifacts-json-line artifacts-json-leaf">
      {name !== null && <span className="artifacts-json-name">{name}</span>}
      <span className={`artifacts-json-${typeof value === "bigint" ? "number" : typeof value}`}>
        {long && !whole ? `${text.slice(0, shownCharacters)}…` : text}
      </span>
      {long && (
        <Button onPress={() => setWhole(!whole)}>
          {whole ? "Less" : `All ${text.length.toLocaleString("en-US")} characters`}
        </Button>
      )}
      <Copies path={path} value={value} />
    </li>
  );
}

/** Seen when the line is pointed at or one of them has the focus. */
function Copies({ path, value }: { readonly path: string; readonly value: unknown }) {
  return (
    <span className="artifacts-json-copies">
      <CopyButton
        text={() => (typeof value === "string" ? value : jsonText(value, 2))}
        label={`Copy the value of ${path}`}
        shown="Value"
      />
      <CopyButton text={path} label={`Copy the path ${path}`} shown="Path" />
    </span>
  );
}

function pathBelow(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
