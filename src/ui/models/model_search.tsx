/** Where models are searched: by a part of the name, or by a filter of MLflow's grammar. */
import { Search } from "lucide-react";
import { SearchBox } from "../parts/search_box.js";

export interface ModelSearchProps {
  readonly search: string;
  readonly onSearch: (search: string) => void;
}

export function ModelSearch(props: ModelSearchProps) {
  return (
    <div className="models-search">
      <Search aria-hidden size={15} />
      <SearchBox
        label="Search models"
        placeholder="Part of a name, or a filter: tags.team = 'taxi' AND name LIKE 'ride%'"
        {...props}
      />
    </div>
  );
}
