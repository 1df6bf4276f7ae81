package io.epochal.cli.spec;

import io.epochal.checkpoint.Inputs;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.field.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the files that a run spec names, relative to the spec, and takes their digests. */
final class SpecInputs {
    private final Path folder;
    private final Path scratch;
    private final Map<Path, Submission.LocalInput> found = new LinkedHashMap<>();

    /**
     * @param folder of the run spec
     * @param scratch where folders are packed into files
     */
    SpecInputs(Path folder, Path scratch) {
        this.folder = folder;
        this.scratch = scratch;
    }

    List<Submission.LocalInput> all() {
        return List.copyOf(found.values());
    }

    /** With the digests of all files that its data name. */
    RunSpec withDigests(RunSpec spec) throws IOException {
        try {
            return spec.withData(spec.data().withFiles(file -> {
                try {
                    return file.sha256() != null
                            ? file
                            : file.withSha256(add("data.path", file.path()).sha256());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** @param field that names it, for messages */
    Submission.LocalInput add(String field, String path) throws IOException {
        Path file = locate(field, path);
        Submission.LocalInput known = found.get(file);
        if (known != null) {
            return known;
        }
        Path whole = Files.isDirectory(file) ? PackedFolder.of(file, scratch) : file;
        Submission.LocalInput input = new Submission.LocalInput(path, whole, Inputs.digest(whole));
        found.put(file, input);
        return input;
    }

    Path locate(String field, String path) {
        Path file = folder.resolve(path).normalize();
        if (!Files.isReadable(file)) {
            throw new SpecException(
                    field,
                    "must be a file or folder that can be read; there is none at " + file.toAbsolutePath(),
                    path);
        }
        return file;
    }
}
