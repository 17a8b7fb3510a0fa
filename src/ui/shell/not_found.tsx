/** An address that leads nowhere. */
import { Link } from "@tanstack/react-router";
import { Empty } from "../parts/empty.js";

export function NotFound() {
  return (
    <Empty title="There is no such page">
      Check the address, or go to the <Link to="/experiments">experiments</Link> or <Link to="/models">models</Link>.
    </Empty>
  );
}
