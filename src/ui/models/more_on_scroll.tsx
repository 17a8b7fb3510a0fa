/** Asks for the next page of a list when its end comes into view. */
import { useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { notifyFailure } from "../parts/notice.js";

export interface MoreOnScrollProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly fetchNextPage: () => Promise<{ readonly error: unknown }>;
  };
  readonly what: string;
}

export function MoreOnScroll({ query, what }: MoreOnScrollProps) {
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const more = async (): Promise<void> => {
    const { error } = await fetchNextPage();
    if (error != null) notifyFailure(`Could not load more ${what}`, error);
  };
  const isWaiting = hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (!isWaiting || end.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && void more(),
      { rootMargin: "600px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  });
  if (!hasNextPage) return null;
  return (
    <div ref={end} className="models-more">
      <Button isDisabled={isFetchingNextPage} onPress={() => void more()}>
        {isFetchingNextPage ? `Loading more ${what}…` : `Load more ${what}`}
      </Button>
    </div>
  );
}
