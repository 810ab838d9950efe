/** The gate: an arch, two bars, a beam. */
export function Mark() {
  return (
    <svg
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M3 17.5V9a7 7 0 0 1 14 0v8.5" />
      <path d="M7.6 17.5V8.2M12.4 17.5V8.2M3.4 12.5h13.2" />
    </svg>
  );
}
