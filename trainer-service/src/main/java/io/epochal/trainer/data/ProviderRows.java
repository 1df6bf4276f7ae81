package io.epochal.trainer.data;

import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.data.ProviderData;
import io.epochal.protocol.field.Fields;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.data.rows.RowProvider;
import io.epochal.trainer.data.rows.RowRange;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.data.rows.RowSplit;
import io.epochal.trainer.plugin.LoadedProvider;
import io.epochal.trainer.plugin.TrainerPlugins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Rows that a plug-in brings. */
final class ProviderRows {
    private final InputFiles files;
    private final TrainerPlugins plugins;

    ProviderRows(InputFiles files, TrainerPlugins plugins) {
        this.files = files;
        this.plugins = plugins;
    }

    DatasetRows open(ProviderData data, double validationSplit) throws IOException {
        LoadedProvider<RowProvider> provider = plugins.find(RowProvider.class, data.provider());
        InputFile file = data.path();
        Path path = file == null ? null : files.locate(file);
        Fields options = Fields.of("data.options", data.options());
        Map<RowProvider.Part, RowSource> parts = provider.call(one -> one.open(path, options));
        options.end();
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
}
