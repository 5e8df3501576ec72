"""The frequent pairs of items of a log, at 0.1% of the baskets, by pandas."""
import math
import sys

import pandas

log = pandas.read_csv(sys.argv[1], usecols=["order_id", "sku"]).drop_duplicates()
least = max(math.ceil(log["order_id"].nunique() / 1000), 1)
counts = log["sku"].value_counts()
log = log[log["sku"].isin(counts.index[counts >= least])]
log["sku"] = log["sku"].astype("category").cat.codes
pairs = log.merge(log, on="order_id")
pairs = pairs[pairs["sku_x"] < pairs["sku_y"]]
sizes = pairs.groupby(["sku_x", "sku_y"]).size()
print(int((sizes >= least).sum()))
