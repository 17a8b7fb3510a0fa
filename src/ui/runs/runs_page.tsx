/** To be built. */
export function RunsPage() {
  return <div className="page">RunsPage</div>;
}
