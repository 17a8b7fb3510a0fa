/** A button that opens a searchable list of columns. */
import { type ReactNode, useState } from "react";
import { Autocomplete, Button, Input, Menu, MenuItem, MenuTrigger, Popover, SearchField } from "react-aria-components";
import type { FieldName } from "../../../protocol/page.js";

export interface FieldChoiceProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly options: readonly { readonly field: FieldName; readonly text: string; readonly kind: string }[];
  readonly onChoose: (field: FieldName) => void;
}

/** A thousand columns are found by typing, not by scrolling. */
const mostListed = 60;

export function FieldChoice({ label, children, options, onChoose }: FieldChoiceProps) {
  const [sought, setSought] = useState("");
  const words = sought.toLowerCase().split(/\s+/);
  const found = options.filter(({ field, text }) =>
    words.every((word) => field.toLowerCase().includes(word) || text.toLowerCase().includes(word)),
  );
  return (
    <MenuTrigger onOpenChange={() => setSought("")}>
      <Button aria-label={label}>{children}</Button>
      <Popover className="react-aria-Popover parallel-choice">
        <Autocomplete inputValue={sought} onInputChange={setSought}>
          <SearchField aria-label="Search columns" autoFocus>
            <Input placeholder="Search columns" />
          </SearchField>
          <Menu
            aria-label={label}
            items={found.slice(0, mostListed)}
            onAction={(key) => onChoose(String(key))}
            renderEmptyState={() => <p className="muted parallel-none">No column has that in its name</p>}
          >
            {({ field, text, kind }) => (
              <MenuItem id={field} textValue={text}>
                <span className="parallel-option">{text}</span>
                <span className="muted">{kind}</span>
              </MenuItem>
            )}
          </Menu>
        </Autocomplete>
        {found.length > mostListed && (
          <p className="muted parallel-none">
            The first {mostListed} of {found.length.toLocaleString("en-US")} columns: type to find others
          </p>
        )}
      </Popover>
    </MenuTrigger>
  );
}
