package io.epochal.trainer.data.table;

import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Fields;
import io.epochal.trainer.data.DataReader;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.RowBatch;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.plugin.TrainerPlugins;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Tables in a folder, and what a trainer makes of them. */
record TestTables(Path folder, Path cache) {
    DatasetRows csv(String content, Map<String, Object> options) throws IOException {
        return csv(content.getBytes(StandardCharsets.UTF_8), options);
    }

    DatasetRows csv(byte[] content, Map<String, Object> options) throws IOException {
        Files.write(folder.resolve("a.csv"), content);
        Map<String, Object> all = new TreeMap<>(Map.of("type", "csv", "path", "a.csv", "y", "y"));
        all.putAll(options);
        return open(all, 0, Preprocessing.NONE);
    }

    DatasetRows open(Map<String, Object> data, double split, Preprocessing fitted) throws IOException {
        return open(DataSource.read(Fields.of("data", data)), split, fitted);
    }

    DatasetRows open(DataSource data, double split, Preprocessing fitted) throws IOException {
        DataSettings settings = new DataSettings(cache, cache, 1 << 20, 1 << 30, 1, TrainerPlugins.NONE);
        return new DataReader(file -> folder.resolve(file.path()), settings).open(data, split, 1, fitted);
    }

    /** The numbers of x, row by row. */
    static List<List<Float>> x(RowSource rows) throws IOException {
        RowBatch batch = rows.read(IntStream.range(0, rows.count()).toArray());
        float[] values = batch.inputs().get(0).values();
        int width = rows.inputs().get(0).width();
        List<List<Float>> all = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            List<Float> one = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                one.add(values[row * width + i]);
            }
            all.add(one);
        }
        return all;
    }

    static List<Float> y(RowSource rows) throws IOException {
        float[] values =
                rows.read(IntStream.range(0, rows.count()).toArray()).target().values();
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }
}
