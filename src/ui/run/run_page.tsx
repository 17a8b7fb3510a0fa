/** To be built. */
export function RunPage() {
  return <div className="page">RunPage</div>;
}
