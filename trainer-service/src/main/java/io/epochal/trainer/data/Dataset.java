package io.epochal.trainer.data;

import io.epochal.protocol.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The rows of one run. */
public record Dataset(Rows train, Rows validation, Rows test) {
    /**
     * Reads a data set's folder. The limit is taken first, then the split: the last rows validate, as Keras 3.15,
     * data_adapter_utils.py, {@code train_validation_split}.
     */
    public static Dataset read(Path datasets, RunSpec spec) throws IOException {
        Path folder = datasets.resolve(spec.data().dataset());
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no data set " + spec.data().dataset() + " in " + datasets);
        }
        Rows all = rows(folder, "train", spec);
        Integer limit = spec.data().limit();
        int rows = limit == null ? all.count() : Math.min(limit, all.count());
        int split = (int) Math.floor(rows * (1.0 - spec.validationSplit()));
        if (split == 0) {
            throw new IOException(
                    "validation_split " + spec.validationSplit() + " leaves no row of " + rows + " to train on");
        }
        return new Dataset(all.slice(0, split), all.slice(split, rows), rows(folder, "t10k", spec));
    }

    private static Rows rows(Path folder, String prefix, RunSpec spec) throws IOException {
        Path imageFile = folder.resolve(prefix + "-images-idx3-ubyte.gz");
        Path labelFile = folder.resolve(prefix + "-labels-idx1-ubyte.gz");
        IdxFile images = IdxFile.read(imageFile, 3);
        IdxFile labels = IdxFile.read(labelFile, 1);
        if (images.size(0) != labels.size(0)) {
            throw new IOException(
                    imageFile + " has " + images.size(0) + " rows, but " + labelFile + " has " + labels.size(0));
        }
        float low = spec.data().scale().get(0).floatValue();
        float high = spec.data().scale().get(1).floatValue();
        return new Rows(images.bytes(), labels.bytes(), images.size(1), images.size(2), 0, images.size(0), low, high);
    }
}
