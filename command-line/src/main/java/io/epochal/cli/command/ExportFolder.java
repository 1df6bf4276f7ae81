package io.epochal.cli.command;

import io.epochal.cli.spec.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder that the user has named for the export. Files are written atomically, and replace links instead of following them. */
record ExportFolder(Path path) {
    /** Creates the folder if it is missing; {@link UsageException} when it is not writable. */
    static ExportFolder at(Path path) throws IOException, UsageException {
        try {
            Files.createDirectories(path);
        } catch (AccessDeniedException e) {
            throw new UsageException("--to " + path + ": " + e.getFile() + " is not writable");
        } catch (FileSystemException e) {
            throw new UsageException("--to " + path + ": must be a folder, and cannot be created: "
                    + (e.getReason() == null ? e.getFile() + " is a file" : e.getReason()));
        }
        if (!Files.isWritable(path)) {
            throw new UsageException("--to " + path + ": is not writable");
        }
        return new ExportFolder(path);
    }

    /** Returns the path of the file. */
    Path write(String name, InputStream content) throws IOException {
        Path file = path.resolve(name);
        Path part = Files.createTempFile(path, name, ".part");
        try {
            Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
            // Replaces a link itself, and not its target.
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return file;
    }
}
