// Draws a chart from the JSON block beside it. The table below the chart says the same and is what script-free readers and printers get.
import { CustomChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([LineChart, CustomChart, GridComponent, MarkLineComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const still = { animation: false };

function band(told) {
  const points = told.low.map((low, index) => [index, low, told.high[index]]).filter((one) => one[1] !== null && one[2] !== null);
  return {
    type: "custom",
    silent: true,
    z: 1,
    data: points.length > 1 ? [points] : [],
    renderItem: (params, api) => {
      const upper = points.map((one) => api.coord([one[0], one[2]]));
      const lower = points.map((one) => api.coord([one[0], one[1]])).reverse();
      return { type: "polygon", shape: { points: upper.concat(lower) }, style: { fill: token("--band"), opacity: 0.45 } };
    },
    encode: { x: -1, y: -1 },
  };
}

// Where the last value is written: beside its point, but never on the line of the threshold.
function beside(told, value) {
  if (told.target === null || Math.abs(value - told.target) > (told.to - told.from) * 0.08) return "right";
  return value >= told.target ? "top" : "bottom";
}

function line(told) {
  const ink = { color: token("--ink-2"), fontSize: 12, fontFamily: token("--font") };
  const last = told.value.reduce((found, value, index) => (value === null ? found : index), -1);
  const series = [
    {
      type: "line", name: told.name, data: told.value.map((value, index) => ({
        value,
        symbol: told.hollow[index] ? "emptyCircle" : "circle",
        label: index === last ? { show: true, formatter: told.shown[index], position: beside(told, value), color: token("--s1"), fontWeight: 700, fontSize: 14, distance: 8, backgroundColor: token("--surface"), padding: [1, 3] } : undefined,
      })),
      step: told.step ? "end" : false, symbolSize: 6, connectNulls: told.step, z: 4,
      lineStyle: { color: token("--s1"), width: 2 }, itemStyle: { color: token("--s1") },
      markLine: told.target === null ? undefined : {
        silent: true, symbol: "none", data: [{ yAxis: told.target }], lineStyle: { color: token("--ink"), type: "solid", width: 1.5 },
        label: { formatter: told.target_label, position: "insideEndTop", color: token("--ink"), fontWeight: 700, fontSize: 12 },
      },
    },
  ];
  if (told.path.some((value) => value !== null)) {
    const steps = told.path.map((value, index) => (value === null ? -1 : index)).filter((index) => index >= 0);
    const labelled = steps[Math.max(0, steps.length - 2)];
    series.push({
      type: "line", name: told.path_label, silent: true, showSymbol: true, connectNulls: true, z: 3, itemStyle: { color: token("--ink-2") },
      lineStyle: { color: token("--ink-2"), type: "dashed", width: 1.2 },
      data: told.path.map((value, index) => ({ value, symbol: index === labelled ? "circle" : "none", symbolSize: 3, label: index === labelled ? { show: true, formatter: told.path_label, color: token("--ink-2"), fontSize: 12, position: "bottom", backgroundColor: token("--surface"), padding: [0, 3] } : undefined })),
    });
  }
  if (told.low.some((value) => value !== null)) series.unshift(band(told));
  return {
    ...still,
    aria: { enabled: true, label: { description: told.sentence } },
    textStyle: { fontFamily: token("--font") },
    grid: { left: 8, right: last > told.periods.length - 3 ? 72 : 24, top: 26, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true,
      formatter: (points) => {
        const at = points[0].dataIndex;
        return [told.periods[at], told.value[at] === null ? told.missing : told.shown[at]].join("  ");
      },
    },
    xAxis: { type: "category", data: told.periods, axisTick: { alignWithLabel: true }, axisLabel: { ...ink, hideOverlap: true }, axisLine: { lineStyle: { color: token("--line-strong") } } },
    yAxis: { type: "value", min: told.from, max: told.to, splitNumber: 5, axisLabel: ink, splitLine: { lineStyle: { color: token("--grid") } } },
    series,
  };
}

function draw(box) {
  const told = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const place = document.createElement("div");
  place.className = "z-echart";
  place.tabIndex = 0;
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", told.sentence);
  box.prepend(place);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(line(told));
  box.classList.add("is-drawn");
  const table = box.querySelector("details");
  if (table) table.open = false;
  let at = -1;
  place.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    at = Math.min(told.periods.length - 1, Math.max(0, at + step));
    chart.dispatchAction({ type: "showTip", seriesIndex: told.low.some((value) => value !== null) ? 1 : 0, dataIndex: at });
    const live = document.getElementById("live");
    if (live) live.textContent = `${told.periods[at]} ${told.value[at] === null ? told.missing : told.shown[at]}`;
  });
  window.addEventListener("resize", () => chart.resize());
}

document.querySelectorAll("[data-chart]").forEach(draw);
