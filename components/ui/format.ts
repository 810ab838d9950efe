const counts = new Intl.NumberFormat('en-US');

/** Grouped, as figures stand everywhere: 1,204. */
export function formatCount(value: number | bigint): string {
  return counts.format(value);
}

const seconds = { minute: 60, hour: 3600, day: 86_400 };

/** "36 min ago", "in 2 d 23 h", "just now": what is over in one unit, what will come as exactly as it is planned for. */
export function relativeTime(at: Date, now: Date): string {
  const difference = Math.round((at.getTime() - now.getTime()) / 1000);
  if (Math.abs(difference) < 1) return 'just now';
  return difference < 0 ? `${roughSpan(-difference)} ago` : `in ${formatSpan(difference)}`;
}

/** A duration in words as short as they stay exact enough: "42 s", "6 h 12 min", "2 d 23 h", "86 d". */
export function formatSpan(totalSeconds: number): string {
  if (totalSeconds < 90) return `${Math.round(totalSeconds)}\u00a0s`;
  if (totalSeconds < 90 * seconds.minute) return `${Math.round(totalSeconds / seconds.minute)}\u00a0min`;
  if (totalSeconds < 12 * seconds.hour) return two(totalSeconds, seconds.hour, 'h', seconds.minute, 'min');
  if (totalSeconds < 2 * seconds.day) return `${Math.round(totalSeconds / seconds.hour)}\u00a0h`;
  if (totalSeconds < 7 * seconds.day) return two(totalSeconds, seconds.day, 'd', seconds.hour, 'h');
  return `${Math.round(totalSeconds / seconds.day)}\u00a0d`;
}

function roughSpan(totalSeconds: number): string {
  if (totalSeconds < 90 * seconds.minute) return formatSpan(totalSeconds);
  if (totalSeconds < 2 * seconds.day) return `${Math.round(totalSeconds / seconds.hour)}\u00a0h`;
  return `${Math.round(totalSeconds / seconds.day)}\u00a0d`;
}

function two(total: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const smallCount = Math.round(total / small);
  const perBig = big / small;
  const rest = smallCount % perBig;
  const head = `${Math.floor(smallCount / perBig)}\u00a0${bigUnit}`;
  return rest === 0 ? head : `${head}\u00a0${rest}\u00a0${smallUnit}`;
}

/** The exact instant: 2026-11-23 17:49:31 UTC. */
export function utcInstant(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As people say a day: Mon 23 Nov 2026. In UTC, like every time of the console. */
export function utcDay(at: Date): string {
  return `${weekday[at.getUTCDay()]} ${at.getUTCDate()} ${month[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

/** Mon 23 Nov 2026, 17:55 UTC. */
export function utcMinute(at: Date): string {
  return `${utcDay(at)}, ${at.toISOString().slice(11, 16)} UTC`;
}
