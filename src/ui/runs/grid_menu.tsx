/** A menu at a cell of the grid. */
import { Header, Menu, MenuItem, MenuSection, Popover } from "react-aria-components";
import type { MenuPart } from "./menu_entries.js";

export interface GridMenuProps {
  readonly label: string;
  readonly at: HTMLElement;
  readonly parts: readonly MenuPart[];
  readonly onClose: () => void;
}

/** Open while it is rendered. */
export function GridMenu({ label, at, parts, onClose }: GridMenuProps) {
  return (
    <Popover triggerRef={{ current: at }} isOpen onOpenChange={(open) => !open && onClose()} placement="bottom start">
      <Menu
        aria-label={label}
        autoFocus="first"
        onAction={(key) => {
          const [part, entry] = String(key).split(" ").map(Number);
          onClose();
          parts[part!]?.entries[entry!]?.run();
        }}
      >
        {parts.map(({ title, entries }, part) => (
          <MenuSection key={part} className="react-aria-MenuSection runs-menu-part" aria-label={title ?? label}>
            {title !== undefined && <Header className="runs-menu-title">{title}</Header>}
            {entries.map((entry, index) => (
              <MenuItem key={index} id={`${part} ${index}`} textValue={entry.label}>
                {entry.color !== undefined && <span className="runs-menu-swatch" style={{ background: entry.color }} />}
                {entry.label}
              </MenuItem>
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Popover>
  );
}
