/** Says which values of a metric are better, and lets a reader say it. */
import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { Better } from "./better.js";

const words: Readonly<Record<Better, string>> = {
  lower: "Lower is better",
  higher: "Higher is better",
  unknown: "Neither is better",
};
const icons: Readonly<Record<Better, typeof Minus>> = { lower: ArrowDown, higher: ArrowUp, unknown: Minus };

export interface BetterChoiceProps {
  /** Of the metric. */
  readonly name: string;
  readonly better: Better;
  readonly onBetter: (better: Better) => void;
}

export function BetterChoice({ name, better, onBetter }: BetterChoiceProps) {
  const Icon = icons[better];
  return (
    <MenuTrigger>
      <Button className="react-aria-Button quiet icon" aria-label={`${name}: ${words[better].toLowerCase()}`}>
        <Icon aria-hidden size={13} />
      </Button>
      <Popover>
        <Menu
          aria-label={`Which values of ${name} are better`}
          selectionMode="single"
          selectedKeys={[better]}
          onAction={(chosen) => onBetter(chosen as Better)}
        >
          {Object.entries(words).map(([id, word]) => (
            <MenuItem key={id} id={id}>
              {word}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
