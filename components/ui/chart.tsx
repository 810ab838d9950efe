import { useId } from 'react';
import { barPath, roundTop } from './chart-scale.ts';
import { cx } from './cx.ts';
import { formatCount } from './format.ts';

export interface Bucket {
  up: number;
  down: number;
  /** Down that is more than the usual is solid; the usual is hatched. */
  unusual?: boolean;
}

interface UpDownChartProps {
  /** The sentence for screen readers: what the chart shows, its peak, what stands out. */
  label: string;
  /** One for each span of the whole axis; what lies in the future stays away from the end. */
  buckets: Bucket[];
  /** How many spans the axis has, when the day is not over. */
  spans?: number;
  /** Evenly spaced instants from the first to the last: "00:00", "04:00" ... "24:00". */
  ticks: string[];
  size?: 'tall' | 'short';
}

const sizes = {
  tall: { up: 112, down: 44, ticks: ['top-0', 'top-14', 'top-28', 'top-39'] },
  short: { up: 80, down: 28, ticks: ['top-0', '', 'top-20', 'top-27'] },
};

/** Allowed goes up, denied goes down on its own scale, whose top stands at the axis in red. */
export function UpDownChart({
  label,
  buckets,
  spans = buckets.length,
  ticks,
  size = 'tall',
}: UpDownChartProps) {
  const hatch = useId();
  const { up, down, ticks: at } = sizes[size];
  const topUp = roundTop(Math.max(0, ...buckets.map((bucket) => bucket.up)));
  const topDown = roundTop(Math.max(0, ...buckets.map((bucket) => bucket.down)));
  const width = Math.max(1, spans) * 10;
  const height = up + down;
  const rises = barPath(
    buckets.map((bucket) => (bucket.up / topUp) * up),
    up,
    -1,
  );
  const falls = (unusual: boolean) =>
    barPath(
      buckets.map((bucket) =>
        (bucket.unusual ?? false) === unusual ? (bucket.down / topDown) * (down - 2) : 0,
      ),
      up + 2,
      1,
    );
  return (
    <div className="plot">
      <div className="y">
        <span className={at[0]}>{formatCount(topUp)}</span>
        {at[1] && topUp % 2 === 0 ? <span className={at[1]}>{formatCount(topUp / 2)}</span> : null}
        <span className={at[2]}>0</span>
        <span className={cx(at[3], 'text-bad')}>{formatCount(topDown)}</span>
      </div>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        height={height}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <defs>
          <pattern
            id={hatch}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="5" height="5" className="fill-deny" opacity=".28" />
            <rect width="2.4" height="5" className="fill-deny" />
          </pattern>
        </defs>
        <path d={`M0 0H${width}M0 ${up / 2}H${width}`} className="grid" vectorEffect="non-scaling-stroke" />
        <path d={rises} className="fill-allow" />
        <path d={falls(false)} fill={`url(#${hatch})`} />
        <path d={falls(true)} className="fill-deny" />
        <path d={`M0 ${up + 0.5}H${width}`} className="axis" vectorEffect="non-scaling-stroke" />
        {buckets.length < spans ? (
          <path d={`M${buckets.length * 10} 0V${height}`} className="now" vectorEffect="non-scaling-stroke" />
        ) : null}
      </svg>
      <div className="x" aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick}>{tick}</span>
        ))}
      </div>
    </div>
  );
}

/** The legend of `UpDownChart`, for the head of its panel. */
export function UpDownLegend({ up = 'Allowed', down = 'Denied, own scale' }: { up?: string; down?: string }) {
  return (
    <div className="legend">
      <span>
        <i className="sw allow" />
        {up}
      </span>
      <span>
        <i className="sw deny" />
        {down}
      </span>
    </div>
  );
}

/** The figures over a chart: a term, a number, a quieter unit. */
export function Figures({ items }: { items: { label: string; value: string; unit?: string }[] }) {
  return (
    <dl className="figs">
      {items.map(({ label, value, unit }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value}
            {unit ? <small>{unit}</small> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
