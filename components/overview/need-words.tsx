import {
  BadgeAlert,
  ClipboardCheck,
  Clock,
  FlaskConical,
  Hourglass,
  MailWarning,
  Megaphone,
  Radar,
  ShieldAlert,
  Siren,
  Stamp,
  TimerOff,
  UserX,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { relativeTime, utcDay } from '#components/ui/format.ts';
import type { Need } from '#lib/overview/queries.ts';
import { paths } from '#lib/paths.ts';

interface Words {
  icon: (props: { className: string; role: 'img'; 'aria-label': string }) => ReactNode;
  title(need: Need, now: Date): string;
  /** Short, at the right end; null where there is no instant. */
  when(need: Need, now: Date): string | null;
  /** Where its work is done; null where the row itself is the work. */
  step: { label: string; href(need: Need): string } | null;
}

const ends = (need: Need, word: string, now: Date) =>
  need.at ? `${need.title}${word} ${relativeTime(need.at, now)}` : need.title;
const day = (need: Need) => (need.at ? utcDay(need.at).slice(0, -5) : null);
const key = (need: Need) => paths.key(need.subjectId);

/** How each kind of need is said, and which step it asks for. */
export const needWords: Record<Need['kind'], Words> = {
  expiring: {
    icon: (props) => <Clock {...props} />,
    title: (need, now) => ends(need, '', now),
    when: day,
    step: { label: 'Rotate', href: key },
  },
  overlap: {
    icon: (props) => <Hourglass {...props} />,
    title: (need, now) => ends(need, ', ends', now),
    when: day,
    step: { label: 'Open', href: key },
  },
  'list-off': {
    icon: (props) => <Radar {...props} />,
    title: (need) => need.title,
    when: () => null,
    step: { label: 'See', href: () => `${paths.keys}?state=active` },
  },
  'break-glass-review': {
    icon: (props) => <Siren {...props} />,
    title: (need) => need.title,
    when: (need, now) => need.at && relativeTime(need.at, now),
    step: { label: 'Review', href: (need) => paths.breakGlassReview(need.subjectId) },
  },
  'break-glass-people': {
    icon: (props) => <ShieldAlert {...props} />,
    title: (need) => need.title,
    when: () => null,
    step: { label: 'Open', href: () => paths.breakGlassPeople },
  },
  'break-glass-drill': {
    icon: (props) => <ShieldAlert {...props} />,
    title: (need) => need.title,
    when: () => null,
    step: { label: 'Open', href: () => paths.breakGlassPeople },
  },
  approval: {
    icon: (props) => <Stamp {...props} />,
    title: (need) => need.title,
    when: (need, now) => need.at && `ends ${relativeTime(need.at, now)}`,
    step: {
      label: 'Review',
      href: (need) => (need.subjectId ? paths.approval(need.subjectId) : paths.approvals),
    },
  },
  approved: {
    icon: (props) => <Stamp {...props} />,
    title: (need) => need.title,
    when: (need, now) => need.at && `ends ${relativeTime(need.at, now)}`,
    step: { label: 'Carry out', href: (need) => paths.approval(need.subjectId) },
  },
  review: {
    icon: (props) => <ClipboardCheck {...props} />,
    title: (need, now) => ends(need, ', due', now),
    when: day,
    step: { label: 'Answer', href: (need) => `${paths.review(need.subjectId)}?show=mine` },
  },
  orphaned: {
    icon: (props) => <UserX {...props} />,
    title: (need) => need.title,
    when: (need, now) => need.at && `since ${relativeTime(need.at, now)}`,
    step: { label: 'Open', href: (need) => paths.application(need.subjectId) },
  },
  certificate: {
    icon: (props) => <BadgeAlert {...props} />,
    title: (need, now) => ends(need, need.at && need.at <= now ? ' ended' : ' ends', now),
    when: day,
    step: { label: 'Open', href: (need) => paths.connection(need.subjectId) },
  },
  untested: {
    icon: (props) => <FlaskConical {...props} />,
    title: (need) => need.title,
    when: () => null,
    step: { label: 'Test', href: (need) => paths.connection(need.subjectId) },
  },
  mail: {
    icon: (props) => <MailWarning {...props} />,
    title: (need) => need.title,
    when: (need, now) => need.at && `since ${relativeTime(need.at, now)}`,
    step: null,
  },
  worker: {
    icon: (props) => <TimerOff {...props} />,
    title: (need) => need.title,
    when: (need, now) => need.at && `since ${relativeTime(need.at, now)}`,
    step: null,
  },
  notice: {
    icon: (props) => <Megaphone {...props} />,
    title: (need) => need.title,
    when: (need, now) => need.at && relativeTime(need.at, now),
    step: null,
  },
};
