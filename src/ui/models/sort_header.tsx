/** A header of a plain table that sorts by its column. */
import type { ReactNode } from "react";
import { ArrowDown, ArrowUp } from "lucide-react";
import { Button } from "react-aria-components";

export interface SortHeaderProps {
  readonly children: ReactNode;
  /** undefined: the table is not sorted by it. */
  readonly direction: "ASC" | "DESC" | undefined;
  readonly onSort: (direction: "ASC" | "DESC") => void;
  readonly className?: string;
}

export function SortHeader({ children, direction, onSort, className }: SortHeaderProps) {
  const sorted = direction === "ASC" ? "ascending" : direction === "DESC" ? "descending" : "none";
  const Arrow = direction === "DESC" ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={sorted} className={className}>
      <Button className="models-sort" onPress={() => onSort(direction === "ASC" ? "DESC" : "ASC")}>
        {children}
        {direction !== undefined && <Arrow aria-hidden size={13} />}
      </Button>
    </th>
  );
}
