package io.epochal.trainer.data;

import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.IdxData;
import io.epochal.protocol.data.ImageData;
import io.epochal.protocol.data.NpzData;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.data.ProviderData;
import io.epochal.protocol.data.TableData;
import io.epochal.trainer.data.image.ImageSplits;
import io.epochal.trainer.data.npz.NpzRows;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.data.table.TableRows;
import java.io.IOException;

/** Opens the rows of a run. All that can be wrong with them is found here, before the first batch, but for images that end early. */
public final class DataReader {
    private final InputFiles files;
    private final DataSettings settings;

    /** One for each run: its tables share the memory that the settings allow. */
    public DataReader(InputFiles files, DataSettings settings) {
        this.files = files;
        this.settings = settings.forNextRun();
    }

    /**
     * Opens all splits.
     *
     * @param validationSplit the fraction of the training rows, from their end, that validates; it does not count when the data
     *     have validation rows of their own, as in Keras' fit
     * @param seed shuffles the files of images before the split
     * @param fitted what was fitted before, for a run that is resumed or a model that is evaluated; {@link Preprocessing#NONE} at
     *     first
     * @throws IOException that says in words what is not as it should be, and where
     */
    public DatasetRows open(DataSource data, double validationSplit, long seed, Preprocessing fitted)
            throws IOException {
        if (data instanceof IdxData idx) {
            return new IdxRows(files, settings).open(idx, validationSplit);
        } else if (data instanceof NpzData npz) {
            return new NpzRows(files, settings).open(npz, validationSplit);
        } else if (data instanceof TableData table) {
            return new TableRows(files, settings).open(table, validationSplit, fitted);
        } else if (data instanceof ImageData images) {
            return new ImageSplits(images, files, settings).open(validationSplit, seed, fitted);
        } else if (data instanceof ProviderData provider) {
            return new ProviderRows(files, settings.plugins()).open(provider, validationSplit);
        }
        throw new IllegalStateException("a kind of data without a reader: " + data.getClass());
    }
}
