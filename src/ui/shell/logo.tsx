/** The sign of labbook, drawn in place: a file of its own would be one more request before the first row. */
export function Logo() {
  return (
    <svg viewBox="0 0 64 64" width={22} height={22} aria-hidden>
      <rect x="6" y="4" width="52" height="56" rx="6" fill="#3178c6" />
      <rect x="12" y="4" width="4" height="56" fill="#235a97" />
      <path
        d="M22 46 30 32 38 38 50 16"
        fill="none"
        stroke="#fff"
        strokeWidth="4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="30" cy="32" r="3.5" fill="#ffd43b" />
      <circle cx="38" cy="38" r="3.5" fill="#ffd43b" />
      <circle cx="50" cy="16" r="3.5" fill="#ffd43b" />
    </svg>
  );
}
