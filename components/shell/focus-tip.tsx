'use client';

import { useEffect, useRef, useState } from 'react';

/** Shows the exact instant of the time that has the focus: what a pointer reads in its title. */
export function FocusTip() {
  const [text, setText] = useState('');
  const tip = useRef<HTMLDivElement>(null);
  const anchor = useRef<DOMRect>(null);
  useEffect(() => {
    const show = (event: FocusEvent) => {
      const time =
        event.target instanceof HTMLTimeElement && event.target.matches(':focus-visible')
          ? event.target
          : null;
      anchor.current = time?.getBoundingClientRect() ?? null;
      setText(time?.title ?? '');
    };
    const hide = () => setText('');
    document.addEventListener('focusin', show);
    document.addEventListener('focusout', hide);
    document.addEventListener('scroll', hide, true);
    return () => {
      document.removeEventListener('focusin', show);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('scroll', hide, true);
    };
  }, []);
  useEffect(() => {
    const [box, at] = [tip.current, anchor.current];
    if (!text || !box || !at) return;
    // Through the object model: a style attribute in the markup is what the CSP refuses.
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top =
      at.bottom + box.offsetHeight + 12 < innerHeight
        ? `${at.bottom + 6}px`
        : `${at.top - box.offsetHeight - 6}px`;
  }, [text]);
  return text ? (
    <div className="focus-tip" ref={tip} aria-hidden="true">
      {text}
    </div>
  ) : null;
}
