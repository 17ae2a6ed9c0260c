// The scripts of a page are joined in the order of their names in viz/player/page.py or viz/playground/page.py: globals of one
// serve the next.
export default [
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "script" },
    rules: {
      "no-const-assign": "error", "no-dupe-args": "error", "no-dupe-keys": "error", "no-redeclare": "error",
      "no-self-assign": "error", "no-unreachable": "error", "no-var": "error", "prefer-const": "error",
      "use-isnan": "error", "valid-typeof": "error", eqeqeq: "error", "no-unused-expressions": "error",
    },
  },
];
