// Draws every chart on the page from its table and the data block beside it, and marks the page ready when the last one
// stands. The library is fetched once the page is painted: nobody waits for it to read, and it takes no part of a slow line.
// Tooltips are rich text, drawn on the canvas: the security policy forbids style attributes in HTML.
(function () {
  "use strict";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const family = () => getComputedStyle(document.body).fontFamily;
  const library = document.currentScript.dataset.library;
  const drawn = [];
  const SLICE = 12; // milliseconds of drawing until the page may do something else

  function palette() {
    return { accent: colour("--tx-accent"), soft: colour("--tx-accent-soft"), ink: colour("--tx-ink"), muted: colour("--tx-muted"), line: colour("--tx-line"), surface: colour("--tx-surface") };
  }

  // What is read stands in the table; the data block adds what is only drawn. A period that still goes on is lighter.
  function read(figure) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    const rows = Array.from(figure.querySelectorAll("tbody tr"), (row) => Array.from(row.cells, (cell) => cell.textContent));
    const names = Array.from(figure.querySelectorAll("thead th"), (cell) => cell.textContent);
    const bare = (text) => (data.unit && text.endsWith(" " + data.unit) ? text.slice(0, -data.unit.length - 1) : text);
    return {
      ...data,
      categories: rows.map((row) => (data.running ? row[0].replace(" ", "\n") : row[0])),
      series: data.values.map((values, at) => ({ name: names[at] || "", values: values, texts: rows.map((row) => bare(row[at + 1])) })),
    };
  }

  function points(series, running, lighter) {
    const last = series.values.length - 1;
    return series.values.map((value, index) => ({ value: value, text: series.texts[index], ...(running && index === last ? lighter : {}) }));
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
        formatter: (point) => point.name.replace("\n", " ") + "\n" + (data.series.length > 1 ? point.seriesName + " " : "") + point.data.text + data.unit,
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
      series: data.series.map((one) => ({ type: "bar", name: one.name, data: points(one, false), barMaxWidth: 16, itemStyle: { color: shade.accent, borderRadius: 2 }, label: label(shade, "right"), cursor: data.links.length ? "pointer" : "default" })),
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
      grid: { left: 22, right: 22, top: 28, bottom: data.running ? 40 : 26, containLabel: false },
      xAxis: { type: "category", data: data.categories, axisLine: { lineStyle: { color: shade.line } }, axisTick: { show: false }, axisLabel: { color: shade.muted, fontSize: 12, lineHeight: 14, interval: 0, hideOverlap: true } },
      yAxis: { type: "value", show: false, min: 0 },
      series: data.series.map(series),
    };
  }

  function columns(data, shade, width) {
    return upright(data, shade, (one) => ({ type: "bar", name: one.name, data: points(one, data.running, { itemStyle: { color: shade.soft, borderColor: shade.accent, borderType: "dashed" } }), barMaxWidth: 36, itemStyle: { color: shade.accent, borderRadius: [2, 2, 0, 0] }, label: label(shade, "top", ends(data, width)), cursor: data.links.length ? "pointer" : "default" }));
  }

  function line(data, shade, width) {
    return upright(data, shade, (one) => ({ type: "line", name: one.name, data: points(one, data.running, { symbol: "emptyCircle" }), symbol: "circle", symbolSize: 7, lineStyle: { color: shade.accent, width: 2 }, itemStyle: { color: shade.accent }, label: label(shade, "top", ends(data, width)) }));
  }

  const kinds = { bar: bar, columns: columns, line: line };

  function ready() {
    document.body.setAttribute("data-ready", "");
  }

  function draw(figure) {
    const data = read(figure);
    const chart = window.echarts.init(figure.querySelector(".tx-chart-area"), null, { renderer: "svg" });
    const paint = () => chart.setOption(kinds[data.kind](data, palette(), chart.getWidth()), true);
    if (data.links.length) chart.on("click", (point) => data.links[point.dataIndex] && window.location.assign(data.links[point.dataIndex]));
    drawn.push({ chart: chart, paint: paint });
    return new Promise((done) => {
      chart.on("finished", done);
      paint();
    });
  }

  const pause = () => new Promise((done) => setTimeout(done));
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

  // One after the other, with pauses: a page of sixty charts can be scrolled and clicked while they are drawn.
  async function drawAll(figures) {
    const standing = [];
    let begun = performance.now();
    for (const figure of figures) {
      standing.push(draw(figure));
      if (performance.now() - begun > SLICE) {
        await pause();
        begun = performance.now();
      }
    }
    await Promise.all(standing);
  }

  function withoutCharts(figures) {
    figures.forEach((figure) => {
      figure.classList.add("is-missing");
      figure.querySelector("details").open = true;
    });
  }

  function fetched() {
    return new Promise((done, failed) => {
      if (!library) return failed();
      const script = document.createElement("script");
      script.src = library;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  }

  document.addEventListener("DOMContentLoaded", async () => {
    const figures = Array.from(document.querySelectorAll("[data-chart]"));
    if (!figures.length) return;
    await painted();
    try {
      await fetched();
      await drawAll(figures);
    } catch (fault) {
      if (fault instanceof Error) console.error(fault);
      withoutCharts(figures);
    }
    ready();
    document.addEventListener("tongxin:theme", () => drawn.forEach((one) => one.paint()));
    window.addEventListener("resize", () =>
      drawn.forEach((one) => {
        one.chart.resize();
        one.paint();
      }));
  });
})();
