package io.epochal.trainer.data.table;

import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.data.TableData;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.data.rows.RowSplit;
import io.epochal.trainer.data.rows.TensorRows;
import java.io.IOException;

/** Reads the rows of CSV and Parquet files. */
public final class TableRows {
    private final InputFiles files;
    private final DataSettings settings;

    public TableRows(InputFiles files, DataSettings settings) {
        this.files = files;
        this.settings = settings;
    }

    /**
     * Reads all rows of a run.
     *
     * @param fitted what training rows have said before; what has no columns is fitted to these
     * @throws IOException that names file, row and column of what is not as it should be
     */
    public DatasetRows open(TableData data, double validationSplit, Preprocessing fitted) throws IOException {
        try (TablePart part = TablePart.open(data, files, settings, fitted)) {
            TableData own = data.validation();
            RowSplit split = RowSplit.of(part.count(), data.limit(), own == null ? validationSplit : 0);
            Preprocessing fit = fitted.columns().isEmpty() ? TableFit.of(part, split.train()) : fitted;
            TensorRows all = TableConversion.convert(part, fit, split.used(), settings);
            TensorRows validation = own == null ? all.slice(split.train(), split.used()) : part(own, fit);
            TableData test = data.test();
            return new DatasetRows(
                    all.slice(0, split.train()), validation, test == null ? all.slice(0, 0) : part(test, fit), fit);
        }
    }

    private TensorRows part(TableData data, Preprocessing fitted) throws IOException {
        try (TablePart part = TablePart.open(data, files, settings, fitted)) {
            return TableConversion.convert(part, fitted, RowSplit.limited(part.count(), data.limit()), settings);
        }
    }
}
