package io.epochal.cli.spec;

import io.epochal.checkpoint.Inputs;
import io.epochal.checkpoint.SourceObjects;
import io.epochal.checkpoint.StoreRefusal;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.data.ObjectPin;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What this command wants of objects in S3: which content they have, and now and then the content. */
final class ObjectCopy {
    private static final int LONGEST_SUFFIX = 60;

    private final SourceObjects objects;
    private final InputProgress progress;

    ObjectCopy(SourceObjects objects, InputProgress progress) {
        this.objects = objects;
        this.progress = progress;
    }

    /** The same with a pin; {@link SpecException} when it is not there or may not be read. */
    InputFile pinned(String field, InputFile file) throws IOException {
        try {
            return file.pin() != null ? file : file.withPin(objects.pin(ObjectLocation.parse(field, file.path())));
        } catch (StoreRefusal e) {
            throw new SpecException(field, "must be an object that can be read: " + e.getMessage());
        }
    }

    /** Copies a pinned object into a folder, under a name that ends as the key does. */
    Path fetch(String field, InputFile file, Path folder, long most) throws IOException {
        ObjectLocation at = ObjectLocation.parse(field, file.path());
        ObjectPin pin = file.pin();
        if (pin == null || pin.size() > most) {
            throw new SpecException(field, "must have at most " + most + " bytes", file.path());
        }
        Path copy = Files.createTempFile(folder, "object-", suffix(at.key()));
        copy.toFile().deleteOnExit();
        try (InputStream in = objects.open(at, pin);
                InputStream counted = Inputs.counted(in, progress.begin("fetching", file.path(), pin.size()))) {
            Files.copy(counted, copy, StandardCopyOption.REPLACE_EXISTING);
        } catch (StoreRefusal e) {
            throw new SpecException(field, "must be an object that can be read: " + e.getMessage());
        } finally {
            progress.clear();
        }
        if (Files.size(copy) != pin.size()) {
            throw new IOException(file.path() + " ended after " + Files.size(copy) + " of " + pin.size() + " bytes");
        }
        return copy;
    }

    /** The end of a file's name says what is in it, such as {@code .csv.gz}. */
    private static String suffix(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        return "-" + name.substring(Math.max(0, name.length() - LONGEST_SUFFIX));
    }
}
