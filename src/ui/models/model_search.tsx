/** Where models are searched: by a part of the name, or by a filter of MLflow's grammar. */
import { useEffect, useState } from "react";
import { Search } from "lucide-react";
import { Input, SearchField } from "react-aria-components";

/** So long after the last key it is asked. */
const pauseMs = 200;

export interface ModelSearchProps {
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

export function ModelSearch({ search, onSearch }: ModelSearchProps) {
  const [text, setText] = useState(search);
  const [known, setKnown] = useState(search);
  if (known !== search) {
    setKnown(search); // another address, such as one step back
    setText(search);
  }
  useEffect(() => {
    if (text === search) return;
    const timer = setTimeout(() => onSearch(text), pauseMs);
    return () => clearTimeout(timer);
  });
  return (
    <div className="models-search">
      <Search aria-hidden size={15} />
      <SearchField
        aria-label="Search models"
        value={text}
        onChange={setText}
        onSubmit={onSearch}
        onClear={() => onSearch("")}
      >
        <Input placeholder="Part of a name, or a filter: tags.team = 'taxi' AND name LIKE 'ride%'" />
      </SearchField>
    </div>
  );
}
