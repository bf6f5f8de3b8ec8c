// Draws every chart on the page from the data block beside it and marks the page ready when the last one stands.
// Tooltips are rich text, drawn on the canvas: the security policy forbids style attributes in HTML.
(function () {
  "use strict";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const family = () => getComputedStyle(document.body).fontFamily;
  const drawn = [];

  function palette() {
    return { accent: colour("--tx-accent"), ink: colour("--tx-ink"), muted: colour("--tx-muted"), line: colour("--tx-line"), surface: colour("--tx-surface") };
  }

  function points(series) {
    return series.values.map((value, index) => ({ value: value, text: series.texts[index] }));
  }

  function common(data, shade) {
    return {
      animation: false,
      textStyle: { fontFamily: family(), color: shade.ink },
      grid: { left: 8, right: 24, top: 28, bottom: 4, containLabel: true },
      tooltip: {
        renderMode: "richText",
        trigger: "item",
        confine: true,
        backgroundColor: shade.surface,
        borderColor: shade.line,
        textStyle: { color: shade.ink, fontFamily: family() },
        formatter: (point) => point.name + "\n" + (data.series.length > 1 ? point.seriesName + " " : "") + point.data.text + data.unit,
      },
    };
  }

  function label(shade, position, shown) {
    return { show: true, position: position, color: shade.ink, fontSize: 12, formatter: (point) => (!shown || shown(point.dataIndex) ? point.data.text : "") };
  }

  function ends(data, width) {
    const last = data.categories.length - 1;
    return sparse(data, width) ? (index) => index === 0 || index === last : null;
  }

  function bar(data, shade) {
    return {
      ...common(data, shade),
      grid: { left: 8, right: 64, top: 4, bottom: 4, containLabel: true },
      xAxis: { type: "value", show: false },
      yAxis: { type: "category", inverse: true, data: data.categories, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: shade.ink, fontSize: 13, interval: 0 } },
      series: data.series.map((one) => ({ type: "bar", name: one.name, data: points(one), barMaxWidth: 16, itemStyle: { color: shade.accent, borderRadius: 2 }, label: label(shade, "right"), cursor: data.links.length ? "pointer" : "default" })),
    };
  }

  // Where every label would not fit beside its neighbour, only the first and the last value are written.
  function sparse(data, width) {
    const longest = Math.max(...data.series.flatMap((one) => one.texts.map((text) => text.length)));
    return longest * 6.8 > (width - 44) / data.categories.length - 2;
  }

  function upright(data, shade, series) {
    return {
      ...common(data, shade),
      grid: { left: 22, right: 22, top: 28, bottom: 26, containLabel: false },
      xAxis: { type: "category", data: data.categories, axisLine: { lineStyle: { color: shade.line } }, axisTick: { show: false }, axisLabel: { color: shade.muted, fontSize: 12, interval: 0, hideOverlap: true } },
      yAxis: { type: "value", show: false, min: 0 },
      series: data.series.map(series),
    };
  }

  function columns(data, shade, width) {
    return upright(data, shade, (one) => ({ type: "bar", name: one.name, data: points(one), barMaxWidth: 36, itemStyle: { color: shade.accent, borderRadius: [2, 2, 0, 0] }, label: label(shade, "top", ends(data, width)), cursor: data.links.length ? "pointer" : "default" }));
  }

  function line(data, shade, width) {
    return upright(data, shade, (one) => ({ type: "line", name: one.name, data: points(one), symbol: "circle", symbolSize: 7, lineStyle: { color: shade.accent, width: 2 }, itemStyle: { color: shade.accent }, label: label(shade, "top", ends(data, width)) }));
  }

  const kinds = { bar: bar, columns: columns, line: line };

  function ready() {
    document.body.setAttribute("data-ready", "");
  }

  function draw(figure) {
    const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const chart = window.echarts.init(figure.querySelector(".tx-chart-area"), null, { renderer: "svg" });
    const paint = () => chart.setOption(kinds[data.kind](data, palette(), chart.getWidth()), true);
    if (data.links.length) chart.on("click", (point) => window.location.assign(data.links[point.dataIndex]));
    drawn.push({ chart: chart, paint: paint });
    return new Promise((done) => {
      chart.on("finished", done);
      paint();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const figures = Array.from(document.querySelectorAll("[data-chart]"));
    if (!window.echarts) {
      figures.forEach((figure) => {
        figure.classList.add("is-missing");
        figure.querySelector("details").open = true;
      });
      ready();
      return;
    }
    Promise.all(figures.map(draw)).then(ready);
    document.addEventListener("tongxin:theme", () => drawn.forEach((one) => one.paint()));
    window.addEventListener("resize", () =>
      drawn.forEach((one) => {
        one.chart.resize();
        one.paint();
      }));
  });
})();
