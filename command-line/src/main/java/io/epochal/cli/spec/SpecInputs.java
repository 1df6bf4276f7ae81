package io.epochal.cli.spec;

import io.epochal.checkpoint.Inputs;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.ObjectLocation;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the files that a run spec names, relative to the spec, and takes their digests; and asks which content objects in S3 have. */
final class SpecInputs {
    private final Path folder;
    private final Path scratch;
    private final SourceStore store;
    private final InputProgress progress;
    private final Map<Path, Submission.LocalInput> found = new LinkedHashMap<>();
    private final Map<String, InputFile> pinned = new HashMap<>();
    private @Nullable ObjectCopy objects;

    /**
     * @param folder of the run spec
     * @param scratch where folders are packed into files
     * @param store has the objects in S3
     */
    SpecInputs(Path folder, Path scratch, SourceStore store, InputProgress progress) {
        this.folder = folder;
        this.scratch = scratch;
        this.store = store;
        this.progress = progress;
    }

    List<Submission.LocalInput> all() {
        return List.copyOf(found.values());
    }

    /** With what pins the content of all files that its data name. */
    RunSpec withPins(RunSpec spec) throws IOException, UsageException {
        Map<InputFile, InputFile> known = new HashMap<>();
        for (InputFile file : spec.data().files()) {
            known.put(file, file.isPinned() ? file : pinned("data.path", file.path()));
        }
        return spec.withData(spec.data().withFiles(file -> known.getOrDefault(file, file)));
    }

    /**
     * A file with its digest, to be stored; or an object with its pin.
     *
     * @param field that names it, for messages
     */
    InputFile pinned(String field, String path) throws IOException, UsageException {
        InputFile file = new InputFile(path);
        if (!file.isObject()) {
            return file.withSha256(add(field, path).sha256());
        }
        InputFile known = pinned.get(path);
        if (known == null) {
            known = objects().pinned(field, file);
            pinned.put(path, known);
        }
        return known;
    }

    /** @param field that names it, for messages */
    Submission.LocalInput add(String field, String path) throws IOException {
        Path file = locate(field, path);
        Submission.LocalInput known = found.get(file);
        if (known != null) {
            return known;
        }
        Path whole = Files.isDirectory(file) ? PackedFolder.of(file, scratch, progress) : file;
        String digest = Inputs.digest(whole, progress.begin("reading", path, Files.size(whole)));
        progress.clear();
        Submission.LocalInput input = new Submission.LocalInput(path, whole, digest);
        found.put(file, input);
        return input;
    }

    /** The file to read here: an object is copied from S3, if it has no more than so many bytes. */
    Path local(String field, String path, long most) throws IOException, UsageException {
        return ObjectLocation.isOne(path)
                ? objects().fetch(field, pinned(field, path), scratch, most)
                : locate(field, path);
    }

    private Path locate(String field, String path) {
        Path file = folder.resolve(path).normalize();
        if (!Files.isReadable(file)) {
            throw new SpecException(
                    field,
                    "must be a file or folder that can be read; there is none at " + file.toAbsolutePath(),
                    path);
        }
        return file;
    }

    private ObjectCopy objects() throws IOException, UsageException {
        ObjectCopy opened = objects;
        if (opened == null) {
            opened = new ObjectCopy(store.open(), progress);
            objects = opened;
        }
        return opened;
    }
}
