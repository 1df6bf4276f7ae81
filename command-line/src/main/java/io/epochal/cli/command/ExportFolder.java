package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder that a person has named to be written to. What is written there is whole or not there, and follows no link. */
public record ExportFolder(Path path) {
    /** Created if it is not there; {@link UsageException} when nothing can be written there. */
    static ExportFolder at(Path path) throws IOException, UsageException {
        try {
            Files.createDirectories(path);
        } catch (AccessDeniedException e) {
            throw new UsageException("--to " + path + ": " + e.getFile() + " may not be written to");
        } catch (FileSystemException e) {
            throw new UsageException("--to " + path + ": must be a folder, and cannot become one: "
                    + (e.getReason() == null ? e.getFile() + " is a file" : e.getReason()));
        }
        if (!Files.isWritable(path)) {
            throw new UsageException("--to " + path + ": it may not be written to");
        }
        return new ExportFolder(path);
    }

    /** Returns where it lies. */
    Path write(String name, InputStream content) throws IOException {
        Path file = path.resolve(name);
        Path part = Files.createTempFile(path, name, ".part");
        try {
            Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
            // Takes the place of a link, and not of what it leads to.
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return file;
    }
}
