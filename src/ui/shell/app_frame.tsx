/** What is around every page: where one can go, which store this is, whether it answers. */
import { useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { useLive, useLiveState } from "../api/live.js";
import { Notices } from "../parts/notice.js";
import { useAbout } from "../parts/read_only.js";
import { Logo } from "./logo.js";
import { Palette } from "./palette.js";
import { Shortcuts } from "./shortcuts.js";
import "./app_frame.css";

export function AppFrame() {
  useLive(useQueryClient());
  useFocusOnPage();
  const { data } = useAbout();
  return (
    <>
      <a className="skip-link" href="#content" onClick={focusContent}>
        Skip to content
      </a>
      <header className="app-head">
        <Link to="/experiments" className="app-name" aria-label="labbook, experiments">
          <Logo />
          labbook
        </Link>
        <nav aria-label="Main">
          <Link to="/experiments">Experiments</Link>
          <Link to="/models">Models</Link>
        </nav>
        <span className="spacer" />
        <Palette />
        {data !== undefined && (
          <span className="app-store muted" title={`labbook ${data.version}`}>
            {data.store}
          </span>
        )}
      </header>
      <Offline />
      {data?.readOnlyReason != null && (
        <div className="app-banner warn" role="status">
          Only for reading: {data.readOnlyReason}
        </div>
      )}
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Notices />
      <Shortcuts />
    </>
  );
}

/** The link that led to another page has gone with its page: the focus goes to the new one, not to nowhere. */
function useFocusOnPage(): void {
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById("content")?.focus({ preventScroll: true });
  }, [path]);
}

/** A plain link would be taken for an address of the page. */
function focusContent(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function Offline() {
  if (useLiveState() !== "offline") return null;
  return (
    <div className="app-banner bad" role="alert">
      The server does not answer. What you see may be old; it is tried again every 15 seconds.
    </div>
  );
}
