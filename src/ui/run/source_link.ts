/** Where the commit that a run was made from can be read. Pure. */

/** The page of `commit` in the repository's web site; undefined where the URL is none that browsers open. */
export function commitLink(repository: string, commit: string): string | undefined {
  if (!/^[0-9a-f]{7,64}$/i.test(commit)) return undefined;
  const place =
    /^(?:https?:\/\/(?:[^@/\s]*@)?|ssh:\/\/(?:[^@/\s]*@)?|[^@/\s:]+@)([\w.-]+)(?::\d+)?[/:]([^?#\s]+?)(?:\.git)?\/?$/.exec(
      repository.trim(),
    );
  if (place === null) return undefined;
  const [, host, path] = place;
  const folder = host!.includes("gitlab") ? "-/commit" : host!.includes("bitbucket") ? "commits" : "commit";
  return `https://${host}/${path!.split("/").map(encodeURIComponent).join("/")}/${folder}/${commit}`;
}
