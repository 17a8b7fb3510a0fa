/** To be built. */
export function VersionPage() {
  return <div className="page">VersionPage</div>;
}
