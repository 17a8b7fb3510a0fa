/** A search whose text is a part of the address: typed freely, told after a pause, and followed when the address changes by itself. */
import { useEffect, useState } from "react";
import { Input, SearchField } from "react-aria-components";

/** So long after the last key it is told. */
const pauseMs = 200;

export interface SearchBoxProps {
  readonly label: string;
  readonly placeholder: string;
  /** As the address has it. */
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

export function SearchBox({ label, placeholder, search, onSearch }: SearchBoxProps) {
  const [text, setText] = useState(search);
  const [known, setKnown] = useState(search);
  const [told, setTold] = useState<string>();
  if (known !== search) {
    setKnown(search);
    if (search !== told) setText(search); // another address; what was told itself must not take back what was typed since
  }
  const tell = (next: string): void => {
    setTold(next);
    if (next !== search) onSearch(next);
  };
  useEffect(() => {
    if (text === search) return;
    const timer = setTimeout(() => tell(text), pauseMs);
    return () => clearTimeout(timer);
  });
  return (
    <SearchField aria-label={label} value={text} onChange={setText} onSubmit={tell} onClear={() => tell("")}>
      <Input placeholder={placeholder} />
    </SearchField>
  );
}
