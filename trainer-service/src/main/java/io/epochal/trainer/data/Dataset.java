package io.epochal.trainer.data;

import io.epochal.protocol.Identifier;
import io.epochal.protocol.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The rows of one run. All that can be wrong with them is found here, before the first batch. */
public record Dataset(Rows train, Rows validation, Rows test) {
    /**
     * Reads a data set's folder. The limit is taken first, then the split: the last rows validate, as Keras 3.15,
     * data_adapter_utils.py, {@code train_validation_split}.
     */
    public static Dataset read(Path datasets, RunSpec spec) throws IOException {
        Path folder = folder(datasets, spec.data().dataset());
        Path root = datasets.toRealPath();
        Rows all = rows(root, folder, "train", spec);
        Integer limit = spec.data().limit();
        Rows used = all.slice(0, limit == null ? all.count() : Math.min(limit, all.count()));
        Rows test = rows(root, folder, "t10k", spec);
        if (test.height() != used.height() || test.width() != used.width()) {
            throw new IOException("the test rows in " + folder + " are images of " + test.height() + " by "
                    + test.width() + ", the training rows of " + used.height() + " by " + used.width()
                    + "; both must have the same size");
        }
        used.requireRoom();
        test.requireRoom();
        int split = split(used.count(), spec);
        return new Dataset(used.slice(0, split), used.slice(split, used.count()), test);
    }

    /** Below the folder of all data sets, wherever links lead. */
    private static Path folder(Path datasets, String name) throws IOException {
        Path folder = datasets.resolve(Identifier.check("data.dataset", name));
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no data set " + name + " in " + datasets);
        }
        if (!folder.toRealPath().startsWith(datasets.toRealPath())) {
            throw new IOException("data set " + name + " must be stored in " + datasets + "; a link leads out of it");
        }
        return folder;
    }

    private static int split(int rows, RunSpec spec) throws IOException {
        double validation = spec.validationSplit();
        int split = (int) Math.floor(rows * (1.0 - validation));
        if (split == 0 || (validation > 0 && split == rows)) {
            throw new IOException("validation_split " + validation + " leaves no row of " + rows + " to "
                    + (split == 0 ? "train on" : "validate on"));
        }
        return split;
    }

    private static Rows rows(Path root, Path folder, String prefix, RunSpec spec) throws IOException {
        IdxFile images = IdxFile.read(below(root, folder.resolve(prefix + "-images-idx3-ubyte.gz")), 3);
        IdxFile labels = IdxFile.read(below(root, folder.resolve(prefix + "-labels-idx1-ubyte.gz")), 1);
        if (images.size(0) != labels.size(0)) {
            throw new IOException(images.file() + " has " + images.size(0) + " rows, but " + labels.file() + " has "
                    + labels.size(0));
        }
        float low = spec.data().scale().get(0).floatValue();
        float high = spec.data().scale().get(1).floatValue();
        return new Rows(images, labels, 0, images.size(0), low, high);
    }

    private static Path below(Path root, Path file) throws IOException {
        if (Files.exists(file) && !file.toRealPath().startsWith(root)) {
            throw new IOException(file + " must be stored in the folder of the data sets; a link leads out of it");
        }
        return file;
    }
}
