/** Somebody who touched nothing for that long is away; asking for them would also keep their session from going idle. */
const presentMilliseconds = 60_000;
const betweenMilliseconds = 2_000;
const signs = ['pointerdown', 'keydown', 'focusin', 'visibilitychange'] as const;

/** Runs `work` when it was asked for and disturbs nobody: not in a hidden page, not while somebody types, not while nobody is there. */
export function whenConvenient(work: () => void): { ask(): void; stop(): void } {
  let isAsked = false;
  let presentAt = Date.now();
  let doneAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    if (!isAsked || document.hidden || isTyping() || Date.now() - presentAt > presentMilliseconds) return;
    const wait = doneAt + betweenMilliseconds - Date.now();
    clearTimeout(timer);
    if (wait > 0) {
      timer = setTimeout(look, wait);
      return;
    }
    isAsked = false;
    doneAt = Date.now();
    work();
  };
  const present = () => {
    presentAt = Date.now();
    // After what this very touch does: a link that is followed brings its own page.
    setTimeout(look, 0);
  };
  for (const sign of signs) document.addEventListener(sign, present);
  return {
    ask() {
      isAsked = true;
      look();
    },
    stop() {
      clearTimeout(timer);
      for (const sign of signs) document.removeEventListener(sign, present);
    },
  };
}

/** In a field, or in a dialog that somebody has opened. */
function isTyping(): boolean {
  const at = document.activeElement;
  return at !== null && at.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null;
}
