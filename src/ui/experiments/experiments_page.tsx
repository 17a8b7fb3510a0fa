/** To be built. */
export function ExperimentsPage() {
  return <div className="page">ExperimentsPage</div>;
}
