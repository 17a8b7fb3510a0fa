/** To be built. */
export function ModelPage() {
  return <div className="page">ModelPage</div>;
}
