/** The page's entry: data, routes, frame. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ApiError } from "./api/failure.js";
import { guardMarkup } from "./parts/trusted_types.js";
import { createPageRouter } from "./routes.js";
import "./theme.css";

guardMarkup();

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity, // `api/live.ts` says when something changed
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, error) => error instanceof ApiError && error.isOffline && failures < 1,
      networkMode: "always", // the server may be on this machine
    },
    mutations: { networkMode: "always" },
  },
});

createRoot(document.getElementById("page")!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={createPageRouter(client)} />
    </QueryClientProvider>
  </StrictMode>,
);
