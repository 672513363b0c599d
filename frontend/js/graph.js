// Draws chains of traceability from the JSON block beside it, in layers from left to right. The table below the picture says the same and is what
// script-free readers and printers get. Arrow keys walk along the chains, Enter opens a node.
import { GraphChart } from "echarts/charts";
import { AriaComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([GraphChart, TooltipComponent, AriaComponent, CanvasRenderer]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
// State is told by shape and by the line, not by colour alone.
const LOOKS = {
  valid: { symbol: "circle", color: "--met", line: "solid" },
  soon: { symbol: "triangle", color: "--behind", line: "dashed" },
  broken: { symbol: "rect", color: "--bad", line: "dotted" },
};
const MOST_LABELS = 80;

const LEFT = 16;
const RIGHT = 170;

function option(told, focus, width) {
  const crowd = told.layers.map((_, layer) => told.nodes.filter((node) => node.layer === layer).length);
  const last = told.layers.length - 1;
  const room = Math.max(60, Math.floor((width - RIGHT - LEFT) / Math.max(1, last)) - 26);
  const ink = { color: token("--ink"), fontSize: 12, fontFamily: token("--font"), overflow: "truncate", backgroundColor: "rgba(255,255,255,.75)" };
  return {
    animation: false,
    aria: { enabled: true, label: { description: told.sentence } },
    textStyle: { fontFamily: token("--font") },
    tooltip: { renderMode: "richText", confine: true, formatter: (one) => (one.dataType === "node" ? `${one.data.label_text}  ${one.data.word}` : "") },
    series: [{
      type: "graph", layout: "none", left: LEFT, right: RIGHT, top: 12, bottom: 12, preserveAspect: false, roam: false,
      edgeSymbol: ["none", "none"],
      data: told.nodes.map((node, index) => ({
        id: node.id, name: node.id, x: node.x, y: node.y, label_text: node.label, word: node.word, address: node.address,
        symbol: LOOKS[node.state].symbol, symbolSize: node.chosen || index === focus ? 16 : 10,
        itemStyle: { color: token(LOOKS[node.state].color), borderColor: token("--ink"), borderWidth: node.chosen || index === focus ? 3 : 0 },
        label: { show: node.chosen || index === focus || crowd[node.layer] <= MOST_LABELS, position: "right", distance: 6, formatter: node.label, ...ink, width: node.layer === last ? RIGHT - 20 : room, fontWeight: node.chosen || index === focus ? 700 : 400 },
      })),
      links: told.edges.map((edge) => ({
        source: edge.source, target: edge.target,
        lineStyle: { color: token(edge.state === "broken" ? "--bad" : "--line-strong"), type: LOOKS[edge.state].line, width: edge.state === "valid" ? 1 : 1.6, opacity: 0.85 },
        label: { show: edge.state === "broken", formatter: "×", color: token("--bad"), fontSize: 14, fontWeight: 700 },
      })),
    }],
  };
}

function neighbours(told) {
  const at = new Map(told.nodes.map((node, index) => [node.id, index]));
  const up = new Map();
  const down = new Map();
  told.edges.forEach((edge) => {
    const parent = at.get(edge.source);
    const child = at.get(edge.target);
    if (!up.has(child)) up.set(child, parent);
    if (!down.has(parent)) down.set(parent, child);
  });
  const column = (layer) => told.nodes.map((node, index) => [node, index]).filter(([node]) => node.layer === layer).sort((a, b) => a[0].y - b[0].y).map(([, index]) => index);
  return (from, key) => {
    if (key === "ArrowLeft") return up.has(from) ? up.get(from) : from;
    if (key === "ArrowRight") return down.has(from) ? down.get(from) : from;
    const list = column(told.nodes[from].layer);
    const step = key === "ArrowDown" ? 1 : -1;
    return list[Math.min(list.length - 1, Math.max(0, list.indexOf(from) + step))];
  };
}

function draw(box) {
  const told = JSON.parse(document.getElementById(box.dataset.graph).textContent);
  const place = document.createElement("div");
  place.className = "tr-canvas";
  place.tabIndex = 0;
  place.setAttribute("role", "application");
  place.setAttribute("aria-label", told.sentence);
  place.style.height = `${Math.min(1800, Math.max(240, told.height))}px`;
  const heads = document.createElement("ol");
  heads.className = "tr-layers";
  heads.style.paddingRight = `${RIGHT - 70}px`;
  told.layers.forEach((words) => heads.appendChild(document.createElement("li")).append(words));
  box.prepend(heads, place);
  box.classList.add("is-drawn");
  const chart = echarts.init(place, null, { renderer: "canvas" });
  let focus = told.nodes.findIndex((node) => node.chosen);
  chart.setOption(option(told, focus, place.clientWidth));
  chart.on("click", (one) => {
    if (one.dataType === "node") window.location.assign(one.data.address);
  });
  const next = neighbours(told);
  place.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && focus >= 0) {
      window.location.assign(told.nodes[focus].address);
      return;
    }
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    focus = focus < 0 ? 0 : next(focus, event.key);
    chart.setOption(option(told, focus, place.clientWidth));
    const live = document.getElementById("live");
    if (live) live.textContent = `${told.nodes[focus].label} ${told.nodes[focus].word}`;
  });
  window.addEventListener("resize", () => {
    chart.resize();
    chart.setOption(option(told, focus, place.clientWidth));
  });
}

document.querySelectorAll("[data-graph]").forEach(draw);
