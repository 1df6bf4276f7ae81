package io.epochal.trainer.data.npz;

import io.epochal.protocol.data.NpzData;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.FloatTableWriter;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowSplit;
import io.epochal.trainer.data.rows.TensorColumn;
import io.epochal.trainer.data.rows.TensorRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the arrays that a spec names. */
public final class NpzRows {
    private final InputFiles files;
    private final DataSettings settings;

    public NpzRows(InputFiles files, DataSettings settings) {
        this.files = files;
        this.settings = settings;
    }

    /**
     * Reads all rows of a run.
     *
     * @throws IOException that says in which file and array something is not as it should be
     */
    public DatasetRows open(NpzData data, double validationSplit) throws IOException {
        TensorRows all = rows(data);
        RowSplit split = RowSplit.of(all.count(), data.limit(), data.validation() == null ? validationSplit : 0);
        TensorRows train = all.slice(0, split.train());
        TensorRows validation = data.validation() == null
                ? all.slice(split.train(), split.used())
                : part(data.validation(), "validation", train);
        TensorRows test = data.test() == null ? all.slice(0, 0) : part(data.test(), "test", train);
        return new DatasetRows(train, validation, test, Preprocessing.NONE);
    }

    private TensorRows part(NpzData data, String part, TensorRows train) throws IOException {
        TensorRows rows = rows(data);
        requireShapes(part, rows.inputs(), train.inputs());
        requireShapes(part, List.of(rows.target()), List.of(train.target()));
        return rows;
    }

    private static void requireShapes(String part, List<RowFormat> found, List<RowFormat> train) throws IOException {
        for (int i = 0; i < Math.max(found.size(), train.size()); i++) {
            if (found.size() != train.size()
                    || !found.get(i).shape().equals(train.get(i).shape())) {
                throw new IOException("the " + part + " rows must have the shapes of the training rows, " + words(train)
                        + "; they have " + words(found));
            }
        }
    }

    private static String words(List<RowFormat> formats) {
        return String.join(
                ", ",
                formats.stream()
                        .map(format -> format.name() + " " + format.shape())
                        .toList());
    }

    /** All rows of one part of the spec, within its limit. */
    private TensorRows rows(NpzData data) throws IOException {
        try (NpzFile file = NpzFile.open(data.path().path(), files.locate(data.path()))) {
            int rows = countRows(file, data);
            int used = RowSplit.limited(rows, data.limit());
            List<TensorColumn> inputs = new ArrayList<>();
            for (String x : data.x()) {
                inputs.add(column(file, x, used));
            }
            TensorColumn target = data.y() == null ? TensorColumn.none(used) : column(file, data.y(), used);
            String weights = data.sampleWeight();
            return TensorRows.of(inputs, target, weights == null ? null : weights(column(file, weights, used)));
        }
    }

    private int countRows(NpzFile file, NpzData data) throws IOException {
        int rows = countRows(file, data.x().get(0));
        for (String other : others(data)) {
            int found = countRows(file, other);
            if (found != rows) {
                throw new IOException(file.name() + ": " + data.x().get(0) + " has " + rows + " rows, but " + other
                        + " has " + found + "; both must have as many");
            }
        }
        if (rows == 0) {
            throw new IOException(file.name() + ": " + data.x().get(0) + " has no rows");
        }
        return rows;
    }

    private static List<String> others(NpzData data) {
        List<String> others = new ArrayList<>(data.x().subList(1, data.x().size()));
        addIfThere(others, data.y());
        addIfThere(others, data.sampleWeight());
        return others;
    }

    private static void addIfThere(List<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name);
        }
    }

    private int countRows(NpzFile file, String array) throws IOException {
        try (NpyReader reader = file.read(array, settings.unpackedBytes())) {
            if (reader.width() == 0) {
                throw new IOException(reader.origin() + " has rows without numbers: a row is " + reader.rowShape());
            }
            return reader.rows();
        }
    }

    private TensorColumn column(NpzFile file, String array, int used) throws IOException {
        try (NpyReader reader = file.read(array, settings.unpackedBytes());
                FloatTableWriter writer = new FloatTableWriter(reader.origin(), used, reader.width(), settings)) {
            float[] row = new float[reader.width()];
            for (int i = 0; i < used; i++) {
                reader.next(row);
                writer.write(row);
            }
            if (used == reader.rows()) {
                reader.end();
            }
            RowFormat.Kind kind = reader.isWhole() ? RowFormat.Kind.INT32 : RowFormat.Kind.FLOAT32;
            return new TensorColumn(reader.origin(), new RowFormat(array, reader.rowShape(), kind), writer.finish());
        }
    }

    private static TensorColumn weights(TensorColumn column) throws IOException {
        if (column.format().width() != 1) {
            throw new IOException(column.origin() + " must have one number a row, the row's weight; a row is "
                    + column.format().shape());
        }
        float[] weight = new float[1];
        for (int row = 0; row < column.values().count(); row++) {
            column.values().copy(row, weight, 0);
            if (weight[0] < 0) {
                throw new IOException(
                        column.origin() + ", row " + row + " must be a weight of 0 or more; found " + weight[0]);
            }
        }
        return column;
    }
}
