package io.epochal.trainer.data;

import io.epochal.protocol.data.IdxData;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.protocol.field.Identifier;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.FloatTable;
import io.epochal.trainer.data.rows.FloatTableWriter;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowSplit;
import io.epochal.trainer.data.rows.TensorColumn;
import io.epochal.trainer.data.rows.TensorRows;
import io.epochal.trainer.data.zip.UnpackedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads MNIST's four IDX files: images of one channel, and labels. */
final class IdxRows {
    private final InputFiles files;
    private final DataSettings settings;

    IdxRows(InputFiles files, DataSettings settings) {
        this.files = files;
        this.settings = settings;
    }

    DatasetRows open(IdxData data, double validationSplit) throws IOException {
        InputFile path = data.path();
        if (path == null) {
            return open(
                    data,
                    folder(String.valueOf(data.dataset())),
                    settings.datasets().toRealPath(),
                    validationSplit);
        }
        try (UnpackedFolder unpacked = UnpackedFolder.open(path.path(), files.locate(path), settings)) {
            return open(data, unpacked.folder(), unpacked.folder().toRealPath(), validationSplit);
        }
    }

    private DatasetRows open(IdxData data, Path folder, Path root, double validationSplit) throws IOException {
        IdxFile images = images(root, folder, "train");
        IdxFile testImages = images(root, folder, "t10k");
        if (testImages.size(1) != images.size(1) || testImages.size(2) != images.size(2)) {
            throw new IOException("the test rows in " + folder + " are images of " + testImages.size(1) + " by "
                    + testImages.size(2) + ", the training rows of " + images.size(1) + " by " + images.size(2)
                    + "; both must have the same size");
        }
        RowSplit split = RowSplit.of(images.size(0), data.limit(), validationSplit);
        TensorRows all = rows(data, images, labels(root, folder, "train", images), split.used());
        TensorRows test = rows(data, testImages, labels(root, folder, "t10k", testImages), testImages.size(0));
        return new DatasetRows(
                all.slice(0, split.train()), all.slice(split.train(), split.used()), test, Preprocessing.NONE);
    }

    /** Below the folder of all data sets, wherever links lead. */
    private Path folder(String name) throws IOException {
        Path datasets = settings.datasets();
        Path folder = datasets.resolve(Identifier.check("data.dataset", name));
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no data set " + name + " in " + datasets);
        }
        if (!folder.toRealPath().startsWith(datasets.toRealPath())) {
            throw new IOException("data set " + name + " must be stored in " + datasets + "; a link leads out of it");
        }
        return folder;
    }

    private static IdxFile images(Path root, Path folder, String prefix) throws IOException {
        return IdxFile.read(below(root, folder.resolve(prefix + "-images-idx3-ubyte.gz")), 3);
    }

    private static IdxFile labels(Path root, Path folder, String prefix, IdxFile images) throws IOException {
        IdxFile labels = IdxFile.read(below(root, folder.resolve(prefix + "-labels-idx1-ubyte.gz")), 1);
        if (images.size(0) != labels.size(0)) {
            throw new IOException(images.file() + " has " + images.size(0) + " rows, but " + labels.file() + " has "
                    + labels.size(0));
        }
        return labels;
    }

    private static Path below(Path root, Path file) throws IOException {
        if (Files.exists(file) && !file.toRealPath().startsWith(root)) {
            throw new IOException(file + " must be stored in the folder of the data sets; a link leads out of it");
        }
        return file;
    }

    private TensorRows rows(IdxData data, IdxFile images, IdxFile labels, int used) throws IOException {
        float low = data.scale().get(0).floatValue();
        float high = data.scale().get(1).floatValue();
        float[] scaled = new float[256];
        float[] label = new float[256];
        for (int value = 0; value < scaled.length; value++) {
            scaled[value] = low + value / 255f * (high - low);
            label[value] = value;
        }
        RowFormat input = new RowFormat("x", List.of(images.size(1), images.size(2), 1), RowFormat.Kind.FLOAT32);
        RowFormat target = new RowFormat("y", List.of(), RowFormat.Kind.INT32);
        return TensorRows.of(
                List.of(new TensorColumn(
                        String.valueOf(images.file()), input, table(images, used, input.width(), scaled))),
                new TensorColumn(String.valueOf(labels.file()), target, table(labels, used, 1, label)),
                null);
    }

    /** @param values what each byte becomes */
    private FloatTable table(IdxFile file, int rows, int width, float[] values) throws IOException {
        try (FloatTableWriter writer = new FloatTableWriter(String.valueOf(file.file()), rows, width, settings)) {
            float[] row = new float[width];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < width; j++) {
                    row[j] = values[file.bytes()[i * width + j] & 0xff];
                }
                writer.write(row);
            }
            return writer.finish();
        }
    }
}
