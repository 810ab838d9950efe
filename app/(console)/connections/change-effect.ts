import { peopleOf } from '#components/connections/connection-words.tsx';

/** Whom a change of settings reaches, with today's figures. */
export function changeEffect({ enabled, people }: { enabled: boolean; people: number }) {
  if (!enabled)
    return {
      tone: 'plain' as const,
      title: 'It is switched off: nobody signs in by these settings yet.',
      text: 'A test sign-in that passed before counts no more; make one with the new settings before you enable it.',
    };
  return {
    tone: 'warn' as const,
    title: `It is enabled: ${people === 0 ? 'whoever signs in next is' : `${peopleOf(people)} are`} judged by this from the next sign-in on.`,
    text: 'It counts as untested until a test sign-in passes with these settings. Stay signed in until then: your session is the way back.',
  };
}
