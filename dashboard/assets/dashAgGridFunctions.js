// Numbers of grids in the reader's language.
window.dashAgGridFunctions = window.dashAgGridFunctions || {};

window.dashAgGridFunctions.dashboardNumber = function (value, lang, decimals) {
  if (value === null || value === undefined) {
    return "–";
  }
  return new Intl.NumberFormat(lang, { maximumFractionDigits: decimals })
    .format(value)
    .replace("-", "\u2212");
};
