import {
  type CandlestickData,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type MouseEventParams,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  createSeriesMarkers,
} from 'lightweight-charts';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ensure } from '#shared/assert.ts';
import type { BarRow, FillRow } from '#shared/contract/rows.ts';
import { formatFineTime, formatMoney, formatPrice, formatShares, formatZone } from '../format.ts';
import { wordsOfReason } from '../words.ts';
import { type ChartSize, type FillMark, chartTime } from './chart-data.ts';

interface CandlesProps {
  /** Changes when another name or size is shown: the view then starts at the newest bars. */
  readonly view: string;
  readonly bars: readonly BarRow[];
  readonly marks: readonly FillMark[];
  readonly size: ChartSize;
  readonly zone: string;
}

interface Drawn {
  readonly chart: IChartApi;
  readonly series: ISeriesApi<'Candlestick'>;
  readonly markers: ISeriesMarkersPluginApi<Time>;
}

interface Hover {
  readonly fill: FillRow;
  readonly x: number;
  readonly y: number;
  /** Of the chart, in px. */
  readonly width: number;
}

/** lightweight-charts behind one component: candles, and a marker at the true price of each fill. */
export function Candles({ view, bars, marks, size, zone }: CandlesProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const drawnMarks = useRef(marks);
  const shownView = useRef('');
  const drawnBars = useRef(0);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);
  useEffect(() => {
    const made = draw(ensure(box.current, 'the box of the chart'));
    made.chart.subscribeCrosshairMove((at) => setHover(hoverOf(at, drawnMarks.current, made.chart)));
    setDrawn(made);
    return () => made.chart.remove();
  }, []);
  useEffect(() => {
    if (!drawn) return;
    drawn.series.setData(bars.map((bar) => candleOf(bar, size, zone)));
    drawn.markers.setMarkers(marks.map((mark) => markerOf(mark, size, zone)));
    drawnMarks.current = marks;
    // A desk that was still loading has its history only now.
    const cameLater = bars.length > 2 * drawnBars.current;
    drawnBars.current = bars.length;
    if (bars.length === 0 || (shownView.current === view && !cameLater)) return;
    shownView.current = view;
    drawn.chart.applyOptions({ timeScale: { timeVisible: size === '5 mins' } });
    showNewest(drawn.chart, bars.length);
  }, [drawn, bars, marks, size, zone, view]);
  return (
    <div className="candles" data-testid="candles" data-bars={bars.length} data-marks={marks.length}>
      <div ref={box} className="candles-box" />
      {hover ? <FillTip hover={hover} /> : null}
    </div>
  );
}

const shownBars = 110;
const emptyBars = 4;

function showNewest(chart: IChartApi, count: number): void {
  chart.timeScale().setVisibleLogicalRange({ from: Math.max(0, count - shownBars), to: count + emptyBars });
}

/** Colours live in the style sheet; a canvas has to be told them. */
function draw(box: HTMLElement): Drawn {
  const style = getComputedStyle(box);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const chart = createChart(box, {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: color('--pane') },
      textColor: color('--dim'),
      fontFamily: style.fontFamily,
      fontSize: 11,
      attributionLogo: true,
    },
    grid: { vertLines: { color: color('--faint') }, horzLines: { color: color('--faint') } },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: { borderColor: color('--line') },
    timeScale: { borderColor: color('--line'), secondsVisible: false },
  });
  const series = chart.addSeries(CandlestickSeries, {
    upColor: color('--pane'),
    borderUpColor: color('--gain'),
    wickUpColor: color('--gain'),
    downColor: color('--loss'),
    borderDownColor: color('--loss'),
    wickDownColor: color('--loss'),
    priceLineColor: color('--dim'),
  });
  return { chart, series, markers: createSeriesMarkers(series, [], { zOrder: 'top' }) };
}

const at = (bar: { readonly at: BarRow['at'] }, size: ChartSize, zone: string): UTCTimestamp =>
  chartTime(bar.at, size, zone) as UTCTimestamp;

function candleOf(bar: BarRow, size: ChartSize, zone: string): CandlestickData {
  const { open, high, low, close } = bar;
  return { time: at(bar, size, zone), open, high, low, close };
}

/** Direction has colours of its own, apart from profit's. */
const sideColors = { BUY: '#5cb0ff', SELL: '#d08bff' } as const;

function markerOf({ fill, barAt }: FillMark, size: ChartSize, zone: string): SeriesMarker<Time> {
  return {
    id: fill.id,
    time: at({ at: barAt }, size, zone),
    position: 'atPriceMiddle',
    price: fill.price,
    shape: fill.side === 'BUY' ? 'arrowUp' : 'arrowDown',
    color: sideColors[fill.side],
  };
}

function hoverOf(event: MouseEventParams, marks: readonly FillMark[], chart: IChartApi): Hover | null {
  const id = event.hoveredInfo?.objectId;
  const mark = marks.find(({ fill }) => fill.id === id);
  return mark && event.point
    ? { fill: mark.fill, x: event.point.x, y: event.point.y, width: chart.timeScale().width() }
    : null;
}

const tipWidth = 210;

function FillTip({ hover }: { readonly hover: Hover }): ReactNode {
  const { fill, x, y, width } = hover;
  const left = x + tipWidth + 16 > width ? Math.max(0, x - tipWidth - 12) : x + 12;
  return (
    <div
      className="fill-tip"
      style={{ left, top: Math.max(0, y - 20), width: tipWidth }}
      data-testid="fill-tip"
    >
      <b className={fill.side === 'BUY' ? 'side-buy' : 'side-sell'}>
        {fill.side} {formatShares(fill.shares)} @ {formatPrice(fill.price)}
      </b>
      <span>
        {formatFineTime(fill.at)} {formatZone(fill.at)} · {fill.exchange}
      </span>
      <span>
        Value {formatMoney(fill.value)} · commission {formatMoney(fill.commission)}
      </span>
      <span>{fill.reason === null ? 'Not an order of this desk' : wordsOfReason(fill.reason).long}</span>
    </div>
  );
}
