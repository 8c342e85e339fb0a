// How numbers are written.

const counts = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

const isNumber = value => typeof value === "number" && Number.isFinite(value);
export const count = value => isNumber(value) ? counts.format(value) : "–";
export const share = value => isNumber(value) ? `${(value * 100).toFixed(value > 0.9995 || value === 0 ? 1 : 2)} %` : "–";
export const percent = value => isNumber(value) ? `${(value * 100).toFixed(value < 0.1 ? 1 : 0)}\u202f%` : "–";
export const small = value => !isNumber(value) ? "–"
  : value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2)
  : value.toFixed(Math.abs(value) < 10 ? 4 : 2);
export const plain = value => isNumber(value) ? String(Number(value.toPrecision(4))) : "–";

export function duration(seconds) {
  if (!isNumber(seconds)) {
    return "–";
  }

  const whole = Math.floor(seconds);
  const pad = number => String(number).padStart(2, "0");
  return whole < 3600
    ? `${Math.floor(whole / 60)}:${pad(whole % 60)}`
    : `${Math.floor(whole / 3600)}:${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}`;
}
