import { useId } from 'react';
import { type Axis, minuteWord, rotationAxis, yearWord } from './time-axis.ts';

interface RotationTimelineProps {
  oldToken: { id: string; endsAt: Date };
  newToken: { id: string; createdAt: Date };
  keyExpiresAt: Date;
  now: Date;
}

/**
 * Old token, overlap and new token on one axis of time. Everything across stands in percent and nothing is
 * stretched, so words stay words at every width; what is planned is hatched.
 */
export function RotationTimeline({ oldToken, newToken, keyExpiresAt, now }: RotationTimelineProps) {
  const hatch = useId();
  const started = newToken.createdAt.getTime();
  const ends = oldToken.endsAt.getTime();
  const today = Math.min(now.getTime(), ends);
  const axis = rotationAxis(started, ends);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="scroll" aria-label="Timeline of the rotation" tabIndex={0}>
      <svg
        className="block w-full min-w-[600px] px-4 text-12"
        height="152"
        role="img"
        aria-label={`Rotated ${minuteWord(started)}, both tokens pass until ${minuteWord(ends)} UTC.`}
      >
        <defs>
          <pattern
            id={hatch}
            width="7"
            height="7"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="3" height="7" className="fill-old" />
          </pattern>
        </defs>
        <rect
          x={axis.at(started)}
          y="32"
          width={axis.width(started, ends)}
          height="92"
          className="fill-[var(--warn-tint)]"
        />
        <Grid axis={axis} />
        <Line at={axis.at(started)} className="stroke-[var(--warn-line)]" />
        <Line at={axis.at(ends)} className="stroke-[var(--warn)]" dashed />
        <Lane y={44} from={axis.at(-Infinity)} width={axis.width(-Infinity, today)} className="fill-old" />
        <Lane y={44} from={axis.at(today)} width={axis.width(today, ends)} fill={`url(#${hatch})`} ruled />
        <Lane y={84} from={axis.at(started)} width={axis.width(started, Infinity)} className="fill-allow" />
        <LaneWords x="0%" y={62} id={oldToken.id} words="old token" />
        <LaneWords
          x={axis.at(started)}
          y={102}
          id={newToken.id}
          words={`new token, until ${yearWord(keyExpiresAt)}`}
        />
        <Line at={axis.at(now.getTime())} className="stroke-[var(--accent-text)]" strong />
        <text x={axis.at(started)} y="20" className="fill-[var(--text-2)]">
          Rotated {minuteWord(started)}
        </text>
        <text x={axis.at(ends)} y="20" textAnchor="middle" className="fill-[var(--warn)]">
          Overlap ends {minuteWord(ends)}
        </text>
      </svg>
    </section>
  );
}

function Grid({ axis }: { axis: Axis }) {
  return axis.ticks.map(({ at, word }) => (
    <g key={at}>
      <line x1={axis.at(at)} x2={axis.at(at)} y1="32" y2="124" className="stroke-[var(--chart-grid)]" />
      <text x={axis.at(at)} y="142" textAnchor="middle" className="fill-[var(--text-3)] text-11">
        {word}
      </text>
    </g>
  ));
}

interface LaneProps {
  y: number;
  from: string;
  width: string;
  className?: string;
  fill?: string;
  ruled?: boolean;
}

function Lane({ y, from, width, className, fill, ruled }: LaneProps) {
  return (
    <rect
      x={from}
      y={y}
      width={width}
      height="28"
      rx="4"
      className={ruled ? 'stroke-[var(--chart-old)]' : className}
      fill={fill}
    />
  );
}

// The lanes keep their colour in both themes light enough for dark words.
function LaneWords({ x, y, id, words }: { x: string; y: number; id: string; words: string }) {
  return (
    <text x={x} y={y} dx="10" className="fill-[oklch(0.19_0.03_80)] font-medium">
      <tspan className="mono">{id.slice(0, 6)}…</tspan>
      <tspan dx="8">{words}</tspan>
    </text>
  );
}

interface LineProps {
  at: string;
  className: string;
  dashed?: boolean;
  strong?: boolean;
}

function Line({ at, className, dashed, strong }: LineProps) {
  return (
    <line
      x1={at}
      x2={at}
      y1={strong ? 28 : 32}
      y2={strong ? 128 : 124}
      className={className}
      strokeWidth={strong ? 2 : 1}
      strokeDasharray={dashed ? '3 3' : undefined}
    />
  );
}
