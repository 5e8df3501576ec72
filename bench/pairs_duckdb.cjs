// The frequent pairs of items of a log, at 0.1% of the baskets, by DuckDB in SQL.
const { DuckDBInstance } = require("@duckdb/node-api");

const QUERY = `
  WITH bought AS (SELECT DISTINCT order_id, sku FROM read_csv(?, header = true)),
  least AS (SELECT greatest(ceil(count(DISTINCT order_id) / 1000.0), 1) AS n FROM bought),
  kept AS (SELECT * FROM bought WHERE sku IN
    (SELECT sku FROM bought GROUP BY sku HAVING count(*) >= (SELECT n FROM least)))
  SELECT count(*) FROM (
    SELECT 1 FROM kept a JOIN kept b ON a.order_id = b.order_id AND a.sku < b.sku
    GROUP BY a.sku, b.sku HAVING count(*) >= (SELECT n FROM least))`;

async function main() {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const result = await connection.runAndReadAll(QUERY, [process.argv[2]]);
  console.log(String(result.getRows()[0][0]));
}

main();
