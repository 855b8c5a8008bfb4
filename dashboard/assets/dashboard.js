// The few things only the browser knows: its address, its colour scheme, which menu is open.
window.dash_clientside = window.dash_clientside || {};

(function () {
  "use strict";

  const root = document.documentElement;
  let again;

  function scheme() {
    return root.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";
  }

  // Mantine writes the scheme on <html>, at start, by its switch, and when the system changes.
  new MutationObserver(function () {
    window.dash_clientside.set_props("scheme", { data: scheme() });
  }).observe(root, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });

  // Save the table below a button as it is shown, in the form that spreadsheets of its language read.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-csv]");
    const table = button && button.parentElement.querySelector("table");
    if (!table) {
      return;
    }
    const mark = button.dataset.separator;
    const rows = [...table.rows].map(function (row) {
      return [...row.cells]
        .map(function (cell) {
          // A leading sign of a formula is text here, not to be computed.
          const text = cell.textContent.replace(/^([=@]|[+-](?![\d.,]))/, "'$&").replaceAll('"', '""');
          return '"' + text + '"';
        })
        .join(mark);
    });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(
      new Blob(["\ufeff" + rows.join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" })
    );
    link.download = button.dataset.csv;
    link.click();
    URL.revokeObjectURL(link.href);
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });

  // The list of jobs is written anew every second: what was pressed is kept outside it.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-job]");
    if (button) {
      window.dash_clientside.set_props("job-pressed", {
        data: { action: button.dataset.action, job: button.dataset.job, at: Date.now() },
      });
    }
  });

  // Save a figure as it is shown, on the colour of its card; or its data, for the same address.
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-image], [data-frame]");
    if (!button) {
      return;
    }
    const name = "canaux-" + button.dataset.name;
    button.closest("details").open = false;
    if (button.dataset.frame) {
      const link = document.createElement("a");
      link.href = "/data/" + button.dataset.name + "." + button.dataset.frame + window.location.search;
      link.download = name + "." + button.dataset.frame;
      link.click();
      return;
    }
    const card = button.closest("section");
    const plot = card.querySelector(".js-plotly-plot");
    if (button.dataset.image === "pdf") {
      print_alone(card);
    } else if (plot) {
      const paper = getComputedStyle(card).backgroundColor;
      window.Plotly.downloadImage(
        { data: plot.data, layout: Object.assign({}, plot.layout, { paper_bgcolor: paper }), config: plot._context },
        {
          format: button.dataset.image,
          filename: name,
          width: plot.offsetWidth || 900,
          height: plot.offsetHeight || 400,
          scale: button.dataset.image === "png" ? 2 : 1,
        }
      );
    }
  });

  // Have the browser print one card and nothing beside it: its figure is drawn in lines and letters.
  function print_alone(card) {
    const way = [];
    for (let part = card.parentElement; part; part = part.parentElement) {
      way.push(part);
    }
    way.forEach((part) => part.classList.add("cc-way"));
    card.classList.add("cc-alone");
    window.addEventListener(
      "afterprint",
      function () {
        way.forEach((part) => part.classList.remove("cc-way"));
        card.classList.remove("cc-alone");
      },
      { once: true }
    );
    window.print();
  }

  window.dash_clientside.dashboard = {
    // A control that differs from what is shown goes into the address, the rest of which stays.
    write_address: function (_values, view) {
      const same = window.dash_clientside.no_update;
      if (!view) {
        return same;
      }
      const query = new URLSearchParams(window.location.search);
      let changed = false;
      for (const control of window.dash_clientside.callback_context.inputs_list[0]) {
        const name = control.id.name;
        if (control.value && control.value !== view.controls[name]) {
          query.set(name, control.value);
          changed = true;
        }
      }
      return changed ? "?" + query.toString() : same;
    },

    // Levers go into the address without a new page, and into the store once they rest.
    move_levers: function () {
      const values = {};
      const moved = [];
      for (const lever of window.dash_clientside.callback_context.inputs_list[0]) {
        const name = lever.id.name;
        values[name] = lever.value;
      }
      for (const output of document.querySelectorAll("output[data-texts]")) {
        const name = JSON.parse(output.id).name;
        const slider = JSON.parse(output.dataset.scale);
        const step = Math.round((values[name] - slider.low) / slider.step);
        output.textContent = output.dataset.texts.split("|")[step];
        if (values[name] !== slider.usual) {
          moved.push(name + ":" + values[name]);
        }
      }
      const query = new URLSearchParams(window.location.search);
      if (moved.length) {
        query.set("levers", moved.join(","));
      } else {
        query.delete("levers");
      }
      history.replaceState(history.state, "", "?" + query.toString().replaceAll("%3A", ":").replaceAll("%2C", ","));
      return values;
    },

    // Look for further seeds a moment after an answer, one look at a time.
    ask_again: function (done) {
      window.clearTimeout(again);
      if (done && done.more) {
        again = window.setTimeout(function () {
          if (document.getElementById("live-answer")) {
            window.dash_clientside.set_props("live-tick", { data: Date.now() });
          }
        }, 500);
      }
    },

    reset_levers: function (_clicks, marks) {
      return marks.map(function (some) {
        return some[0].value;
      });
    },

    show_view: function (view) {
      if (view) {
        root.lang = view.lang;
        document.title = view.title;
      }
      return scheme();
    },

    open_menu: function (opened, navbar) {
      return Object.assign({}, navbar, { collapsed: { mobile: !opened } });
    },

    as_table: function (checked) {
      return [checked, !checked];
    },
  };
})();
