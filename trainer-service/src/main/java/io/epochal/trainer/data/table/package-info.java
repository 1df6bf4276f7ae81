/** Tables of columns in CSV and Parquet files, read by DuckDB. It is the only package that knows DuckDB. */
@NullMarked
package io.epochal.trainer.data.table;

import org.jspecify.annotations.NullMarked;
