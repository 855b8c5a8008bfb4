// The few things only the browser knows: its address, its colour scheme, which menu is open.
window.dash_clientside = window.dash_clientside || {};

(function () {
  "use strict";

  const root = document.documentElement;

  function scheme() {
    return root.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";
  }

  // Mantine writes the scheme on <html>, at start, by its switch, and when the system changes.
  new MutationObserver(function () {
    window.dash_clientside.set_props("scheme", { data: scheme() });
  }).observe(root, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });

  window.dash_clientside.dashboard = {
    // A control that differs from what is shown goes into the address, the rest of which stays.
    write_address: function (_values, view, search) {
      const same = window.dash_clientside.no_update;
      if (!view) {
        return same;
      }
      const query = new URLSearchParams(search || "");
      let changed = false;
      for (const control of window.dash_clientside.callback_context.inputs_list[0]) {
        const name = control.id.name;
        if (control.value && control.value !== view[name]) {
          query.set(name, control.value);
          changed = true;
        }
      }
      return changed ? "?" + query.toString() : same;
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
