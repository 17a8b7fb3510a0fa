/** To be built. */
export function ModelsPage() {
  return <div className="page">ModelsPage</div>;
}
