package io.epochal.trainer.data.image;

import io.epochal.protocol.data.ImageData;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.data.rows.RowSplit;
import io.epochal.trainer.data.zip.UnpackedFolder;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens the images of a run. Files are sorted and then shuffled by the run's seed before limit and split are taken, as Keras does:
 * sorted by class, the last rows would all be of the last class.
 */
public final class ImageSplits {
    private final InputFiles files;
    private final DataSettings settings;
    private final ImageDecoder decoder;
    private final ImageData data;
    private final boolean labelled;
    private final List<UnpackedFolder> opened = new ArrayList<>();

    public ImageSplits(ImageData data, InputFiles files, DataSettings settings) {
        this.files = files;
        this.settings = settings;
        this.data = data;
        this.labelled = data.labels().equals("inferred");
        this.decoder = new ImageDecoder(
                data.size().get(0),
                data.size().get(1),
                data.color().equals("rgb") ? 3 : 1,
                data.scale().get(0).floatValue(),
                data.scale().get(1).floatValue());
    }

    /**
     * Finds all images and checks that each begins as one.
     *
     * @param fitted whose classes count, when there are any
     * @throws IOException that names the folder or file that is not as it should be
     */
    public DatasetRows open(double validationSplit, long seed, Preprocessing fitted) throws IOException {
        try {
            return opened(validationSplit, seed, fitted);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private DatasetRows opened(double validationSplit, long seed, Preprocessing fitted) throws IOException {
        ImageFolder folder = folder(data.path());
        List<String> classes = classes(folder, fitted);
        List<LabelledImage> all = images(folder, classes, seed, true);
        ImageData own = data.validation();
        RowSplit split = RowSplit.of(all.size(), data.limit(), own == null ? validationSplit : 0);
        RowSource train = rows(all.subList(0, split.train()), classes, this::close);
        RowSource validation = own == null
                ? rows(all.subList(split.train(), split.used()), classes, () -> {})
                : part(own, classes, seed);
        RowSource test = part(data.test(), classes, seed);
        return new DatasetRows(train, validation, test, new Preprocessing(List.of(), classes));
    }

    private List<String> classes(ImageFolder folder, Preprocessing fitted) throws IOException {
        if (!labelled || !fitted.classes().isEmpty()) {
            return fitted.classes();
        }
        return folder.classes();
    }

    private ImageFolder folder(InputFile file) throws IOException {
        UnpackedFolder unpacked = UnpackedFolder.open(file.path(), files.locate(file), settings);
        opened.add(unpacked);
        return new ImageFolder(file.path(), unpacked.folder());
    }

    private RowSource part(@Nullable ImageData part, List<String> classes, long seed) throws IOException {
        if (part == null) {
            return rows(List.of(), classes, () -> {});
        }
        List<LabelledImage> images = images(folder(part.path()), classes, seed, false);
        return rows(images.subList(0, RowSplit.limited(images.size(), part.limit())), classes, () -> {});
    }

    private RowSource rows(List<LabelledImage> images, List<String> classes, Closeable owned) {
        return new ImageRows(images, decoder, labelled ? classes.size() : 0, settings, owned);
    }

    private List<LabelledImage> images(ImageFolder folder, List<String> classes, long seed, boolean complete)
            throws IOException {
        List<LabelledImage> images = labelled ? folder.images(classes, complete) : folder.unlabelled();
        Optional<IOException> broken =
                images.parallelStream().flatMap(image -> broken(image).stream()).findFirst();
        if (broken.isPresent()) {
            throw broken.get();
        }
        if (labelled) {
            new NumpyShuffle(seed).shuffle(images);
        }
        return images;
    }

    private Optional<IOException> broken(LabelledImage image) {
        try {
            decoder.check(image);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private void close() throws IOException {
        for (UnpackedFolder folder : opened) {
            folder.close();
        }
    }
}
