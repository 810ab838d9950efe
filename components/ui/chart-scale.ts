const steps = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/** The first round number at or above a value, so that the axis reads well: 22,900 -> 24,000. At least 10. */
export function roundTop(value: number): number {
  if (value <= 10) return 10;
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.round((steps.find((step) => step * power >= value) ?? 10) * power);
}

/** Bars as one path, ten units a span with a gap of three; `direction` -1 grows up from the base line, 1 down. */
export function barPath(heights: number[], base: number, direction: 1 | -1): string {
  return heights
    .map((height, index) =>
      height > 0
        ? `M${index * 10 + 1.5} ${base}h7v${(Math.max(0.75, height) * direction).toFixed(1)}h-7z`
        : '',
    )
    .join('');
}
