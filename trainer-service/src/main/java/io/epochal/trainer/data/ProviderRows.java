package io.epochal.trainer.data;

import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.data.ProviderData;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.data.rows.RowProvider;
import io.epochal.trainer.data.rows.RowRange;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.data.rows.RowSplit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Rows that a plug-in brings. */
final class ProviderRows {
    private final InputFiles files;
    private final ClassLoader plugins;

    ProviderRows(InputFiles files, ClassLoader plugins) {
        this.files = files;
        this.plugins = plugins;
    }

    DatasetRows open(ProviderData data, double validationSplit) throws IOException {
        RowProvider provider = provider(data.provider());
        InputFile file = data.path();
        Path path = file == null ? null : files.locate(file);
        Map<RowProvider.Part, RowSource> parts;
        try {
            parts = provider.open(path, data.options());
        } catch (RuntimeException | LinkageError e) {
            throw new IOException(
                    "provider " + data.provider() + " failed: " + Printable.of(String.valueOf(e), 500), e);
        }
        RowSource all = parts.get(RowProvider.Part.TRAIN);
        if (all == null || all.count() == 0) {
            throw new IOException("provider " + data.provider() + " brings no rows to train on");
        }
        RowSource own = parts.get(RowProvider.Part.VALIDATION);
        RowSplit split = RowSplit.of(all.count(), data.limit(), own == null ? validationSplit : 0);
        RowSource none = new RowRange(all, 0, 0, false);
        RowSource validation = own == null ? new RowRange(all, split.train(), split.used(), false) : own;
        RowSource test = parts.getOrDefault(RowProvider.Part.TEST, none);
        for (RowSource part : List.of(validation, test)) {
            if (!part.inputs().equals(all.inputs()) || !part.target().equals(all.target())) {
                throw new IOException("provider " + data.provider() + " must bring rows of one format; found "
                        + all.inputs() + " and " + part.inputs());
            }
        }
        return new DatasetRows(new RowRange(all, 0, split.train(), true), validation, test, Preprocessing.NONE);
    }

    private RowProvider provider(String name) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            for (RowProvider provider : ServiceLoader.load(RowProvider.class, plugins)) {
                if (provider.name().equals(name)) {
                    return provider;
                }
                names.add(provider.name());
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new IOException("a plug-in cannot be loaded: " + Printable.of(String.valueOf(e), 500), e);
        }
        throw new IOException("there is no provider " + Printable.of(name, 100) + Nearest.hint(name, names)
                + " in the trainer's plug-in path; there are: " + names);
    }
}
